"""Sheets filled in on paper: typed in by a second person from pictures of the paper, confirmed by a third."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Nomination
from scoring.enums import PaperStatus
from scoring.models.team import Assessor


def private_storage() -> Storage:
    return storages["default"]


def paper_path(page: "PaperPage", name: str) -> str:
    """A name of our own: nothing that a person typed becomes a path."""
    return f"paper/{page.paper.nomination_id}/{page.public_id}"


class PaperSheet(models.Model):
    """One paper sheet on its way into the tally. `scores`: {code: {"value": int | None, "note": str}}.

    `assessor_user` repeats the assessor's account as of the last act, so that the database itself keeps three persons
    apart: who wrote, who typed in, who confirmed.
    """

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="paper_sheets", verbose_name=_("entry")
    )
    assessor = models.ForeignKey(
        Assessor, on_delete=models.PROTECT, related_name="paper_sheets", verbose_name=_("assessor")
    )
    assessor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of the assessor"),
    )
    rules_code = models.CharField(_("rule version printed on the paper"), max_length=12, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=PaperStatus.choices, default=PaperStatus.TYPING)
    revision = models.PositiveIntegerField(
        _("version"), default=0, help_text=_("Counts every save; a save on an older one is refused.")
    )
    scores = models.JSONField(_("scores"), default=dict)
    visited_at = models.DateTimeField(_("time of the visit"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("typed by")
    )
    typed_at = models.DateTimeField(_("typed on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("paper sheet")
        verbose_name_plural = _("paper sheets")
        ordering = ["-typed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "assessor"],
                condition=~Q(status=PaperStatus.DISCARDED),
                name="one_paper_per_assessor_and_entry",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("typed_by")), name="paper_checked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(assessor_user=None) | ~Q(typed_by=F("assessor_user")), name="paper_typed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(assessor_user=None) | Q(checked_by=None) | ~Q(checked_by=F("assessor_user")),
                name="paper_not_checked_by_its_assessor",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PaperStatus.RETURNED, PaperStatus.DISCARDED]) | ~Q(reason=""),
                name="paper_sent_back_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.CONFIRMED) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="paper_confirmed_has_person",
            ),
            models.CheckConstraint(condition=Q(status__in=PaperStatus.values), name="paper_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.assessor}"

    @property
    def is_being_typed(self) -> bool:
        return self.status in PaperStatus.being_typed()


class PaperPage(models.Model):
    """One picture of the paper: a photo, or a scan as PDF that may hold all of it. Private for good (DOMAIN 10)."""

    paper = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="pages", verbose_name=_("paper sheet"))
    number = models.PositiveSmallIntegerField(_("page"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("picture of the paper"), upload_to=paper_path, storage=private_storage, max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(_("name of the file"), max_length=200)

    class Meta:
        verbose_name = _("picture of a paper sheet")
        verbose_name_plural = _("pictures of paper sheets")
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_page_once"),
            models.UniqueConstraint(fields=["paper", "sha256"], name="paper_picture_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
