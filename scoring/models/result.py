from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.enums import Track
from competitions.models import Edition, Nomination
from scoring.enums import DecisionKind, EntryState, ResultStatus
from scoring.querysets import ResultQuerySet


_USER: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "null": True,
    "blank": True,
    "related_name": "+",
}


class Result(models.Model):
    """A result of an edition: facts frozen in one numbered version, not a query (DOMAIN 8).

    `rules` and `inputs` are what was tallied (the sheets anonymous), `digest` the SHA-256 over the canonical form of
    rules, inputs and ranking. The numbered version is given on publication.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="results", verbose_name=_("edition"))
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ResultStatus.choices, default=ResultStatus.DRAFT)
    rules = models.JSONField(_("rules"))
    inputs = models.JSONField(_("anonymous sheets"))
    digest = models.CharField("SHA-256", max_length=64)
    prize_total = models.PositiveBigIntegerField(_("prizes in all (rupiah)"))
    reason = models.TextField(_("reason of the correction"), blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)
    drafted_at = models.DateTimeField(_("drafted on"))
    drafted_by = models.ForeignKey(**_USER, verbose_name=_("drafted by"))
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(**_USER, verbose_name=_("approved by"))
    publish_at = models.DateTimeField(_("to be published on"), null=True, blank=True)
    scheduled_at = models.DateTimeField(_("publication set on"), null=True, blank=True)
    scheduled_by = models.ForeignKey(**_USER, verbose_name=_("publication set by"))
    schedule_problem = models.TextField(_("why the publication did not happen"), blank=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(**_USER, verbose_name=_("published by"))
    discarded_at = models.DateTimeField(_("discarded on"), null=True, blank=True)
    discarded_by = models.ForeignKey(**_USER, verbose_name=_("discarded by"))
    discard_reason = models.TextField(_("reason of the discarding"), blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["edition", "-version", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="result_version_once_per_edition"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(status__in=ResultStatus.open()), name="one_open_result_per_edition"
            ),
            models.CheckConstraint(
                condition=~Q(status=ResultStatus.PUBLISHED)
                | Q(version__isnull=False, published_at__isnull=False, approved_by__isnull=False),
                name="published_result_is_numbered_and_approved",
            ),
            models.CheckConstraint(
                condition=Q(status=ResultStatus.PUBLISHED) | Q(version=None), name="unpublished_result_has_no_number"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (Q(drafted_by__isnull=False) & ~Q(approved_by=F("drafted_by"))),
                name="result_approved_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | (Q(drafted_by__isnull=False) & ~Q(published_by=F("drafted_by"))),
                name="result_published_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(scheduled_by=None) | (Q(drafted_by__isnull=False) & ~Q(scheduled_by=F("drafted_by"))),
                name="result_scheduled_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(scheduled_by__isnull=False, approved_by__isnull=False),
                name="scheduled_result_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(version=None) | Q(version=1) | ~Q(reason=""), name="correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.version}" if self.version else f"{self.edition} ({self.get_status_display()})"


class ResultEntry(models.Model):
    """One entry of a result: everything the public reads, copied (HOUSE rule 20)."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="entries", verbose_name=_("result"))
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="result_entries", verbose_name=_("entry")
    )
    entry = models.CharField(_("entry"), max_length=120)
    label = models.CharField(_("name"), max_length=200)
    kecamatan_code = models.CharField(_("code of the kecamatan"), max_length=13)
    kecamatan = models.CharField(_("kecamatan"), max_length=80)
    kelurahan_code = models.CharField(_("code of the kelurahan"), max_length=13)
    kelurahan = models.CharField(_("kelurahan"), max_length=80)
    track = models.CharField(_("track"), max_length=10, choices=Track.choices)
    category = models.CharField(_("size category"), max_length=20)
    kk = models.PositiveIntegerField("KK")
    state = models.CharField(_("status"), max_length=14, choices=EntryState.choices)
    state_reason = models.TextField(_("reason of the status"), blank=True)
    sheets = models.PositiveSmallIntegerField(_("sheets that count"))
    bersih = models.DecimalField(_("Bersih"), max_digits=5, decimal_places=2, null=True)
    aman = models.DecimalField(_("Aman"), max_digits=5, decimal_places=2, null=True)
    pintar = models.DecimalField(_("Pintar"), max_digits=5, decimal_places=2, null=True)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("passed"), default=False)
    failed_test = models.CharField(_("test not passed"), max_length=10, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    decided_by = models.CharField(_("rank decided by"), max_length=10, blank=True)
    winner = models.BooleanField(_("winner"), default=False)
    best_in_city = models.BooleanField(_("best in the city"), default=False)
    prize = models.PositiveBigIntegerField(_("prize (rupiah)"), default=0)
    indicators = models.JSONField(
        _("indicators"),
        default=dict,
        help_text=_("by indicator code: the mean as a decimal string, empty below the quorum"),
    )

    class Meta:
        verbose_name = _("result entry")
        verbose_name_plural = _("result entries")
        ordering = ["result", "track", "category", "rank", "entry"]
        indexes = [models.Index(fields=["result", "winner"], name="result_winners")]
        constraints = [
            models.UniqueConstraint(fields=["result", "entry"], name="entry_once_per_result"),
            models.UniqueConstraint(fields=["result", "nomination"], name="nomination_once_per_result"),
            models.CheckConstraint(
                condition=Q(state=EntryState.RANKED, rank__isnull=False, total__isnull=False)
                | (~Q(state=EntryState.RANKED) & Q(rank=None, winner=False, prize=0)),
                name="result_entry_ranked_or_not",
            ),
            models.CheckConstraint(condition=Q(winner=False) | Q(passed=True), name="winner_has_passed"),
            models.CheckConstraint(condition=Q(winner=True) | Q(prize=0), name="prize_for_winners_only"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.total}"


class Decision(models.Model):
    """A decision the rules ask of the committee. It holds for the facts it was made for and no others."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("edition"))
    kind = models.CharField(_("kind"), max_length=20, choices=DecisionKind.choices)
    facts = models.TextField(_("facts"), help_text=_("What was decided on, as the tally's blocker puts it."))
    chosen = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chosen entry")
    )
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(**_USER, verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided on"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["edition", "-decided_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.edition})"
