from datetime import date
from time import perf_counter

import pytest

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.models import RT, HouseholdCount, Kelurahan
from rt_registry.services import refusals as no
from rt_registry.services.household_counts import CountsStored, record_counts
from rt_registry.services.roster import add_rt, change_rt, close_rt, record_household_count, reopen_rt
from rt_registry.services.roster_bulk import Effect, RosterEntry, plan_roster
from rt_registry.services.roster_store import RosterStored, store_roster
from rt_registry.services.succession import NewRT, record_succession
from tests.factories import NOW, create_kelurahan, create_rt, create_user


pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Kenali Besar")


def add(kelurahan: Kelurahan, number: int = 17, **more: object) -> RT:
    return add_rt(**{"kelurahan": kelurahan, "number": number, "active_from": MARCH, "by": None, "now": NOW, **more})  # type: ignore[arg-type]


def acts(rt: RT) -> list[str]:
    return list(TraceEntry.objects.about(rt).order_by("pk").values_list("act", flat=True))


def test_an_added_rt_has_its_count_and_its_trace(kelurahan: Kelurahan) -> None:
    by = create_user()
    rt = add(kelurahan, head_name=" Ketua RT 017 ", kk=84, source="Registrasi", by=by)
    count = rt.household_counts.get()
    assert (rt.head_name, count.kk, count.counted_on, count.recorded_by) == ("Ketua RT 017", 84, date(2026, 7, 1), by)
    assert acts(rt) == ["rt.added", "kk.recorded"]


def test_a_taken_number_is_refused_with_its_holder(kelurahan: Kelurahan) -> None:
    add(kelurahan)
    with pytest.raises(no.NumberTaken) as refused:
        add(kelurahan)
    assert "17" in str(refused.value)
    assert "Kenali Besar" in str(refused.value)
    assert "1 Maret 2026" in str(refused.value)


def test_a_number_is_free_again_from_the_day_its_rt_ended(kelurahan: Kelurahan) -> None:
    first = add(kelurahan)
    close_rt(rt=first, on=date(2026, 5, 1), reason="Digusur", by=None, now=NOW)
    with pytest.raises(no.NumberStillTaken, match="1 Mei 2026"):
        add(kelurahan, active_from=date(2026, 4, 30))
    assert add(kelurahan, active_from=date(2026, 5, 1)).pk != first.pk


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"number": 0}, no.NumberOutOfRange),
        ({"number": 1000}, no.NumberOutOfRange),
        ({"active_from": date(2026, 7, 2)}, no.InTheFuture),
        ({"kk": 0}, no.CountOutOfRange),
        ({"kk": 5001}, no.CountOutOfRange),
        ({"kk": 50, "counted_on": date(2026, 2, 28)}, no.CountOutsideLife),
        ({"kk": 50, "counted_on": date(2026, 7, 2)}, no.InTheFuture),
    ],
)
def test_a_wrong_rt_is_refused_and_nothing_is_stored(
    kelurahan: Kelurahan, wrong: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        add(kelurahan, **wrong)
    assert (RT.objects.count(), HouseholdCount.objects.count(), TraceEntry.objects.count()) == (0, 0, 0)


def test_an_rt_cannot_be_older_than_its_kelurahan(kelurahan: Kelurahan) -> None:
    Kelurahan.objects.filter(pk=kelurahan.pk).update(active_from=date(2023, 1, 1))
    kelurahan.refresh_from_db()
    with pytest.raises(no.BeforeKelurahan):
        add(kelurahan, active_from=date(2022, 12, 31))


def test_a_day_too_late_for_the_look_is_still_a_refusal(kelurahan: Kelurahan, monkeypatch: pytest.MonkeyPatch) -> None:
    add(kelurahan)
    monkeypatch.setattr("rt_registry.services.checks.check_number_free", lambda *args, **more: None)
    with pytest.raises(no.NumberTaken):
        add(kelurahan)


def test_closing_needs_a_reason_a_past_day_and_an_open_rt(kelurahan: Kelurahan) -> None:
    rt = add(kelurahan)
    for on, reason, refusal in [
        (MARCH, "x", no.EndsBeforeStart),
        (date(2026, 7, 2), "x", no.InTheFuture),
        (date(2026, 6, 1), "  ", no.ReasonMissing),
    ]:
        with pytest.raises(refusal):
            close_rt(rt=rt, on=on, reason=reason, by=None, now=NOW)
    close_rt(rt=rt, on=date(2026, 6, 1), reason="Digabung", by=None, now=NOW)
    with pytest.raises(no.RTIsClosed, match="1 Juni 2026"):
        close_rt(rt=rt, on=date(2026, 6, 1), reason="Digabung", by=None, now=NOW)
    with pytest.raises(no.RTIsClosed):
        change_rt(rt=rt, head_name="X", by=None, now=NOW)
    assert acts(rt) == ["rt.added", "rt.closed"]


def test_a_closing_can_be_taken_back_unless_the_number_or_the_story_went_on(kelurahan: Kelurahan) -> None:
    rt, other = add(kelurahan), add(kelurahan, 18)
    close_rt(rt=rt, on=date(2026, 6, 1), reason="Salah", by=None, now=NOW)
    again = add(kelurahan, active_from=date(2026, 6, 1))
    with pytest.raises(no.NumberTaken):
        reopen_rt(rt=rt, reason="Keliru", by=None, now=NOW)
    RT.objects.filter(pk=again.pk).update(number=99)
    assert reopen_rt(rt=rt, reason="Keliru", by=None, now=NOW).active_until is None
    new = NewRT(kelurahan, 77)
    record_succession(kind="renumber", predecessors=[other], successors=[new], on=date(2026, 6, 1), by=None, now=NOW)
    with pytest.raises(no.RTHasSuccessors):
        reopen_rt(rt=other, reason="Keliru", by=None, now=NOW)


def test_a_correction_traces_before_and_after_and_only_what_changed(kelurahan: Kelurahan) -> None:
    rt = add(kelurahan, head_name="Lama")
    change_rt(rt=rt, head_name="Baru", active_from=MARCH, by=None, now=NOW)
    change_rt(rt=rt, head_name="Baru", by=None, now=NOW)
    assert acts(rt) == ["rt.added", "rt.changed"]
    assert TraceEntry.objects.get(act="rt.changed").details == {"head": ["Lama", "Baru"]}


def test_the_first_day_moves_only_where_no_count_and_no_succession_stands_against_it(kelurahan: Kelurahan) -> None:
    rt = add(kelurahan, kk=50, counted_on=date(2026, 4, 1))
    with pytest.raises(no.StartAfterHistory, match="1 April 2026"):
        change_rt(rt=rt, active_from=date(2026, 4, 2), by=None, now=NOW)
    assert change_rt(rt=rt, active_from=date(2020, 1, 1), by=None, now=NOW).active_from == date(2020, 1, 1)


def test_a_second_count_of_the_day_replaces_the_first_and_the_trace_keeps_both(kelurahan: Kelurahan) -> None:
    rt = add(kelurahan, kk=50, counted_on=MARCH)
    for kk in (50, 61):
        record_household_count(rt=rt, kk=kk, counted_on=MARCH, source="hitung ulang", by=None, now=NOW)
    assert list(rt.household_counts.values_list("kk", flat=True)) == [61]
    assert [e.details["KK"] for e in TraceEntry.objects.filter(act="kk.recorded").order_by("pk")] == [
        [None, 50],
        [50, 61],
    ]


def test_the_counts_of_a_kelurahan_are_stored_whole_or_not_at_all(
    kelurahan: Kelurahan, django_assert_num_queries: object
) -> None:
    rts = [create_rt(kelurahan=kelurahan, number=n, kk=80 if n < 3 else None) for n in range(1, 5)]
    counts = {rts[0].pk: 80, rts[1].pk: 81, rts[2].pk: 82}
    stored = record_counts(
        kelurahan=kelurahan, counts=counts, counted_on=date(2026, 1, 1), source="sensus", by=None, now=NOW
    )
    assert stored == CountsStored(new=1, changed=1, unchanged=1)
    assert TraceEntry.objects.filter(act="kk.recorded").count() == 2
    with pytest.raises(no.CountOutOfRange):
        record_counts(
            kelurahan=kelurahan,
            counts={rts[3].pk: 90, rts[0].pk: 9999},
            counted_on=date(2026, 1, 2),
            source="",
            by=None,
            now=NOW,
        )
    assert not rts[3].household_counts.exists()


def test_counts_of_a_neighbouring_kelurahan_are_not_touched(kelurahan: Kelurahan) -> None:
    foreign = create_rt(kk=None)
    stored = record_counts(
        kelurahan=kelurahan, counts={foreign.pk: 70}, counted_on=date(2026, 1, 1), source="", by=None, now=NOW
    )
    assert stored == CountsStored()
    assert not foreign.household_counts.exists()


# --- whole rosters -----------------------------------------------------------------------------------------------


def entry(kelurahan: Kelurahan, number: int, year: int = 2026, head: str = "", kk: int | None = None) -> RosterEntry:
    return RosterEntry(kelurahan, number, year, head, kk)


def store(*entries: RosterEntry) -> RosterStored:
    return store_roster(entries=entries, source="roster.xlsx", by=None, now=NOW)


def test_a_roster_stored_twice_changes_nothing_the_second_time(kelurahan: Kelurahan) -> None:
    sheet = [entry(kelurahan, 1, head="Ketua 1", kk=40), entry(kelurahan, 2, kk=70), entry(kelurahan, 3)]
    assert store(*sheet) == RosterStored(new=3)
    assert store(*sheet) == RosterStored(unchanged=3)
    rt = RT.objects.get(number=1)
    count = rt.household_counts.get()
    assert (rt.active_from, rt.head_name) == (date(2026, 1, 1), "Ketua 1")
    assert (count.kk, count.counted_on, count.source) == (40, date(2026, 1, 1), "roster.xlsx")
    assert TraceEntry.objects.count() == 3


def test_a_roster_corrects_the_count_of_its_year_and_leaves_other_years(kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=1, kk=80, year=2026)
    [planned] = plan_roster(entries=[entry(kelurahan, 1, kk=85)])
    assert (planned.effect, planned.stored_kk, planned.rt) == (Effect.CHANGED, 80, rt)
    assert HouseholdCount.objects.get().kk == 80
    assert store(entry(kelurahan, 1, kk=85), entry(kelurahan, 1, 2025, kk=75)) == RosterStored(changed=2)
    assert list(rt.household_counts.order_by("counted_on").values_list("counted_on__year", "kk")) == [
        (2025, 75),
        (2026, 85),
    ]


def test_an_earlier_sheet_makes_an_rt_older_but_keeps_its_head(kelurahan: Kelurahan) -> None:
    store(entry(kelurahan, 1, 2026, "Baru", 80))
    assert store(entry(kelurahan, 1, 2020, "Lama", 60)) == RosterStored(changed=1)
    rt = RT.objects.get()
    assert (rt.active_from, rt.head_name) == (date(2020, 1, 1), "Baru")


def test_an_earlier_sheet_does_not_reach_behind_a_succession(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=1, active_from=date(2014, 1, 1), kk=None)
    on = date(2023, 1, 1)
    [new] = record_succession(
        kind="renumber", predecessors=[old], successors=[NewRT(kelurahan, 9)], on=on, by=None, now=NOW
    )
    assert store(entry(kelurahan, 9, 2020, kk=50), entry(kelurahan, 1, 2020, kk=60)) == RosterStored(new=1, changed=1)
    new.refresh_from_db()
    assert new.active_from == on
    assert RT.objects.get(number=9, active_from=date(2020, 1, 1)).active_until == on
    assert old.household_counts.get().kk == 60


def test_the_same_new_rt_in_two_years_of_one_sheet_is_one_rt(kelurahan: Kelurahan) -> None:
    store(entry(kelurahan, 5, 2021, "B", 60), entry(kelurahan, 5, 2020, "A", 50))
    rt = RT.objects.get()
    assert (rt.active_from, rt.head_name, rt.household_counts.count()) == (date(2020, 1, 1), "B", 2)


def test_storing_a_roster_takes_the_same_queries_for_one_row_and_for_sixty(
    kelurahan: Kelurahan, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        store(entry(kelurahan, 1, kk=50))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        store(*(entry(kelurahan, n, kk=50) for n in range(1, 61)))


def test_a_roster_of_a_whole_city_is_stored_in_seconds() -> None:
    everywhere = [create_kelurahan() for _ in range(62)]
    sheet = [entry(kelurahan, n, 2026, f"Ketua {n}", 50) for kelurahan in everywhere for n in range(1, 31)]
    started = perf_counter()
    assert store(*sheet).new == 1860
    assert store(*sheet).unchanged == 1860
    assert perf_counter() - started < 20
