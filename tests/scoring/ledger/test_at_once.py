"""Two people at the same moment: one prize is handed over, once, and the other is told what stands."""

import pytest

from rt_registry.enums import Role
from scoring.ledger_refusals import AlreadyCancelled, AlreadyHandedOver, ReceiptUsed
from scoring.models import PrizeHandover
from scoring.services.ledger import cancel_handover
from tests.at_once import kinds_at_once
from tests.factories import NOW, create_user
from tests.scoring.ledger.conftest import create_world


pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_wins() -> None:
    """The same prize, the same receipt, and the same cancellation, each by two people at once."""
    world = create_world()
    other = create_user(role=Role.COMMITTEE)

    same_prize = kinds_at_once(
        lambda: world.hand_over(world.large, receipt="KW-1"),
        lambda: world.hand_over(world.large, receipt="KW-2", by=other),
    )
    handover = PrizeHandover.objects.get()
    same_receipt = kinds_at_once(
        lambda: world.hand_over(world.medium, receipt="KW-3"),
        lambda: world.hand_over(world.small, receipt="kw-3", by=other),
    )
    same_line = kinds_at_once(
        lambda: cancel_handover(handover=handover, reason="Salah", by=world.committee, now=NOW),
        lambda: cancel_handover(handover=handover, reason="Salah", by=other, now=NOW),
    )

    assert same_prize.count(AlreadyHandedOver) == 1
    assert same_receipt.count(ReceiptUsed) == 1
    assert same_line.count(AlreadyCancelled) == 1
    assert PrizeHandover.objects.filter(cancelled_at=None).count() == 1
    assert PrizeHandover.objects.count() == 2
