from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.enums import NominationStatus, Track, WithdrawalReason
from competitions.models.edition import Edition
from competitions.querysets import NominationQuerySet
from rt_registry.models import RT, Kelurahan


_USER: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "null": True,
    "blank": True,
    "related_name": "+",
}


class Nomination(models.Model):
    """One entry of an edition: one RT, or several RTs of one kelurahan joined (DOMAIN 4, 5).

    `code`, `label`, `kk` and `category_code` are copies as of the submission: a past edition keeps what it knew.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("edition")
    )
    kelurahan = models.ForeignKey(
        Kelurahan, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("kelurahan")
    )
    track = models.CharField(_("track"), max_length=10, choices=Track.choices, default=Track.REGULER)
    status = models.CharField(
        _("status"), max_length=14, choices=NominationStatus.choices, default=NominationStatus.DRAFT
    )
    code = models.CharField(_("entry"), max_length=120)
    label = models.CharField(_("name as shown"), max_length=200)
    kk = models.PositiveIntegerField(_("KK"), null=True, blank=True)
    kk_source = models.CharField(_("source of the KK"), max_length=200, blank=True)
    kk_confirmed_by = models.ForeignKey(**_USER, verbose_name=_("KK confirmed by"))
    kk_confirmed_at = models.DateTimeField(_("KK confirmed on"), null=True, blank=True)
    category_code = models.CharField(_("size category"), max_length=20, blank=True)
    neighbours_confirmed = models.BooleanField(_("joined RTs are neighbours (confirmed)"), default=False)
    note = models.TextField(_("note of the kelurahan"), blank=True)
    reason = models.TextField(_("reason of the last decision"), blank=True)
    withdrawal_reason = models.CharField(
        _("reason of the withdrawal"), max_length=24, choices=WithdrawalReason.choices, blank=True
    )
    created_by = models.ForeignKey(**_USER, verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created on"))
    updated_at = models.DateTimeField(_("changed on"))
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)
    submitted_by = models.ForeignKey(**_USER, verbose_name=_("submitted by"))
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(**_USER, verbose_name=_("decided by"))
    rts: "models.ManyToManyField[RT, NominationRT]" = models.ManyToManyField(
        RT,
        through="NominationRT",
        related_name="nominations",
        verbose_name=_("RTs"),
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["edition", "code"]
        indexes = [models.Index(fields=["edition", "status"], name="nomination_by_status")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=NominationStatus.values), name="nomination_status_known"),
            models.CheckConstraint(condition=Q(track__in=Track.values), name="nomination_track_known"),
            models.CheckConstraint(
                condition=~Q(status__in=NominationStatus.nominated()) | (Q(kk__gte=1) & ~Q(category_code="")),
                name="nomination_has_kk_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        NominationStatus.RETURNED,
                        NominationStatus.REJECTED,
                        NominationStatus.NOT_ASSESSED,
                        NominationStatus.DISQUALIFIED,
                    ]
                )
                | ~Q(reason=""),
                name="nomination_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=NominationStatus.WITHDRAWN) | ~Q(withdrawal_reason=""),
                name="nomination_withdrawal_has_reason",
            ),
            models.UniqueConstraint(
                fields=["edition", "code"],
                condition=Q(status__in=NominationStatus.live()),
                name="nomination_code_once_while_live",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class NominationRT(models.Model):
    """One RT of an entry, with its number and KK as of the entry. `is_live` follows the entry's status."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.CASCADE, related_name="members", verbose_name=_("entry")
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", verbose_name=_("edition"))
    rt = models.ForeignKey(RT, on_delete=models.PROTECT, related_name="entries", verbose_name=_("RT"))
    number = models.PositiveSmallIntegerField(_("number"))
    kk = models.PositiveIntegerField(_("KK"), null=True, blank=True)
    is_live = models.BooleanField(_("takes part"), default=True)

    class Meta:
        verbose_name = _("RT of an entry")
        verbose_name_plural = _("RTs of entries")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "rt"], name="rt_once_per_entry"),
            models.UniqueConstraint(
                fields=["edition", "rt"], condition=Q(is_live=True), name="rt_in_one_live_entry_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.number:03d}"
