"""The prize ledger: what was handed over of what the decree's version of a result awards."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from competitions.models import Nomination
from scoring.models.document import Decree
from scoring.models.result import ResultEntry


_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class PrizeHandover(models.Model):
    """A prize handed over, whole, against a receipt. Never deleted: a wrong line is cancelled with its reason."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("entry")
    )
    result_entry = models.ForeignKey(
        ResultEntry, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("line of the result")
    )
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("decree"))
    amount = models.PositiveBigIntegerField(_("amount (rupiah)"))
    handed_on = models.DateField(_("handed over on"))
    receipt = models.CharField(_("number of the receipt"), max_length=60)
    received_by = models.CharField(_("received by"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(**_PERSON, verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded on"))
    cancelled_by = models.ForeignKey(**{**_PERSON, "null": True, "blank": True}, verbose_name=_("cancelled by"))
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    cancel_reason = models.TextField(_("reason of the cancellation"), blank=True)

    class Meta:
        verbose_name = _("prize handed over")
        verbose_name_plural = _("prizes handed over")
        ordering = ["handed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(cancelled_at=None), name="prize_handed_over_once"
            ),
            models.UniqueConstraint(
                F("decree"), Upper("receipt"), condition=Q(cancelled_at=None), name="receipt_once_per_decree"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="handed_over_amount_positive"),
            models.CheckConstraint(
                condition=~Q(receipt="") & ~Q(received_by=""), name="handover_has_receipt_and_receiver"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="cancelled_handover_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt}: {formats.rupiah(self.amount)}"
