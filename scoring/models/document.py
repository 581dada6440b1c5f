"""The paper around a result: the decree it belongs to, the minutes of the tally, and the documents issued on it."""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.enums import DocumentKind, DocumentStatus
from scoring.models.result import Result, ResultEntry


_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


def private_storage() -> Storage:
    return storages["default"]


def document_path(issue: "DocumentIssue", name: str) -> str:
    """A name of our own: nothing that a person typed becomes a path."""
    return f"documents/{issue.result_id}/{issue.kind}-{issue.pk}.pdf"


class Decree(models.Model):
    """Number, date and signatory of the mayor's decree (SK) that a version of a result belongs to.

    Never changed: what was entered wrongly is replaced by a new one, and the documents issued on it are withdrawn.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="decrees", verbose_name=_("result"))
    number = models.CharField(_("number"), max_length=100)
    dated = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=80)
    signatory = models.CharField(_("signed by"), max_length=120)
    signatory_position = models.CharField(_("position"), max_length=120)
    entered_by = models.ForeignKey(**_PERSON, verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered on"))
    replaced_at = models.DateTimeField(_("replaced on"), null=True, blank=True)

    class Meta:
        verbose_name = _("decree")
        verbose_name_plural = _("decrees")
        ordering = ["result", "-entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(replaced_at=None), name="one_decree_in_force_per_result"
            ),
            models.CheckConstraint(condition=~Q(number="") & ~Q(signatory=""), name="decree_has_number_and_signatory"),
        ]

    def __str__(self) -> str:
        return self.number


class Minutes(models.Model):
    """The facts of the minutes of the tally (berita acara). `members`: [{"name", "office", "position"}], who sign."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("result"))
    number = models.CharField(_("number"), max_length=100)
    dated = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=120)
    members = models.JSONField(_("members"))
    entered_by = models.ForeignKey(**_PERSON, verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered on"))
    replaced_at = models.DateTimeField(_("replaced on"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes of the tally")
        verbose_name_plural = _("minutes of the tally")
        ordering = ["result", "-entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(replaced_at=None), name="one_minutes_in_force_per_result"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DocumentIssue(models.Model):
    """One official document, or all certificates in one file, issued on an approved result; stored once, never changed.

    `done` of `total` pages tell how far it is, `worked_at` when last something was done. `site` is the address printed
    in its QR codes, so that what is stored makes the same document again. Withdrawn ones stay, with the reason.
    `signature` (Ed25519) and `key` (its public half) are base64, over all that an answer about the document rests on.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="documents", verbose_name=_("result"))
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind.choices)
    decree = models.ForeignKey(
        Decree, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("decree")
    )
    minutes = models.ForeignKey(
        Minutes, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("minutes")
    )
    status = models.CharField(_("status"), max_length=8, choices=DocumentStatus.choices, default=DocumentStatus.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("in all"), default=0)
    worked_at = models.DateTimeField(_("worked on"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    site = models.CharField(_("address of the site"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to=document_path, storage=private_storage, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    signature = models.CharField(_("signature"), max_length=88, blank=True)
    key = models.CharField(_("public key"), max_length=44, blank=True)
    issued_by = models.ForeignKey(**_PERSON, verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued on"))
    withdrawn_by = models.ForeignKey(**{**_PERSON, "null": True, "blank": True}, verbose_name=_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdraw_reason = models.TextField(pgettext_lazy("document", "reason of the withdrawal"), blank=True)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["result", "kind", "-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "kind"], condition=Q(withdrawn_at=None), name="one_document_of_a_kind_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdraw_reason=""), name="withdrawn_document_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.READY) | (~Q(sha256="") & ~Q(file="")),
                name="ready_document_is_there",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=DocumentKind.on_decree()) | Q(decree__isnull=False),
                name="document_has_its_decree",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.MINUTES) | Q(minutes__isnull=False), name="document_has_its_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.result}"


class DocumentCode(models.Model):
    """The code printed on a document, which `/verifikasi/` answers; a certificate's belongs to its entry."""

    code = models.CharField(_("code"), max_length=19, unique=True)
    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="codes", verbose_name=_("document"))
    entry = models.ForeignKey(
        ResultEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="codes", verbose_name=_("entry")
    )

    class Meta:
        verbose_name = _("code of a document")
        verbose_name_plural = _("codes of documents")
        constraints = [
            models.UniqueConstraint(fields=["issue", "entry"], name="code_once_per_document_and_entry"),
        ]

    def __str__(self) -> str:
        return self.code
