"""What phones hand in from where there is no signal: devices, messages, photos. `scoring/offline/` speaks for it."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Nomination
from scoring.enums import KeptReason, MessageKind, MessageOutcome, PhotoOrigin
from scoring.models.rulebook import Indicator
from scoring.models.team import Assessor
from scoring.querysets import FieldMessageQuerySet, SheetPhotoQuerySet


def private_storage() -> Storage:
    return storages["default"]


def photo_path(photo: "SheetPhoto", name: str) -> str:
    """A name of our own: nothing that a phone sent becomes a path, but the id that we have checked."""
    return f"sheets/{photo.nomination_id}/{photo.pk}"


class FieldDevice(models.Model):
    """The store of one assessor on one phone; the next person on the same phone has another one.

    `key` is the recovery copy of the key (AES-256) that seals everything in that store and everything it sends.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="field_devices", verbose_name=_("account")
    )
    label = models.CharField(_("phone"), max_length=120, blank=True)
    key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(_("set up on"))
    seen_at = models.DateTimeField(_("last heard of"), null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(
        _("offset of its clock (ms)"),
        null=True,
        blank=True,
        help_text=_("Our time minus the phone's, when last heard of."),
    )

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.label or str(self.pk)[:8]


class HeldVisit(models.Model):
    """A visit that lies on a phone, and how far the sheet was there when the phone was last heard of."""

    device = models.ForeignKey(FieldDevice, on_delete=models.CASCADE, related_name="held", verbose_name=_("phone"))
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="+", verbose_name=_("entry"))
    handed_at = models.DateTimeField(_("handed to the phone on"))
    seen_at = models.DateTimeField(_("last heard of"))
    filled = models.PositiveSmallIntegerField(_("scores on the phone"), default=0)
    photos = models.PositiveSmallIntegerField(_("photos on the phone"), default=0)
    unsent = models.PositiveIntegerField(_("messages not sent yet"), default=0)

    class Meta:
        verbose_name = _("visit on a phone")
        verbose_name_plural = _("visits on phones")
        ordering = ["device", "nomination"]
        constraints = [models.UniqueConstraint(fields=["device", "nomination"], name="visit_held_once_per_phone")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.device}"


class FieldMessage(models.Model):
    """One message of a phone, applied once however often it comes; its receipt never changes.

    `seq` counts the messages of its device from 1. `base` is the version of the line that the person saw.
    `phone_at` is the phone's own clock, `happened_at` the same moment by ours, `offset_ms` what lies between.
    """

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(FieldDevice, on_delete=models.PROTECT, related_name="messages", verbose_name=_("phone"))
    seq = models.PositiveBigIntegerField()
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="field_messages", verbose_name=_("entry")
    )
    assessor = models.ForeignKey(
        Assessor, on_delete=models.PROTECT, related_name="field_messages", verbose_name=_("assessor")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=MessageKind.choices)
    code = models.CharField(_("indicator"), max_length=8, blank=True)
    base = models.PositiveIntegerField(default=0)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(max_length=64, help_text=_("Over the message as it was sealed."))
    phone_at = models.DateTimeField(_("by the phone's clock"))
    happened_at = models.DateTimeField(_("happened on"))
    offset_ms = models.BigIntegerField(_("offset of the phone's clock (ms)"))
    received_at = models.DateTimeField(_("received on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=MessageOutcome.choices)
    reason = models.CharField(_("why it does not count"), max_length=20, choices=KeptReason.choices, blank=True)
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    receipt = models.CharField(_("receipt"), max_length=12)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("delivered by")
    )

    objects = FieldMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a phone")
        verbose_name_plural = _("messages of phones")
        ordering = ["device", "seq"]
        indexes = [models.Index(fields=["nomination", "assessor", "code"], name="message_by_line")]
        constraints = [
            models.UniqueConstraint(fields=["device", "seq"], name="message_once_per_device_and_seq"),
            models.CheckConstraint(
                condition=Q(outcome=MessageOutcome.KEPT) ^ Q(reason=""), name="message_kept_has_reason"
            ),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=MessageOutcome.values), name="message_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.seq}: {self.kind} {self.code}".rstrip()


class SheetPhoto(models.Model):
    """A photo to one indicator of one assessor's sheet. Private. Announced by a message; the picture follows in parts.

    `sha256`, `size` (bytes) speak of the picture; `sealed_size` of what the phone sends. `distance_m`: to the
    boundary of the entry's kelurahan, 0 inside.
    """

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(FieldDevice, on_delete=models.PROTECT, related_name="photos", verbose_name=_("phone"))
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="sheet_photos", verbose_name=_("entry")
    )
    assessor = models.ForeignKey(
        Assessor, on_delete=models.PROTECT, related_name="sheet_photos", verbose_name=_("assessor")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    sealed_size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    origin = models.CharField(_("origin"), max_length=8, choices=PhotoOrigin.choices)
    taken_at = models.DateTimeField(_("taken on"))
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy (m)"), null=True, blank=True)
    distance_m = models.PositiveIntegerField(_("distance to the kelurahan (m)"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced on"))
    received_at = models.DateTimeField(_("received on"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=photo_path, storage=private_storage, max_length=200, blank=True)
    problem = models.CharField(_("why it does not count"), max_length=20, choices=KeptReason.choices, blank=True)
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    objects = SheetPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a sheet")
        verbose_name_plural = _("photos of sheets")
        ordering = ["nomination", "assessor", "indicator__order", "taken_at"]
        indexes = [models.Index(fields=["nomination", "assessor"], name="photo_by_sheet")]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=PhotoOrigin.values), name="photo_origin_known"),
            models.CheckConstraint(condition=Q(received_at=None) ^ ~Q(file=""), name="photo_received_has_file"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="photo_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.taken_at:%Y-%m-%d %H:%M}"


class PhotoPart(models.Model):
    """One part of a sealed photo on its way; gone once the photo is whole."""

    photo = models.ForeignKey(SheetPhoto, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["photo", "number"]
        constraints = [models.UniqueConstraint(fields=["photo", "number"], name="photo_part_once")]

    def __str__(self) -> str:
        return f"{self.photo_id}/{self.number}"
