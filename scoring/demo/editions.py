"""The demo's editions, one in each phase. Dates of all but 2020 count from the day of seeding."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from competitions.enums import AwardSource, NominationStatus, Phase, Track
from competitions.models import Edition, Nomination
from competitions.services.awards import AwardValue, record_awards
from rt_registry.domain.rt_code import format_entry, rt_label
from rt_registry.models import RT, HouseholdCount
from scoring.demo.entries import EntryPlan, create_entries, create_visits, set_outcomes
from scoring.demo.people import People
from scoring.demo.roster import Choice
from scoring.domain.rules import Rules
from scoring.models import Assignment
from scoring.selectors.tally import rules_of
from scoring.services.edition_file import load_edition
from scoring.services.phases import move_phase
from scoring.services.publication import approve_result, draft_result, publish_result
from scoring.services.sheets import open_sheet, save_draft


ASSESSORS_PER_ENTRY = 5
SHOWCASE = "kenali-besar"
"""The kelurahan whose operator the demo introduces: it has entries in every state."""
LEVELS = {"0": "tidak ada / sangat buruk", "1": "kurang", "2": "cukup", "3": "baik", "4": "sangat baik"}
FAITHFUL = 12
"""RTs that won three years running: candidates for Kencana."""


@dataclass(frozen=True)
class Demo:
    """What every edition of the demo is made from."""

    rng: Random
    people: People
    today: date
    scale: int

    def times(self, count: int) -> int:
        return count * self.scale


def edition_file(
    demo: Demo, slug: str, year: int, period: int, name: str, *, opens: date, **more: Any
) -> dict[str, Any]:
    """An edition in the format of CONTRACT 4 whose nomination opens on `opens`; more entries have more budget."""
    return {
        "slug": slug,
        "year": year,
        "period": period,
        "name": name,
        "levels": LEVELS,
        "budget": demo.times(1_000_000_000),
        "calendar": {
            "nomination": _days(opens, 0, 30),
            "verification": _days(opens, 31, 44),
            "assessment": _days(opens, 60, 95),
            "objection": _days(opens, 100, 106),
        },
        **more,
    }


def _days(start: date, first: int, last: int) -> list[str]:
    return [(start + timedelta(days=n)).isoformat() for n in (first, last)]


def at(day: date) -> datetime:
    """Nine in the morning in Jambi."""
    return datetime.combine(day, time(2, 0), tzinfo=UTC)


def open_edition(demo: Demo, data: Mapping[str, Any], phase: Phase) -> tuple[Edition, Rules]:
    """Load the edition as its committee would and open the nomination, unless it stays a draft."""
    by = demo.people.officials.committee
    now = at(min(date.fromisoformat(data["calendar"]["nomination"][0]), demo.today))
    edition = load_edition(data=dict(data), by=by, now=now)
    Edition.objects.filter(pk=edition.pk).update(simulated=True)
    edition.refresh_from_db()
    if phase != Phase.DRAFT:
        move(demo, edition, Phase.NOMINATION, now)
    return edition, rules_of(edition)


def move(demo: Demo, edition: Edition, phase: Phase, now: datetime) -> None:
    move_phase(edition=edition, phase=phase, by=demo.people.officials.committee, now=now)
    edition.refresh_from_db()


def run_assessment(
    demo: Demo, edition: Edition, rules: Rules, plans: Sequence[EntryPlan], opens: date
) -> list[Nomination]:
    """Nominations, verification, visits and sheets of one edition; it ends in the assessment phase."""
    verified = [replace(plan, status=NominationStatus.VERIFIED, reason="") for plan in plans]
    entries = create_entries(edition, verified, rules, demo.people, at(opens + timedelta(days=20)))
    move(demo, edition, Phase.VERIFICATION, at(opens + timedelta(days=31)))
    move(demo, edition, Phase.ASSESSMENT, at(opens + timedelta(days=60)))
    now = at(opens + timedelta(days=70))
    planned = list(zip(entries, plans, strict=True))
    create_visits(edition, planned, demo.people, rules, rng=demo.rng, now=now)
    set_outcomes(edition, planned, now)
    return entries


def publish(demo: Demo, edition: Edition, day: date) -> None:
    """Drafted by the committee, approved and published by the publisher."""
    move(demo, edition, Phase.TALLY, at(day))
    officials = demo.people.officials
    result = draft_result(edition=edition, by=officials.committee, now=at(day + timedelta(days=1)))
    result = approve_result(result=result, by=officials.publisher, now=at(day + timedelta(days=2)))
    publish_result(result=result, by=officials.publisher, now=at(day + timedelta(days=3)))
    edition.refresh_from_db()


def seed_2020(demo: Demo, chosen: Sequence[Choice], kk: Mapping[int, int]) -> Edition:
    """The edition whose entries and winners per kecamatan and category equal the real recap."""
    opens = date(2020, 2, 3)
    data = edition_file(demo, "2020-1", 2020, 1, "Kampung BANTAR 2020", opens=opens)
    edition, rules = open_edition(demo, data, Phase.CLOSED)
    plans = [
        EntryPlan(
            rts=(choice.rt,),
            kk=(kk[choice.rt.pk],),
            status=NominationStatus.CARRIED_OUT,
            passes=choice.passes,
            sheets=ASSESSORS_PER_ENTRY,
            visit_on=opens + timedelta(days=62 + i % 30),
        )
        for i, choice in enumerate(chosen)
    ]
    run_assessment(demo, edition, rules, plans, opens)
    publish(demo, edition, date(2020, 8, 12))
    move(demo, edition, Phase.CLOSED, at(date(2020, 12, 15)))
    return edition


class Candidates:
    """RTs with their KK of one year, drawn without repetition; only those that may enter alone."""

    def __init__(self, rng: Random, year: int) -> None:
        counts = HouseholdCount.objects.of_year(year).filter(rt__active_until=None).order_by("rt_id")
        self.kk = dict(counts.values_list("rt_id", "kk"))
        rts = RT.objects.filter(pk__in=self.kk).select_related("kelurahan").order_by("pk")
        self.rts = {rt.pk: rt for rt in rts}
        self._order = [rt_id for rt_id, kk in self.kk.items() if kk >= 30]
        rng.shuffle(self._order)

    def take(self, count: int) -> list[RT]:
        taken, self._order = self._order[:count], self._order[count:]
        return [self.rts[rt_id] for rt_id in taken]

    def take_in(self, kelurahan: str, count: int) -> list[RT]:
        """Of one kelurahan, by its slug."""
        here = [rt_id for rt_id in self._order if self.rts[rt_id].kelurahan.slug == kelurahan]
        return self.take_these(here[:count])

    def take_these(self, rt_ids: Sequence[int]) -> list[RT]:
        wanted = set(rt_ids)
        self._order = [rt_id for rt_id in self._order if rt_id not in wanted]
        return [self.rts[rt_id] for rt_id in rt_ids]

    def take_joined(self) -> tuple[RT, ...]:
        """Two neighbours by number in one kelurahan."""
        first = self.take(1)[0]
        partner = next(
            self.rts[other]
            for other in self._order
            if self.rts[other].kelurahan_id == first.kelurahan_id and other != first.pk
        )
        self._order.remove(partner.pk)
        return (first, partner)

    def plan(self, *rts: RT, **more: Any) -> EntryPlan:
        return EntryPlan(rts=rts, kk=tuple(self.kk[rt.pk] for rt in rts), **more)


def seed_archive(demo: Demo, year: int, faithful: Sequence[RT]) -> Edition:
    """Winners of a year of which only the list is left."""
    edition = Edition.objects.create(
        slug=f"{year}-1",
        year=year,
        period=1,
        name=f"Kampung BANTAR {year} (arsip)",
        phase=Phase.CLOSED,
        is_archive=True,
        simulated=True,
    )
    awards = [
        AwardValue(
            rt=rt,
            entry_code=f"{rt.kelurahan.code}/{format_entry((rt.number,))}",
            label=rt_label((rt.number,), rt.kelurahan.name),
            category_code="sedang",
            prize=7_000_000,
        )
        for rt in faithful
    ]
    by = demo.people.officials.admin
    record_awards(edition=edition, awards=awards, source=AwardSource.IMPORTED, by=by, now=at(date(year, 12, 1)))
    return edition


def seed_past(demo: Demo, year: int, faithful: Sequence[int], final: Phase) -> Edition:
    """A finished edition: the faithful won again; some entries joined, one not assessed, one disqualified."""
    opens = date(year, 3, 1)
    data = edition_file(
        demo, f"{year}-1", year, 1, f"Kampung BANTAR {year}", opens=opens, best_in_city_prize=15_000_000
    )
    edition, rules = open_edition(demo, data, final)
    candidates = Candidates(demo.rng, year)
    visited: dict[str, Any] = {"status": NominationStatus.CARRIED_OUT, "sheets": ASSESSORS_PER_ENTRY}
    plans = [candidates.plan(rt, passes=True, **visited) for rt in candidates.take_these(faithful)]
    plans += [candidates.plan(rt, passes=demo.rng.random() < 0.65, **visited) for rt in candidates.take(demo.times(66))]
    plans += [candidates.plan(*candidates.take_joined(), passes=True, **visited) for _ in range(2)]
    plans.append(
        candidates.plan(
            *candidates.take(1),
            status=NominationStatus.NOT_ASSESSED,
            reason="Jalan masuk RT terendam banjir pada hari penilaian",
        )
    )
    plans.append(
        candidates.plan(
            *candidates.take(1),
            status=NominationStatus.DISQUALIFIED,
            reason="Data KK yang diajukan ternyata milik RT lain",
        )
    )
    run_assessment(demo, edition, rules, list(_dated(plans, opens + timedelta(days=61))), opens)
    publish(demo, edition, opens + timedelta(days=107))
    if final == Phase.CLOSED:
        move(demo, edition, Phase.CLOSED, at(opens + timedelta(days=200)))
    return edition


def _dated(plans: Sequence[EntryPlan], first: date, per_day: int = 6) -> Iterator[EntryPlan]:
    """Give every entry a day of visit, `per_day` a day (one for each team)."""
    for i, plan in enumerate(plans):
        yield replace(plan, visit_on=first + timedelta(days=i // per_day))


def seed_running(demo: Demo, kencana: Sequence[int]) -> Edition:
    """The edition under assessment today: visits behind, today and ahead; some sheets still missing."""
    opens = demo.today - timedelta(days=70)
    year = demo.today.year
    data = edition_file(
        demo, f"{year}-1", year, 1, f"Kampung BANTAR {year} Periode I", opens=opens, best_in_city_prize=15_000_000
    )
    edition, rules = open_edition(demo, data, Phase.ASSESSMENT)
    candidates = Candidates(demo.rng, year)
    verified: dict[str, Any] = {"status": NominationStatus.VERIFIED}
    plans = [candidates.plan(rt, track=Track.KENCANA, **verified) for rt in candidates.take_these(kencana)]
    plans += [candidates.plan(*candidates.take_joined(), **verified) for _ in range(2)]
    plans += [candidates.plan(rt, passes=demo.rng.random() < 0.7, **verified) for rt in candidates.take(demo.times(70))]
    dated = list(_dated(plans, demo.today - timedelta(days=4), per_day=demo.times(12)))
    run_assessment(demo, edition, rules, [_as_far_as_today(demo, plan) for plan in dated], opens)
    _begin_a_sheet_today(demo, edition)
    return edition


def _begin_a_sheet_today(demo: Demo, edition: Edition) -> None:
    """An assessor of the first team is in the middle of the first visit of today."""
    assessor, now = demo.people.teams[0][1], at(demo.today)
    visit = Assignment.objects.filter(nomination__edition=edition, team__name="Tim 1", visit_on=demo.today).first()
    if visit is not None:
        sheet = open_sheet(nomination=visit.nomination, assessor=assessor, now=now, by=assessor.user)
        begun = dict.fromkeys(("B1", "B2", "B3", "B4", "B5", "B6", "B7", "A1", "A2"), 3)
        notes = {"B6": "Selokan di ujung gang tersumbat daun."}
        save_draft(sheet=sheet, scores=begun, notes=notes, revision=sheet.revision, by=assessor.user, now=now)


def _as_far_as_today(demo: Demo, plan: EntryPlan) -> EntryPlan:
    if plan.visit_on is None or plan.visit_on >= demo.today:
        return plan
    sheets = demo.rng.choice((5, 5, 5, 4, 3, 2))
    return replace(plan, status=NominationStatus.CARRIED_OUT, sheets=sheets)


def seed_nomination(demo: Demo) -> Edition:
    """Nominations are open: every state a nomination can have, a few weeks to go."""
    year = demo.today.year
    opens = demo.today - timedelta(days=12)
    data = edition_file(demo, f"{year}-2", year, 2, f"Kampung BANTAR {year} Periode II", opens=opens)
    edition, rules = open_edition(demo, data, Phase.NOMINATION)
    candidates = Candidates(demo.rng, year)
    states = [
        (NominationStatus.WILLING, 6, ""),
        (NominationStatus.DRAFT, 9, ""),
        (NominationStatus.SUBMITTED, 26, ""),
        (NominationStatus.RETURNED, 4, "Foto gotong royong belum dilampirkan"),
        (NominationStatus.VERIFIED, 14, ""),
        (NominationStatus.REJECTED, 2, "RT ini sudah tidak aktif sejak penggabungan"),
    ]
    plans = [
        candidates.plan(rt, status=status, reason=reason)
        for status, count, reason in states
        for rt in candidates.take_in(SHOWCASE, 2) + candidates.take(demo.times(count))
    ]
    create_entries(edition, plans, rules, demo.people, at(demo.today - timedelta(days=3)))
    return edition


def seed_draft(demo: Demo) -> Edition:
    year = demo.today.year + 1
    data = edition_file(demo, f"{year}-1", year, 1, f"Kampung BANTAR {year} Periode I", opens=date(year, 2, 1))
    return open_edition(demo, data, Phase.DRAFT)[0]


def seed_trials(demo: Demo) -> list[Edition]:
    """Small practice editions in the phases that the real ones are not in today."""
    return [
        _seed_trial(
            demo, slug="latihan-verifikasi", period=7, name="Latihan verifikasi", age=40, ending=_stay_in_verification
        ),
        _seed_trial(demo, slug="latihan-rekap", period=8, name="Latihan rekapitulasi", age=100, ending=_stay_in_tally),
        _seed_trial(
            demo, slug="latihan-sementara", period=9, name="Latihan hasil sementara", age=104, ending=_stay_provisional
        ),
    ]


_Ending = Callable[[Demo, Edition, Rules, Candidates, date], None]


def _seed_trial(demo: Demo, *, slug: str, period: int, name: str, age: int, ending: _Ending) -> Edition:
    year = demo.today.year - 2
    opens = demo.today - timedelta(days=age)
    edition, rules = open_edition(demo, edition_file(demo, slug, year, period, name, opens=opens), Phase.NOMINATION)
    ending(demo, edition, rules, Candidates(demo.rng, year), opens)
    return edition


def _stay_in_verification(demo: Demo, edition: Edition, rules: Rules, candidates: Candidates, opens: date) -> None:
    plans = [candidates.plan(rt, status=NominationStatus.SUBMITTED) for rt in candidates.take(demo.times(14))]
    plans += [candidates.plan(rt, status=NominationStatus.VERIFIED) for rt in candidates.take(demo.times(8))]
    create_entries(edition, plans, rules, demo.people, at(opens + timedelta(days=20)))
    move(demo, edition, Phase.VERIFICATION, at(opens + timedelta(days=31)))


def _stay_in_tally(demo: Demo, edition: Edition, rules: Rules, candidates: Candidates, opens: date) -> None:
    """With two blockers: an entry below the quorum and one never visited."""
    visited: dict[str, Any] = {"status": NominationStatus.CARRIED_OUT, "sheets": ASSESSORS_PER_ENTRY}
    plans = [candidates.plan(rt, **visited) for rt in candidates.take(demo.times(16))]
    plans.append(candidates.plan(*candidates.take(1), status=NominationStatus.CARRIED_OUT, sheets=2))
    plans.append(candidates.plan(*candidates.take(1), status=NominationStatus.VERIFIED))
    run_assessment(demo, edition, rules, list(_dated(plans, opens + timedelta(days=61))), opens)
    move(demo, edition, Phase.TALLY, at(opens + timedelta(days=96)))


def _stay_provisional(demo: Demo, edition: Edition, rules: Rules, candidates: Candidates, opens: date) -> None:
    """A result drafted by the committee waits for the publisher."""
    plans = [
        candidates.plan(
            rt, passes=demo.rng.random() < 0.7, status=NominationStatus.CARRIED_OUT, sheets=ASSESSORS_PER_ENTRY
        )
        for rt in candidates.take(demo.times(18))
    ]
    run_assessment(demo, edition, rules, list(_dated(plans, opens + timedelta(days=61))), opens)
    move(demo, edition, Phase.TALLY, at(opens + timedelta(days=97)))
    draft_result(edition=edition, by=demo.people.officials.committee, now=at(opens + timedelta(days=98)))
    move(demo, edition, Phase.PROVISIONAL, at(opens + timedelta(days=99)))
