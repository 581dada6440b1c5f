from datetime import date

import pytest

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.models import RT, Kelurahan, RTSuccession
from rt_registry.selectors.rts import origins_of, story_ids
from rt_registry.services import refusals as no
from rt_registry.services import succession as s
from rt_registry.services.succession import NewRT, record_succession
from tests.factories import NOW, create_kelurahan, create_rt


pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Kenali Besar")


def go(kind: str, before: list[RT], after: list[NewRT | RT], on: date = ON) -> list[RT]:
    return record_succession(kind=kind, predecessors=before, successors=after, on=on, note="SK Lurah", by=None, now=NOW)


def test_a_split_ends_one_and_begins_two_even_under_the_old_number(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=5, kk=160)
    after = go("split", [old], [NewRT(kelurahan, 5, kk=90), NewRT(kelurahan, 41, "Ketua Baru")])
    old.refresh_from_db()
    assert old.active_until == ON
    assert [(rt.number, rt.active_from, rt.active_until) for rt in after] == [(5, ON, None), (41, ON, None)]
    assert [list(rt.household_counts.values_list("kk", flat=True)) for rt in after] == [[90], []]
    assert set(RTSuccession.objects.values_list("predecessor", "kind")) == {(old.pk, "split")}
    assert TraceEntry.objects.filter(act="rt.split", reason="SK Lurah").count() == 3


def test_a_merger_ends_several(kelurahan: Kelurahan) -> None:
    old = [create_rt(kelurahan=kelurahan, number=n) for n in (1, 2, 3)]
    [new] = go("merge", list(old), [NewRT(kelurahan, 2)])
    assert RT.objects.filter(active_until=ON).count() == 3
    assert story_ids(new) == sorted([new.pk, *(rt.pk for rt in old)])
    assert not new.household_counts.exists()


def test_an_rt_may_be_merged_into_one_that_goes_on(kelurahan: Kelurahan) -> None:
    one, other = (create_rt(kelurahan=kelurahan, number=n) for n in (1, 2))
    assert go("merge", [one], [other]) == [other]
    other.refresh_from_db()
    assert other.active_until is None


def test_a_renumbering_takes_the_newest_count_along_with_its_day(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=5, kk=88)
    [new] = go("renumber", [old], [NewRT(kelurahan, 50)])
    assert list(new.household_counts.values_list("kk", "counted_on")) == [(88, date(2026, 1, 1))]


def test_a_move_leads_to_another_kelurahan(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=5)
    elsewhere = create_kelurahan(name="Pinang Merah")
    [new] = go("move", [old], [NewRT(elsewhere, 5)])
    assert (new.kelurahan, new.head_name) == (elsewhere, old.head_name)


def test_a_story_follows_forward_and_back_but_not_into_the_other_branch(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=1)
    left, right = go("split", [old], [NewRT(kelurahan, 1), NewRT(kelurahan, 2)], date(2026, 2, 1))
    [last] = go("renumber", [left], [NewRT(kelurahan, 9)])
    assert story_ids(left) == sorted([old.pk, left.pk, last.pk])
    assert story_ids(old) == sorted([old.pk, left.pk, right.pk, last.pk])
    assert origins_of([last.pk, right.pk]) == {last.pk: {last.pk, left.pk, old.pk}, right.pk: {right.pk, old.pk}}


def test_what_is_no_succession_is_refused_and_leaves_everything(kelurahan: Kelurahan) -> None:
    one, two = (create_rt(kelurahan=kelurahan, number=n) for n in (1, 2))
    closed = create_rt(kelurahan=kelurahan, number=3)
    RT.objects.filter(pk=closed.pk).update(active_until=date(2026, 1, 5))
    other = create_kelurahan()
    new = NewRT(kelurahan, 9)
    cases: list[tuple[str, list[RT], list[NewRT | RT], date, type[Refusal]]] = [
        ("split", [one], [new], ON, s.WrongCount),
        ("merge", [one], [new], ON, s.WrongCount),
        ("renumber", [one, two], [new], ON, s.WrongCount),
        ("renumber", [one], [NewRT(other, 9)], ON, s.WrongKelurahan),
        ("move", [one], [new], ON, s.WrongKelurahan),
        ("split", [one], [new, NewRT(kelurahan, 9)], ON, s.NamedTwice),
        ("merge", [one, one], [new], ON, s.NamedTwice),
        ("merge", [one, two], [two], ON, s.NamedTwice),
        ("renumber", [one], [NewRT(kelurahan, 2)], ON, no.NumberTaken),
        ("renumber", [one], [NewRT(kelurahan, 1000)], ON, no.NumberOutOfRange),
        ("split", [one], [new, NewRT(kelurahan, 10, kk=0)], ON, no.CountOutOfRange),
        ("renumber", [closed], [new], ON, no.RTIsClosed),
        ("renumber", [one], [new], date(2014, 1, 1), no.EndsBeforeStart),
        ("renumber", [one], [new], date(2026, 7, 2), no.InTheFuture),
        ("merge", [one], [closed], ON, s.SuccessorNotThere),
    ]
    for kind, before, after, on, refusal in cases:
        with pytest.raises(refusal) as refused:
            go(kind, before, after, on)
        assert "%(" not in str(refused.value)
    assert RT.objects.filter(active_until=None).count() == 2
    assert (RTSuccession.objects.count(), TraceEntry.objects.count()) == (0, 0)


def test_a_new_kelurahan_takes_rts_only_from_its_first_day(kelurahan: Kelurahan) -> None:
    old = create_rt(kelurahan=kelurahan, number=5)
    young = create_kelurahan()
    Kelurahan.objects.filter(pk=young.pk).update(active_from=date(2026, 6, 2))
    young.refresh_from_db()
    with pytest.raises(no.BeforeKelurahan):
        go("move", [old], [NewRT(young, 5)])
