"""Phases with their preconditions, recaps, and the record of awards along the succession."""

from datetime import date

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Award, Edition, Recap
from competitions.refusals import ReasonMissing, RuleBroken
from competitions.selectors.awards import holder_ids, kelurahan_holdings, winner_counts, years_won
from competitions.services.awards import (
    AwardRecordedOtherwise,
    AwardTwice,
    AwardValue,
    NothingToLose,
    record_awards,
    record_loss,
)
from competitions.services.phases import advance_for_import, mark_published, set_phase
from competitions.services.recaps import RecapValue, store_recap
from rt_registry.enums import SuccessionKind
from rt_registry.models import RT, RTSuccession
from tests.factories import NOW, create_edition, create_kecamatan, create_kelurahan, create_nomination, create_rt


pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [rule.code for rule in refusal.value.broken]


def test_a_step_is_traced() -> None:
    edition = create_edition(phase=Phase.DRAFT)

    moved = set_phase(edition=edition, phase=Phase.NOMINATION, by=None, now=NOW)

    assert moved.phase == "nomination"
    entry = TraceEntry.objects.about(edition).get()
    assert (entry.act, entry.details, entry.scope) == (
        "edition.phase_moved",
        {"phase": ["draft", "nomination"]},
        edition.slug,
    )


def test_a_draft_without_categories_and_calendar_says_both() -> None:
    edition = create_edition(phase=Phase.DRAFT)
    edition.categories.all().delete()
    Edition.objects.filter(pk=edition.pk).update(nomination_opens=None, nomination_closes=None)

    with pytest.raises(RuleBroken) as refusal:
        set_phase(edition=edition, phase=Phase.NOMINATION, by=None, now=NOW)

    assert codes(refusal) == ["calendar_set", "rules_complete", "no_categories"]


def test_assessment_waits_for_every_decision() -> None:
    edition = create_edition(phase=Phase.VERIFICATION)
    waiting = create_nomination(edition=edition, status=NominationStatus.SUBMITTED)

    with pytest.raises(RuleBroken) as refusal:
        set_phase(edition=edition, phase=Phase.ASSESSMENT, by=None, now=NOW)

    assert codes(refusal) == ["nothing_undecided", "some_verified"]
    waiting.status = NominationStatus.VERIFIED
    waiting.save()
    assert set_phase(edition=edition, phase=Phase.ASSESSMENT, by=None, now=NOW).phase == "assessment"


def test_going_back_needs_a_reason_and_nothing_relied_on() -> None:
    edition = create_edition(phase=Phase.NOMINATION)
    with pytest.raises(ReasonMissing):
        set_phase(edition=edition, phase=Phase.DRAFT, by=None, now=NOW)
    create_nomination(edition=edition, status=NominationStatus.SUBMITTED)

    with pytest.raises(RuleBroken) as refusal:
        set_phase(edition=edition, phase=Phase.DRAFT, by=None, now=NOW, reason="Terlalu dini")

    assert codes(refusal) == ["nothing_submitted"]


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        (Phase.DRAFT, Phase.ASSESSMENT, "one_step"),
        (Phase.PROVISIONAL, Phase.PUBLISHED, "publish_only"),
        (Phase.PUBLISHED, Phase.TALLY, "published_for_good"),
        (Phase.TALLY, Phase.TALLY, "already_there"),
        (Phase.DRAFT, "selesai", "unknown_phase"),
    ],
)
def test_other_moves_are_refused(source: Phase, target: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        set_phase(edition=create_edition(phase=source), phase=target, by=None, now=NOW)

    assert codes(refusal) == [code]


def test_an_import_moves_forward_and_never_back() -> None:
    edition = create_edition(phase=Phase.DRAFT)

    assert advance_for_import(edition=edition, at_least=Phase.ASSESSMENT, by=None, now=NOW).phase == "assessment"
    assert advance_for_import(edition=edition, at_least=Phase.VERIFICATION, by=None, now=NOW).phase == "assessment"
    assert TraceEntry.objects.about(edition).count() == 1


def test_publishing_twice_moves_once() -> None:
    edition = create_edition(phase=Phase.PROVISIONAL)

    for _ in range(2):
        assert mark_published(edition=edition, by=None, now=NOW).phase == "published"

    assert TraceEntry.objects.about(edition).count() == 1


def test_a_recap_is_stored_once_and_replaced_where_it_differs() -> None:
    first, second = create_kecamatan(), create_kecamatan()
    rows = [RecapValue(first, rt_count=100, winners=7), RecapValue(second, rt_count=50)]

    for _ in range(2):
        store_recap(year=2020, rows=rows, source="Rekap 2020", by=None, now=NOW)
    store_recap(year=2020, rows=[RecapValue(first, rt_count=101, winners=7)], source="", by=None, now=NOW)

    recap = Recap.objects.get()
    assert list(recap.rows.values_list("kecamatan_id", "rt_count", "winners")) == [
        (first.pk, 101, 7),
        (second.pk, 50, None),
    ]
    assert recap.source == "Rekap 2020"
    assert TraceEntry.objects.filter(act="recap.stored").count() == 2


def award(edition: Edition, *rts: RT, source: AwardSource = AwardSource.PUBLISHED, **more: object) -> list[Award]:
    values = [AwardValue(rt, "kode", "RT x", "besar", prize=10_000_000) for rt in rts]
    return record_awards(edition=edition, awards=values, source=source, by=None, now=NOW, **more)  # type: ignore[arg-type]


def test_a_correction_replaces_awards_and_keeps_losses() -> None:
    edition, kept, gone, new = create_edition(phase=Phase.PUBLISHED), create_rt(), create_rt(), create_rt()
    award(edition, kept, gone)
    record_loss(rt=kept, on=date(2026, 12, 1), reason="Tidak terawat", by=None, now=NOW)

    award(edition, kept, new)

    rows = Award.objects.order_by("rt_id").values_list("rt_id", "lost_on", "loss_reason")
    assert list(rows) == [(kept.pk, date(2026, 12, 1), "Tidak terawat"), (new.pk, None, "")]


def test_an_import_of_a_part_keeps_the_others() -> None:
    edition, first, second = create_edition(), create_rt(), create_rt()

    award(edition, first, source=AwardSource.IMPORTED)
    award(edition, second, source=AwardSource.IMPORTED, keep_others=True)

    assert Award.objects.count() == 2


def test_an_rt_has_one_award_per_edition() -> None:
    edition, rt = create_edition(), create_rt()
    award(edition, rt, source=AwardSource.IMPORTED)

    with pytest.raises(AwardRecordedOtherwise):
        award(edition, rt)
    with pytest.raises(AwardTwice):
        award(create_edition(), rt, rt)


def test_history_follows_the_succession_but_not_to_siblings() -> None:
    kelurahan = create_kelurahan()
    old, left, right = (create_rt(kelurahan=kelurahan) for _ in range(3))
    for successor in (left, right):
        RTSuccession.objects.create(
            predecessor=old, successor=successor, kind=SuccessionKind.SPLIT, on=date(2025, 1, 1)
        )
    for year, rt in [(2023, old), (2024, old), (2025, left)]:
        award(create_edition(year=year), rt)

    assert years_won([old.pk, left.pk, right.pk]) == {
        old.pk: frozenset({2023, 2024}),
        left.pk: frozenset({2023, 2024, 2025}),
        right.pk: frozenset({2023, 2024}),
    }


def test_a_lost_predikat_is_neither_held_nor_a_win_for_kencana() -> None:
    rt = create_rt()
    award(create_edition(year=2024), rt)
    assert holder_ids(date(2026, 1, 1)) == {rt.pk}

    record_loss(rt=rt, on=date(2025, 6, 1), reason="Kampung sebentar", by=None, now=NOW)

    assert years_won([rt.pk]) == {rt.pk: frozenset()}
    assert holder_ids(date(2025, 5, 31)) == {rt.pk}
    assert holder_ids(date(2025, 6, 1)) == frozenset()
    with pytest.raises(NothingToLose):
        record_loss(rt=rt, on=date(2025, 6, 2), reason="lagi", by=None, now=NOW)


def test_a_kelurahan_is_bantar_from_three_quarters_rounded_up() -> None:
    kelurahan = create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan) for _ in range(5)]
    award(create_edition(year=2024), *rts[:3])
    day = date(2026, 1, 1)
    assert (kelurahan_holdings(day)[kelurahan.pk].needed, kelurahan_holdings(day)[kelurahan.pk].is_bantar) == (4, False)

    award(create_edition(year=2025), rts[3])

    assert kelurahan_holdings(day)[kelurahan.pk].is_bantar


def test_a_joined_entry_is_one_winner_with_one_prize(django_assert_num_queries: object) -> None:
    kelurahan = create_kelurahan()
    edition = create_edition(year=2024)
    award(edition, create_rt(kelurahan=kelurahan), create_rt(kelurahan=kelurahan))

    with django_assert_num_queries(1):  # type: ignore[operator]
        counted = winner_counts()

    assert [(c.edition_slug, c.kecamatan_id, c.entries, c.rts, c.prize) for c in counted] == [
        (edition.slug, kelurahan.kecamatan_id, 1, 2, 10_000_000)
    ]
