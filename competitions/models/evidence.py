import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.enums import DocumentKind
from competitions.models.nomination import Nomination
from competitions.querysets import EvidenceQuerySet


def private_storage() -> Storage:
    return storages["default"]


def public_storage() -> Storage:
    return storages["public_media"]


def evidence_path(evidence: "Evidence", name: str) -> str:
    """A name of our own: nothing that a person typed becomes a path."""
    return f"evidence/{evidence.nomination_id}/{evidence.public_id}"


def released_path(photo: "ReleasedPhoto", name: str) -> str:
    return f"photos/{photo.public_id}.jpg"


class Evidence(models.Model):
    """A photo or PDF that supports an entry; private for good (DOMAIN 10)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("entry")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind.choices)
    file = models.FileField(_("file"), upload_to=evidence_path, storage=private_storage, max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(_("name of the file"), max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded on"))
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "sha256"], condition=Q(removed_at=None), name="evidence_once_per_entry"
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="evidence_kind_known"),
        ]

    def __str__(self) -> str:
        return self.original_name


class ReleasedPhoto(models.Model):
    """A public copy of one evidence photo, re-encoded without metadata, released by the committee."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, related_name="released", verbose_name=_("evidence")
    )
    file = models.FileField(_("file"), upload_to=released_path, storage=public_storage, max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("released by")
    )
    released_at = models.DateTimeField(_("released on"))

    class Meta:
        verbose_name = _("released photo")
        verbose_name_plural = _("released photos")
        ordering = ["released_at"]

    def __str__(self) -> str:
        return self.caption or str(self.public_id)
