"""What makes a published result provable: its seal, made with a key outside the database, and the watch over it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scoring.models.result import Result


class ResultSeal(models.Model):
    """What was published, sealed: the whole canonical document, and a signed statement about it.

    `document` is the canonical form (zlib), `statement` what is signed and public. `acts` (private; the statement holds
    their digest): who acted and when, the records behind the entries, decisions, digests of the sheets, and salt.
    `signature` (Ed25519) and `key` (its public half) are base64.
    """

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="seal", verbose_name=_("result"))
    document = models.BinaryField(_("canonical document"))
    statement = models.JSONField(_("statement"))
    acts = models.JSONField(_("who acted and when"))
    signature = models.CharField(_("signature"), max_length=88)
    key = models.CharField(_("public key"), max_length=44)
    sealed_at = models.DateTimeField(_("sealed on"))

    class Meta:
        verbose_name = _("seal of a result")
        verbose_name_plural = _("seals of results")

    def __str__(self) -> str:
        return str(self.result)


class ResultCheck(models.Model):
    """What the watch last found about a published result.

    `findings`: differences as objects of `entry`, `field`, `stored` and `recomputed`, none while all is true.
    """

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="last_check", verbose_name=_("result"))
    checked_at = models.DateTimeField(_("checked on"))
    is_true = models.BooleanField(_("true to the last figure"))
    findings = models.JSONField(_("findings"), default=list)
    wrong_since = models.DateTimeField(_("wrong since"), null=True, blank=True)

    class Meta:
        verbose_name = _("check of a result")
        verbose_name_plural = _("checks of results")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_true=True, wrong_since=None) | Q(is_true=False, wrong_since__isnull=False),
                name="wrong_result_says_since_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.is_true}"
