"""Score sheets that come by a file: submitted, all of them at once, with the people who filled them (CONTRACT 3, 6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from competitions.services.phases import advance_for_import
from rt_registry.models import ImportBatch
from scoring.enums import SheetSource, SheetStatus
from scoring.models import Assessor, Indicator, Score, ScoreSheet, SheetRevision
from scoring.services.assessors import name_key


@dataclass(frozen=True)
class Scorer:
    """Who filled a sheet: an assessor, the account of one who has no record yet, or a name alone."""

    name: str
    assessor: Assessor | None = None
    user: User | None = None

    @property
    def key(self) -> tuple[str, object]:
        if self.assessor is not None:
            return "assessor", self.assessor.pk
        return ("user", self.user.pk) if self.user is not None else ("name", name_key(self.name))

    @property
    def user_id(self) -> int | None:
        return self.assessor.user_id if self.assessor is not None else self.user.pk if self.user is not None else None


@dataclass(frozen=True)
class ImportedSheet:
    """One row: complete scores by indicator code. `draft`: the sheet begun and not submitted, which it replaces."""

    nomination: Nomination
    scorer: Scorer
    scores: Mapping[str, int]
    draft: ScoreSheet | None = None
    notes: Mapping[str, str] = field(default_factory=dict)  # of the draft; they stay


@transaction.atomic
def store_imported_sheets(
    *, edition: Edition, sheets: Sequence[ImportedSheet], by: User | None, now: datetime, batch: ImportBatch
) -> None:
    """Write sheets, scores and history in a few queries, trace each, and bring the edition at least to assessment."""
    advance_for_import(edition=edition, at_least=Phase.ASSESSMENT, by=by, now=now)
    assessors = _assessors(sheets, by=by, now=now, scope=edition.slug)
    written = [_sheet(one, assessors[one.scorer.key], now, batch) for one in sheets]
    ScoreSheet.objects.bulk_create([sheet for sheet in written if sheet.pk is None], batch_size=500)
    drafts = [one.draft for one in sheets if one.draft is not None]
    ScoreSheet.objects.bulk_update(
        drafts, ["status", "source", "revision", "updated_at", "submitted_at", "batch"], batch_size=100
    )
    _write_scores(list(zip(written, sheets, strict=True)), by=by, now=now)
    traced = [Traced(sheet, details={"import": batch.pk}) for sheet in written]
    record_many(act="sheet.submitted", traced=traced, by=by, now=now, scope=edition.slug)
    _carry_out([one.nomination for one in sheets], by=by, now=now, scope=edition.slug)


def _assessors(
    sheets: Iterable[ImportedSheet], *, by: User | None, now: datetime, scope: str
) -> dict[tuple[str, object], Assessor]:
    """The assessor of every sheet; those not known yet are added, with their account where they have one."""
    scorers = {one.scorer.key: one.scorer for one in sheets}
    found = {key: scorer.assessor for key, scorer in scorers.items() if scorer.assessor is not None}
    taken = set(Assessor.objects.values_list("name_key", flat=True))
    added: dict[tuple[str, object], Assessor] = {}
    for key, scorer in scorers.items():
        if key in found:
            continue
        name = scorer.name
        if name_key(name) in taken and scorer.user is not None:
            name = scorer.user.username
        taken.add(name_key(name))
        added[key] = Assessor(name=name, name_key=name_key(name), user=scorer.user)
    Assessor.objects.bulk_create(added.values(), batch_size=200)
    record_many(act="assessor.added", traced=[Traced(one) for one in added.values()], by=by, now=now, scope=scope)
    return {**found, **added}


def _sheet(one: ImportedSheet, assessor: Assessor, now: datetime, batch: ImportBatch) -> ScoreSheet:
    sheet = one.draft or ScoreSheet(nomination=one.nomination, assessor=assessor, created_at=now)
    sheet.status, sheet.source, sheet.batch = SheetStatus.SUBMITTED, SheetSource.IMPORT, batch
    sheet.updated_at = sheet.submitted_at = now
    sheet.revision += 1
    return sheet


def _write_scores(pairs: Sequence[tuple[ScoreSheet, ImportedSheet]], *, by: User | None, now: datetime) -> None:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, indicator_id=indicators[code], value=value, note=one.notes.get(code, ""))
            for sheet, one in pairs
            for code, value in one.scores.items()
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["value"],
    )
    SheetRevision.objects.bulk_create(
        [SheetRevision(sheet=sheet, at=now, by=by, act="submitted", scores=_lines(one)) for sheet, one in pairs],
        batch_size=300,
    )


def _lines(one: ImportedSheet) -> dict[str, Any]:
    return {code: {"value": value, "note": one.notes.get(code, "")} for code, value in one.scores.items()}


def _carry_out(nominations: Iterable[Nomination], *, by: User | None, now: datetime, scope: str) -> None:
    """A submitted sheet proves the visit (DOMAIN 5)."""
    verified = {one.pk: one for one in nominations if one.status == NominationStatus.VERIFIED}
    for one in verified.values():
        one.status, one.updated_at = NominationStatus.CARRIED_OUT, now
    Nomination.objects.bulk_update(verified.values(), ["status", "updated_at"], batch_size=200)
    traced = [Traced(one) for one in verified.values()]
    record_many(act="nomination.carried_out", traced=traced, by=by, now=now, scope=scope)
