"""Random people do random acts in random order: whatever happens, what must hold holds after every act.

An act is done or refused with a sentence; nothing else is ever raised, and nothing of a refused act is stored.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from django.db import transaction
from django.test import TestCase
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Award, Edition, Nomination, NominationRT
from competitions.services.nominations import (
    change_nomination,
    start_nomination,
    submit_nomination,
    withdraw_nomination,
)
from competitions.services.verification import (
    correct_kk,
    disqualify,
    reinstate,
    reject_nomination,
    return_nomination,
    set_not_assessed,
    verify_nomination,
)
from rt_registry.enums import Role
from scoring.enums import ResultStatus, SheetStatus
from scoring.models import Assessor, Assignment, ConflictMark, Result, Score, ScoreSheet
from scoring.services.conflicts import lift_conflict, mark_conflict
from scoring.services.edition_file import change_edition, dump_edition
from scoring.services.phases import move_phase
from scoring.services.publication import approve_result, discard_result, draft_result, publish_result
from scoring.services.sheets import open_sheet, reopen_sheet, save_draft, submit_sheet
from scoring.services.teams import assign, close_visit, reopen_visit, unassign
from scoring.services.verification import verify_result
from tests.factories import NOW, create_assessor, create_edition, create_kelurahan, create_rt, create_team, create_user


PLACES = st.integers(0, 3)
FORWARD = (Phase.NOMINATION, Phase.VERIFICATION, Phase.ASSESSMENT, Phase.TALLY, Phase.PROVISIONAL, Phase.CLOSED)
CODES = tuple(f"{aspect}{n}" for aspect in "BAP" for n in range(1, 8))
TRACED = ("nomination.", "sheet.", "edition.", "result.", "conflict.", "visit.")
FREED_FROM = Phase.before_assessment()
PHASES_REACHED: set[str] = set()
LIVE_CHANGES = frozenset({ResultStatus.DRAFT, ResultStatus.APPROVED})


class LifeOfAnEdition(RuleBasedStateMachine):
    @initialize(quorum=st.integers(1, 2), begun=st.sampled_from(["published", "scored", "visited", "set up"]))
    def begin(self, quorum: int, begun: str) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        kelurahan = create_kelurahan()
        self.edition = create_edition(phase=Phase.NOMINATION, quorum=quorum, pass_mark=50, aspect_floor=40)
        Edition.objects.filter(pk=self.edition.pk).update(verification_opens=None, verification_closes=None)
        Edition.objects.filter(pk=self.edition.pk).update(assessment_opens=None, assessment_closes=None)
        self.kelurahan = kelurahan
        self.rts = [create_rt(kelurahan=kelurahan, kk=kk) for kk in (45, 80, 120, 29)]
        self.assessors = [create_assessor() for _ in range(2)]
        self.team = create_team(edition=self.edition, assessors=self.assessors)
        self.people = [create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER), create_user()]
        self.now = NOW
        self.published: dict[int, tuple[object, ...]] = {}
        self.rules_at_assessment: dict[str, Any] | None = None
        if begun != "set up":
            self.bring_all_to_the_visits()
        if begun in {"scored", "published"}:
            self.hand_in_everything()
        if begun == "published":
            self.publish()

    def teardown(self) -> None:
        """Every example has a database of its own."""
        if hasattr(self, "transaction"):
            PHASES_REACHED.add(str(Edition.objects.get(pk=self.edition.pk).phase))
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # How an act is done ----------------------------------------------------------------------------------------------

    def do(self, act: Callable[[], object]) -> bool:
        """Done and traced, or refused with nothing stored."""
        self.now += timedelta(minutes=7)
        before, traced = self.stored(), TraceEntry.objects.count()
        try:
            act()
        except Refusal as refusal:
            said = str(refusal).strip()
            assert said, type(refusal)  # noqa: PT017 - a refusal is one of two right answers
            assert "%(" not in said
            assert self.stored() == before
            assert TraceEntry.objects.count() == traced
            return False
        if self.stored() != before:
            entries = list(TraceEntry.objects.order_by("-pk")[: TraceEntry.objects.count() - traced])
            assert entries
            assert all(
                entry.at == self.now and entry.actor_label and entry.act.startswith((*TRACED, "award."))
                for entry in entries
            )
        return True

    def stored(self) -> tuple[object, ...]:
        """Everything whose change must be traced."""
        edition = Edition.objects.filter(pk=self.edition.pk).values_list("phase", "name", "budget")
        return (
            list(edition),
            list(Nomination.objects.order_by("pk").values_list("pk", "status", "kk", "track", "label", "reason")),
            list(ScoreSheet.objects.order_by("pk").values_list("pk", "status", "revision")),
            list(Score.objects.order_by("pk").values_list("sheet_id", "indicator_id", "value", "note")),
            list(Result.objects.order_by("pk").values_list("pk", "status", "version", "digest")),
            list(ConflictMark.objects.order_by("pk").values_list("pk", "lifted_at")),
            list(Assignment.objects.order_by("pk").values_list("pk", "team_id", "closed_at")),
        )

    def who(self, place: int) -> Any:
        return self.people[place % len(self.people)]

    def entry(self, place: int) -> Nomination | None:
        entries = list(Nomination.objects.order_by("pk"))
        return entries[place % len(entries)] if entries else None

    def sheet(self, place: int) -> ScoreSheet | None:
        sheets = list(ScoreSheet.objects.order_by("pk"))
        return sheets[place % len(sheets)] if sheets else None

    # The kelurahan and the kecamatan ---------------------------------------------------------------------------------

    @rule(first=PLACES, second=PLACES, joined=st.booleans())
    def start(self, first: int, second: int, joined: bool) -> None:
        rts = [self.rts[first], self.rts[second]] if joined else [self.rts[first]]
        self.do(
            lambda: start_nomination(
                edition=self.edition, kelurahan=self.kelurahan, rts=rts, track="reguler", by=self.who(2), now=self.now
            )
        )

    @rule(place=PLACES, rt=PLACES)
    def change(self, place: int, rt: int) -> None:
        if entry := self.entry(place):
            self.do(
                lambda: change_nomination(
                    nomination=entry, rts=[self.rts[rt]], track="reguler", note="n", by=self.who(2), now=self.now
                )
            )

    @rule(place=PLACES)
    def submit(self, place: int) -> None:
        if entry := self.entry(place):
            self.do(lambda: submit_nomination(nomination=entry, by=self.who(2), now=self.now))

    @rule(place=PLACES, kk=st.sampled_from([28, 30, 59, 60, 99, 100]))
    def verify(self, place: int, kk: int) -> None:
        if entry := self.entry(place):
            self.do(
                lambda: verify_nomination(
                    nomination=entry, kk=kk, kk_source="KK", neighbours_confirmed=True, by=self.who(2), now=self.now
                )
            )

    @rule(
        place=PLACES,
        act=st.sampled_from([return_nomination, reject_nomination, set_not_assessed, disqualify, reinstate]),
    )
    def decide(self, place: int, act: Callable[..., object]) -> None:
        if entry := self.entry(place):
            self.do(lambda: act(nomination=entry, reason="alasan", by=self.who(0), now=self.now))

    @rule(place=PLACES)
    def withdraw(self, place: int) -> None:
        if entry := self.entry(place):
            self.do(
                lambda: withdraw_nomination(nomination=entry, reason_code="not_ready", by=self.who(2), now=self.now)
            )

    @rule(place=PLACES, kk=st.sampled_from([31, 61, 101]))
    def correct(self, place: int, kk: int) -> None:
        if entry := self.entry(place):
            self.do(lambda: correct_kk(nomination=entry, kk=kk, reason="salah", by=self.who(0), now=self.now))

    @rule()
    def bring_all_to_the_visits(self) -> None:
        """The usual way, so that later phases are reached often."""
        for rt in self.rts[:3]:
            self.do(
                lambda rt=rt: start_nomination(
                    edition=self.edition, kelurahan=self.kelurahan, rts=[rt], track="reguler", by=None, now=self.now
                )
            )
        for place in range(4):
            self.submit(place)
            self.verify(place, 60)
        for phase in (Phase.VERIFICATION, Phase.ASSESSMENT):
            self.move(phase)
        for place in range(4):
            self.give(place)

    # The visits ------------------------------------------------------------------------------------------------------

    @rule(place=PLACES)
    def give(self, place: int) -> None:
        if entry := self.entry(place):
            self.do(lambda: assign(nomination=entry, team=self.team, by=self.who(0), now=self.now))

    @rule(place=PLACES, act=st.sampled_from(["close", "reopen", "take back"]))
    def visit(self, place: int, act: str) -> None:
        visits = list(Assignment.objects.select_related("nomination", "team").order_by("pk"))
        if not visits:
            return
        visit = visits[place % len(visits)]
        acts: dict[str, Callable[[], object]] = {
            "close": lambda: close_visit(assignment=visit, by=self.who(0), now=self.now, accept_missing=True),
            "reopen": lambda: reopen_visit(assignment=visit, reason="lagi", by=self.who(0), now=self.now),
            "take back": lambda: unassign(assignment=visit, by=self.who(0), now=self.now),
        }
        self.do(acts[act])

    @rule(place=PLACES, assessor=st.integers(0, 1), value=st.integers(0, 4), revision=st.sampled_from([None, 0]))
    def score(self, place: int, assessor: int, value: int, revision: int | None) -> None:
        person = self.assessors[assessor]
        if entry := self.entry(place):
            self.do(lambda: open_sheet(nomination=entry, assessor=person, now=self.now))
            sheet = ScoreSheet.objects.filter(nomination=entry, assessor=person).first()
            if sheet is not None:
                known = sheet.revision if revision is None else revision
                self.do(
                    lambda: save_draft(
                        sheet=sheet,
                        scores={"B1": value},
                        notes={"B1": "x"},
                        revision=known,
                        by=person.user,
                        now=self.now,
                    )
                )

    @rule(place=PLACES, assessor=st.integers(0, 1), value=st.integers(0, 4))
    def hand_in(self, place: int, assessor: int, value: int) -> None:
        person = self.assessors[assessor]
        if entry := self.entry(place):
            self.do(lambda: open_sheet(nomination=entry, assessor=person, now=self.now))
            sheet = ScoreSheet.objects.filter(nomination=entry, assessor=person).first()
            if sheet is not None:
                scores: dict[str, int | None] = dict.fromkeys(CODES, value)
                self.do(
                    lambda: submit_sheet(
                        sheet=sheet, scores=scores, notes={}, revision=sheet.revision, by=person.user, now=self.now
                    )
                )

    @rule()
    def hand_in_everything(self) -> None:
        for entry in range(4):
            for assessor in range(2):
                self.hand_in(entry, assessor, 4 - (entry + assessor) % 2)

    @rule(place=PLACES)
    def reopen(self, place: int) -> None:
        if sheet := self.sheet(place):
            self.do(lambda: reopen_sheet(sheet=sheet, reason="salah tulis", by=self.who(0), now=self.now))

    @rule(place=PLACES, assessor=st.integers(0, 1), lifts=st.booleans())
    def conflict(self, place: int, assessor: int, lifts: bool) -> None:
        mark = ConflictMark.objects.select_related("nomination", "assessor").first()
        if lifts and mark is not None:
            self.do(lambda: lift_conflict(mark=mark, reason="keliru", by=self.who(0), now=self.now))
        elif entry := self.entry(place):
            person: Assessor = self.assessors[assessor]
            self.do(
                lambda: mark_conflict(nomination=entry, assessor=person, reason="saudara", by=self.who(0), now=self.now)
            )

    # The edition and its result --------------------------------------------------------------------------------------

    @rule(phase=st.sampled_from([*FORWARD, Phase.DRAFT, Phase.PUBLISHED]))
    def move(self, phase: Phase) -> None:
        before = Edition.objects.get(pk=self.edition.pk).phase
        moved = self.do(
            lambda: move_phase(edition=self.edition, phase=phase, by=self.who(0), now=self.now, reason="perlu")
        )
        if moved and phase == Phase.ASSESSMENT and before == Phase.VERIFICATION:
            self.rules_at_assessment = dump_edition(Edition.objects.get(pk=self.edition.pk))
        if moved and phase == Phase.VERIFICATION:
            self.rules_at_assessment = None

    @rule(quorum=st.integers(1, 3), budget=st.sampled_from([1_000, 1_000_000_000]))
    def change_rules(self, quorum: int, budget: int) -> None:
        data = {**dump_edition(Edition.objects.get(pk=self.edition.pk)), "quorum": quorum, "budget": budget}
        self.do(lambda: change_edition(edition=self.edition, data=data, by=self.who(0), now=self.now))

    @rule(place=PLACES)
    def draft(self, place: int) -> None:
        self.do(lambda: draft_result(edition=self.edition, by=self.who(place), now=self.now, reason="koreksi"))

    @rule(place=PLACES, act=st.sampled_from([approve_result, publish_result, discard_result]))
    def decide_on_the_result(self, place: int, act: Callable[..., object]) -> None:
        result = Result.objects.order_by("-pk").first()
        more = {"reason": "salah"} if act is discard_result else {}
        if result is not None:
            done = self.do(lambda: act(result=result, by=self.who(place), now=self.now, **more))
            if done and act is not discard_result:
                assert self.who(place).pk != result.drafted_by_id

    @rule()
    def publish(self) -> None:
        """The usual way, whatever comes of it."""
        self.do(lambda: draft_result(edition=self.edition, by=self.who(0), now=self.now, reason="koreksi"))
        result = Result.objects.order_by("-pk").first()
        if result is not None:
            self.do(lambda: approve_result(result=result, by=self.who(1), now=self.now))
            self.do(lambda: publish_result(result=result, by=self.who(1), now=self.now))

    # What must hold --------------------------------------------------------------------------------------------------

    @invariant()
    def an_rt_is_in_one_live_entry(self) -> None:
        live = NominationRT.objects.filter(nomination__status__in=NominationStatus.live())
        assert live.count() == live.values("edition", "rt").distinct().count()
        assert set(live.values_list("is_live", flat=True)) <= {True}
        assert not NominationRT.objects.filter(is_live=True).exclude(pk__in=live.values("pk")).exists()

    @invariant()
    def a_submitted_sheet_is_complete_and_proves_the_visit(self) -> None:
        for sheet in ScoreSheet.objects.filter(status=SheetStatus.SUBMITTED).select_related("nomination"):
            assert sheet.scores.exclude(value=None).count() == 21
            assert sheet.nomination.status in NominationStatus.entered()

    @invariant()
    def sheets_exist_under_frozen_rules_alone(self) -> None:
        edition = Edition.objects.get(pk=self.edition.pk)
        assert edition.phase not in FREED_FROM or not ScoreSheet.objects.exists()
        if edition.phase not in FREED_FROM and self.rules_at_assessment is not None:
            assert dump_edition(edition) == self.rules_at_assessment

    @invariant()
    def what_was_published_stays_as_it_was(self) -> None:
        for result in Result.objects.filter(status=ResultStatus.PUBLISHED):
            frozen = (result.digest, result.version, result.rules, list(result.entries.order_by("entry").values()))
            assert self.published.setdefault(result.pk, frozen) == frozen
            assert [d for d in verify_result(result=result) if not d.field.startswith("live.")] == []
        assert Result.objects.filter(status=ResultStatus.PUBLISHED).count() == len(self.published)
        assert Result.objects.filter(status__in=LIVE_CHANGES).count() <= 1

    @invariant()
    def the_predikat_is_that_of_the_newest_version(self) -> None:
        newest = Result.objects.filter(status=ResultStatus.PUBLISHED).order_by("-version").first()
        awards = Award.objects.filter(source=AwardSource.PUBLISHED).values_list("nomination_id", "total", "prize")
        winners = newest.entries.filter(winner=True).values_list("nomination_id", "total", "prize") if newest else []
        assert set(awards) == set(winners)
        phase = Edition.objects.get(pk=self.edition.pk).phase
        assert (phase in Phase.after_publication()) == (newest is not None)


class TestLifeOfAnEdition(LifeOfAnEdition.TestCase, TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=8, stateful_step_count=18)

    def runTest(self) -> None:  # noqa: N802 - the name that unittest wants
        super().runTest()
        assert {"assessment", "published"} <= PHASES_REACHED
