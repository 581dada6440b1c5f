"""A prize is handed over once, as the newest version awards it, under that version's own decree."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.enums import Role
from scoring.domain.ledger import Standing
from scoring.ledger_refusals import (
    AlreadyCancelled,
    AlreadyHandedOver,
    BeforeTheDecree,
    CancelReasonMissing,
    InTheFuture,
    NoDecree,
    NoPrize,
    NothingDueYet,
    NotInCommittee,
    ReceiptUsed,
    ResultUntrue,
    TextMissing,
    TextTooLong,
    VersionReplaced,
)
from scoring.models import Decree, PrizeHandover, Result, ResultEntry, Score
from scoring.selectors.ledger import Ledger, ledger_of
from scoring.services.ledger import cancel_handover
from tests.factories import NOW, create_decree, create_user
from tests.scoring.ledger.conftest import HANDED, World


def sums_of(ledger: Ledger) -> tuple[int, int, int, int]:
    sums = ledger.sums
    return sums.due, sums.handed, sums.outstanding, sums.surplus


def standings(world: World) -> dict[str, str]:
    return {line.about.entry: line.standing.value for line in ledger_of(world.edition).lines}


# What is due ---------------------------------------------------------------------------------------------------------


def test_what_is_due_is_what_the_version_awards(world: World) -> None:
    ledger = ledger_of(world.edition)

    assert ledger.sums.due == world.newest.prize_total == 32_000_000
    assert (ledger.is_due, ledger.is_true) == (True, True)
    assert set(standings(world).values()) == {"outstanding"}
    assert len(ledger.lines) == 4  # a joined entry is one prize, the loser none


def test_without_the_decree_of_exactly_this_version_nothing_is_due(world: World) -> None:
    Decree.objects.update(replaced_at=NOW)

    assert not ledger_of(world.edition).is_due
    with pytest.raises(NoDecree, match="1"):
        world.hand_over(world.large)

    create_decree(result=world.newest, by=world.publisher, number="413 TAHUN 2026", dated=HANDED)
    assert world.hand_over(world.large).decree.number == "413 TAHUN 2026"


def test_a_draft_is_not_a_result(world: World) -> None:
    Result.objects.update(status="draft", version=None)

    assert ledger_of(world.edition).lines == []
    with pytest.raises(NothingDueYet, match="terbit"):
        world.hand_over(world.large, line=ResultEntry.objects.get(nomination=world.large))


# Handing over --------------------------------------------------------------------------------------------------------


def test_a_prize_handed_over_is_no_longer_outstanding(world: World) -> None:
    handover = world.hand_over(world.large, receipt="  KW  7/2026 ", received_by="Ibu\nAminah", note=" di balai ")

    assert handover.amount == world.line(world.large).prize == 10_000_000
    assert (handover.receipt, handover.received_by, handover.note) == ("KW 7/2026", "Ibu Aminah", "di balai")
    assert sums_of(ledger_of(world.edition)) == (32_000_000, 10_000_000, 22_000_000, 0)
    assert standings(world)[world.line(world.large).entry] == "handed"


def test_it_is_traced_with_receipt_and_decree_but_without_the_name(world: World) -> None:
    world.hand_over(world.large, receipt="KW-7")

    trace = TraceEntry.objects.get(act="prize.handed_over")
    assert (trace.actor, trace.scope) == (world.committee, "terbit")
    assert trace.details == {
        "entry": world.line(world.large).entry,
        "version": 1,
        "amount": 10_000_000,
        "receipt": "KW-7",
        "handed_on": "2026-06-20",
        "decree": "412 TAHUN 2026",
    }
    assert "Aminah" not in f"{trace.details}{trace.subject_label}"


def test_a_joined_entry_has_one_prize(world: World) -> None:
    world.hand_over(world.joined)

    with pytest.raises(AlreadyHandedOver, match="KW-1"):
        world.hand_over(world.joined, receipt="KW-2")
    assert PrizeHandover.objects.get().amount == 10_000_000


def test_the_same_again_is_refused_with_what_stands(world: World) -> None:
    world.hand_over(world.large)

    with pytest.raises(AlreadyHandedOver) as refusal:
        world.hand_over(world.large)

    for told in ("Rp10.000.000", "20 Juni 2026", "KW-1", "Ibu Aminah"):
        assert told in str(refusal.value)
    assert PrizeHandover.objects.count() == 1
    assert TraceEntry.objects.filter(act="prize.handed_over").count() == 1


def test_receipts_in_letters_beyond_a_to_z_are_the_same_on_every_database(world: World) -> None:
    world.hand_over(world.large, receipt="Kuitansi É-ß-ı")

    with pytest.raises(ReceiptUsed) as refusal:
        world.hand_over(world.medium, receipt="KUITANSI é-SS-I")

    assert "Kuitansi É-ß-ı" in str(refusal.value)
    assert world.hand_over(world.medium, receipt="Kuitansi E-ß-ı").receipt == "Kuitansi E-ß-ı"


@pytest.mark.parametrize("receipt", ["KW-1", "kw-1", " KW-1 ", "KW\u200b-1\u202e"])
def test_a_receipt_stands_for_one_prize(world: World, receipt: str) -> None:
    world.hand_over(world.large, receipt="KW-1")

    with pytest.raises(ReceiptUsed, match="KW-1"):
        world.hand_over(world.medium, receipt=receipt)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"handed_on": date(2026, 5, 31)}, BeforeTheDecree),
        ({"handed_on": date(2026, 7, 2)}, InTheFuture),
        ({"receipt": " "}, TextMissing),
        ({"received_by": "\u200b\u202e"}, TextMissing),
        ({"received_by": "\n"}, TextMissing),
        ({"receipt": "9" * 61}, TextTooLong),
        ({"received_by": "a" * 121}, TextTooLong),
        ({"by": None}, NotInCommittee),
    ],
)
def test_what_cannot_be_is_refused(world: World, changes: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        world.hand_over(world.large, **changes)

    assert not PrizeHandover.objects.exists()


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AUDITOR, Role.ADMIN, None])
def test_only_the_committee_hands_over(world: World, role: Role | None) -> None:
    with pytest.raises(NotInCommittee):
        world.hand_over(world.large, by=create_user(role=role))


def test_who_wins_nothing_receives_nothing(world: World) -> None:
    with pytest.raises(NoPrize, match="1"):
        world.hand_over(world.loser)


def test_a_day_of_the_city_counts_not_one_of_greenwich(world: World) -> None:
    evening = NOW.replace(hour=18)  # 1 July in Greenwich, 2 July in Jambi

    assert world.hand_over(world.large, handed_on=date(2026, 7, 2), now=evening).handed_on == date(2026, 7, 2)


# What a recount does not confirm -------------------------------------------------------------------------------------


def raise_a_prize(world: World) -> None:
    """The row, the total and the award: everything but inputs, digest and seal."""
    ResultEntry.objects.filter(nomination=world.small).update(prize=50_000_000)
    Result.objects.update(prize_total=77_000_000)


def raise_a_score(world: World) -> None:
    Score.objects.filter(sheet__nomination=world.loser).update(value=4)


def let_one_more_win(world: World) -> None:
    ResultEntry.objects.filter(nomination=world.loser).update(winner=True, passed=True, prize=5_000_000)


@pytest.mark.parametrize(
    ("change", "named"), [(raise_a_prize, "Hadiah"), (raise_a_score, "(B1)"), (let_one_more_win, "Pemenang")]
)
def test_a_result_that_a_recount_does_not_confirm_pays_nobody(
    world: World, change: Callable[[World], None], named: str
) -> None:
    change(world)

    for winner in (world.large, world.small):
        with pytest.raises(ResultUntrue, match=re.escape(named)):
            world.hand_over(winner)
    assert not PrizeHandover.objects.exists()


def test_lines_that_do_not_add_up_are_told(world: World) -> None:
    let_one_more_win(world)

    assert not ledger_of(world.edition).is_true


# Cancelling ----------------------------------------------------------------------------------------------------------


def test_a_cancelled_line_stays_and_the_prize_is_outstanding_again(world: World) -> None:
    handover = world.hand_over(world.large)

    cancel_handover(handover=handover, reason=" Salah orang ", by=world.committee, now=NOW)

    assert sums_of(ledger_of(world.edition)) == (32_000_000, 0, 32_000_000, 0)
    kept = PrizeHandover.objects.get()
    assert (kept.cancelled_by, kept.cancelled_at, kept.cancel_reason) == (world.committee, NOW, "Salah orang")
    trace = TraceEntry.objects.get(act="prize.cancelled")
    assert (trace.reason, trace.details["receipt"]) == ("Salah orang", "KW-1")

    assert world.hand_over(world.large).receipt == "KW-1"  # a cancelled line holds no receipt


def test_cancelling_twice_changes_nothing_more(world: World) -> None:
    handover = world.hand_over(world.large)
    cancel_handover(handover=handover, reason="Salah orang", by=world.committee, now=NOW)

    with pytest.raises(AlreadyCancelled, match="Salah orang"):
        cancel_handover(handover=handover, reason="Lagi", by=world.committee, now=NOW)
    assert TraceEntry.objects.filter(act="prize.cancelled").count() == 1


def test_cancelling_asks_for_a_reason_and_the_committee(world: World) -> None:
    handover = world.hand_over(world.large)

    with pytest.raises(CancelReasonMissing):
        cancel_handover(handover=handover, reason=" ", by=world.committee, now=NOW)
    with pytest.raises(NotInCommittee):
        cancel_handover(handover=handover, reason="Salah", by=world.publisher, now=NOW)
    assert PrizeHandover.objects.get().cancelled_at is None


# After a correction --------------------------------------------------------------------------------------------------


def test_a_correction_shows_what_was_handed_over_otherwise(world: World) -> None:
    for number, winner in enumerate((world.large, world.medium, world.small, world.joined)):
        world.hand_over(winner, receipt=f"KW-{number}")
    world.correct()

    ledger = ledger_of(world.edition)
    by_entry = {line.about.nomination_id: (line.standing, line.due, line.handed) for line in ledger.lines}
    assert by_entry == {
        world.large.pk: (Standing.OVERPAID, 8_000_000, 10_000_000),
        world.joined.pk: (Standing.OVERPAID, 8_000_000, 10_000_000),
        world.small.pk: (Standing.UNDERPAID, 6_000_000, 5_000_000),
        world.medium.pk: (Standing.NOT_DUE, 0, 7_000_000),
    }
    assert sums_of(ledger) == (22_000_000, 32_000_000, 1_000_000, 11_000_000)
    assert ledger.sums.due == world.newest.prize_total
    assert len(ledger.differing) == 4
    assert ledger.altered == []


def test_what_a_correction_leaves_alone_stays_handed_over(world: World) -> None:
    world.hand_over(world.large)
    Score.objects.filter(sheet__nomination=world.medium).update(value=1)
    create_decree(result=world.publish("Nilai salah ketik"), by=world.publisher, dated=HANDED)

    assert standings(world)[world.line(world.large).entry] == "handed"
    with pytest.raises(AlreadyHandedOver):
        world.hand_over(world.large, receipt="KW-2")


def test_after_a_correction_the_page_of_the_older_version_hands_nothing_over(world: World) -> None:
    old = world.line(world.large)
    world.correct()

    with pytest.raises(VersionReplaced):
        world.hand_over(world.large, line=old)
    assert world.hand_over(world.large).amount == 8_000_000


def test_the_decree_of_an_older_version_does_not_do(world: World) -> None:
    world.hand_over(world.joined)
    world.correct(decree=False)

    ledger = ledger_of(world.edition)
    assert (ledger.is_due, ledger.sums.due) == (False, 22_000_000)
    with pytest.raises(NoDecree, match="2"):
        world.hand_over(world.large, receipt="KW-2")


def test_a_difference_is_put_right_by_cancelling_and_recording_anew(world: World) -> None:
    handover = world.hand_over(world.small)
    world.correct()

    cancel_handover(handover=handover, reason="Koreksi hasil", by=world.committee, now=NOW)
    again = world.hand_over(world.small, receipt="KW-2")

    assert (again.amount, again.decree.number) == (6_000_000, "500 TAHUN 2026")
    assert sums_of(ledger_of(world.edition)) == (22_000_000, 6_000_000, 16_000_000, 0)


# What the database itself refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"receipt": "KW-2"},  # the same prize again
        {"nomination": "medium"},  # the same receipt again
        {"nomination": "medium", "receipt": "kw-1"},
        {"nomination": "medium", "receipt": "KW-2", "amount": 0},
        {"nomination": "medium", "receipt": ""},
        {"nomination": "medium", "receipt": "KW-2", "received_by": ""},
        {"nomination": "medium", "receipt": "KW-2", "cancelled_at": NOW},
        {"nomination": "medium", "receipt": "KW-2", "cancel_reason": "Salah"},
    ],
)
def test_the_database_refuses_what_must_never_be(world: World, changes: dict[str, object]) -> None:
    handover = world.hand_over(world.large)
    values = dict(changes)
    nomination = getattr(world, str(values.pop("nomination", "large")))
    for name, value in {"nomination": nomination, **values}.items():
        setattr(handover, name, value)
    handover.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        handover.save(force_insert=True)


def test_a_line_changed_behind_the_portals_back_is_named(world: World) -> None:
    handover = world.hand_over(world.large)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_prizehandover SET amount = 12000000 WHERE id = %s", [handover.pk])

    ledger = ledger_of(world.edition)

    assert [line.about.nomination_id for line in ledger.altered] == [world.large.pk]
    assert sums_of(ledger) == (32_000_000, 12_000_000, 22_000_000, 2_000_000)


@pytest.mark.parametrize(
    ("change", "altered", "missing"),
    [
        ("UPDATE scoring_prizehandover SET receipt = 'KW-9'", 1, 0),
        ("UPDATE scoring_prizehandover SET handed_on = '2026-06-02'", 1, 0),
        ("UPDATE scoring_prizehandover SET cancelled_at = NULL, cancelled_by_id = NULL, cancel_reason = ''", 1, 0),
        ("DELETE FROM scoring_prizehandover", 0, 1),
        ("DELETE FROM trace_traceentry WHERE act = 'prize.handed_over'", 1, 0),
    ],
)
def test_the_ledger_and_the_trace_must_agree(world: World, change: str, altered: int, missing: int) -> None:
    handover = world.hand_over(world.large)
    assert ledger_of(world.edition).altered == []
    if "NULL" in change:
        cancel_handover(handover=handover, reason="Salah orang", by=world.committee, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(change)

    ledger = ledger_of(world.edition)

    assert (len(ledger.altered), len(ledger.missing)) == (altered, missing)


def test_nothing_of_a_refused_act_is_left(world: World) -> None:
    traced = TraceEntry.objects.count()

    with pytest.raises(BeforeTheDecree):
        world.hand_over(world.large, handed_on=HANDED - timedelta(days=60))

    assert TraceEntry.objects.count() == traced
