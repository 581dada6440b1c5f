"""Score sheets that come by a file: submitted, all of them at once, with the people who filled them (CONTRACT 3, 6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import Traced, record_many
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from competitions.services.imports import phase_line
from competitions.services.phases import advance_for_import
from rt_registry.models import ImportBatch
from rt_registry.services.import_journal import Written, changed, journal, made, values_of
from scoring.enums import SheetSource, SheetStatus
from scoring.models import Assessor, FieldMessage, Indicator, Score, ScoreSheet, SheetRevision
from scoring.refusals import SheetContested
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

    row: int
    nomination: Nomination
    scorer: Scorer
    scores: Mapping[str, int]
    draft: ScoreSheet | None = None
    notes: Mapping[str, str] = field(default_factory=dict)  # of the draft; they stay


SHEET_FIELDS: Final = ("status", "source", "revision", "updated_at", "submitted_at", "batch_id")
CARRIED_OUT_FIELDS: Final = ("status", "updated_at")


@transaction.atomic
def store_imported_sheets(
    *, edition: Edition, sheets: Sequence[ImportedSheet], by: User | None, now: datetime, batch: ImportBatch
) -> None:
    """Write sheets, scores and history in few queries, traced and journaled, and bring the edition to assessment."""
    phase = edition.phase
    edition = advance_for_import(edition=edition, at_least=Phase.ASSESSMENT, by=by, now=now)
    _check_undecided([one.draft for one in sheets if one.draft is not None])
    assessors, added = _assessors(sheets, by=by, now=now, scope=edition.slug)
    before = {one.draft.pk: values_of(one.draft, SHEET_FIELDS) for one in sheets if one.draft is not None}
    written = [_sheet(one, assessors[one.scorer.key], now, batch) for one in sheets]
    ScoreSheet.objects.bulk_create([sheet for sheet in written if sheet.pk is None], batch_size=500)
    ScoreSheet.objects.bulk_update([sheet for sheet in written if sheet.pk in before], SHEET_FIELDS, batch_size=100)
    pairs = list(zip(written, sheets, strict=True))
    lines = [
        phase_line(edition, phase),
        *added,
        *(
            changed(one.row, sheet, before[sheet.pk]) if sheet.pk in before else made(one.row, sheet)
            for sheet, one in pairs
        ),
        *_write_scores(pairs, by=by, now=now),
        *_carry_out(sheets, by=by, now=now, scope=edition.slug),
    ]
    journal(batch=batch, written=lines)
    traced = [Traced(sheet, details={"import": batch.pk}) for sheet in written]
    record_many(act="sheet.submitted", traced=traced, by=by, now=now, scope=edition.slug)


def _check_undecided(drafts: Collection[ScoreSheet]) -> None:
    """Phones may have begun to differ since the file was looked at; under the edition's lock they cannot any more."""
    if not drafts:
        return
    mine = {(sheet.nomination_id, sheet.assessor_id) for sheet in drafts}
    rows = FieldMessage.objects.undecided().filter(nomination__in=[sheet.nomination_id for sheet in drafts])
    found = rows.order_by("received_at", "seq").values_list("nomination_id", "assessor_id", "code")
    if codes := [code for nomination, assessor, code in found if (nomination, assessor) in mine]:
        raise SheetContested(codes)


def _assessors(
    sheets: Iterable[ImportedSheet], *, by: User | None, now: datetime, scope: str
) -> tuple[dict[tuple[str, object], Assessor], list[Written]]:
    """The assessor of every sheet; those not known yet are added, with their account where they have one."""
    scorers = {one.scorer.key: one.scorer for one in sheets}
    rows: dict[tuple[str, object], int] = {}
    for one in sheets:
        rows.setdefault(one.scorer.key, one.row)
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
    return {**found, **added}, [made(rows[key], assessor) for key, assessor in added.items()]


def _sheet(one: ImportedSheet, assessor: Assessor, now: datetime, batch: ImportBatch) -> ScoreSheet:
    sheet = one.draft or ScoreSheet(nomination=one.nomination, assessor=assessor, created_at=now)
    sheet.status, sheet.source, sheet.batch = SheetStatus.SUBMITTED, SheetSource.IMPORT, batch
    sheet.updated_at = sheet.submitted_at = now
    sheet.revision += 1
    return sheet


def _write_scores(
    pairs: Sequence[tuple[ScoreSheet, ImportedSheet]], *, by: User | None, now: datetime
) -> list[Written]:
    """Scores and history of a new sheet go with it; those of a draft that was there are journaled one by one."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    begun = {sheet.pk: one.row for sheet, one in pairs if one.draft is not None}
    known = list(Score.objects.filter(sheet__in=begun))
    before = {score.pk: values_of(score, ["value", "version", "device"]) for score in known}
    versions = {(score.sheet_id, score.indicator_id): score.version + 1 for score in known}
    Score.objects.bulk_create(
        [
            _score(sheet, indicators[code], value, one.notes.get(code, ""), versions)
            for sheet, one in pairs
            for code, value in one.scores.items()
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["sheet", "indicator"],
        update_fields=["value", "version", "device"],
    )
    revisions = SheetRevision.objects.bulk_create(
        [SheetRevision(sheet=sheet, at=now, by=by, act="submitted", scores=_lines(one)) for sheet, one in pairs],
        batch_size=300,
    )
    scores = [
        changed(begun[score.sheet_id], score, before[score.pk])
        if score.pk in before
        else made(begun[score.sheet_id], score)
        for score in Score.objects.filter(sheet__in=begun).order_by("pk")
    ]
    return [*scores, *(made(begun[one.sheet_id], one) for one in revisions if one.sheet_id in begun)]


def _score(sheet: ScoreSheet, indicator: int, value: int, note: str, versions: Mapping[tuple[int, int], int]) -> Score:
    """The file's word is the newest on a line, and no phone's: a phone that has not seen it overwrites nothing."""
    version = versions.get((sheet.pk, indicator), 1)
    return Score(sheet=sheet, indicator_id=indicator, value=value, note=note, version=version)


def _lines(one: ImportedSheet) -> dict[str, Any]:
    return {code: {"value": value, "note": one.notes.get(code, "")} for code, value in one.scores.items()}


def _carry_out(sheets: Iterable[ImportedSheet], *, by: User | None, now: datetime, scope: str) -> list[Written]:
    """A submitted sheet proves the visit (DOMAIN 5)."""
    rows: dict[int, int] = {}
    verified: dict[int, Nomination] = {}
    for one in sheets:
        if one.nomination.status == NominationStatus.VERIFIED:
            rows.setdefault(one.nomination.pk, one.row)
            verified.setdefault(one.nomination.pk, one.nomination)
    before = {pk: values_of(one, CARRIED_OUT_FIELDS) for pk, one in verified.items()}
    for nomination in verified.values():
        nomination.status, nomination.updated_at = NominationStatus.CARRIED_OUT, now
    Nomination.objects.bulk_update(verified.values(), CARRIED_OUT_FIELDS, batch_size=200)
    traced = [Traced(one) for one in verified.values()]
    record_many(act="nomination.carried_out", traced=traced, by=by, now=now, scope=scope)
    return [changed(rows[pk], one, before[pk]) for pk, one in verified.items()]
