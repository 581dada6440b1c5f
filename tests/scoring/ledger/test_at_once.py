"""Two people at the same moment: one prize is handed over, once, and the other is told what stands."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from bantar.web.errors import Refusal
from rt_registry.enums import Role
from scoring.ledger_refusals import AlreadyCancelled, AlreadyHandedOver, ReceiptUsed
from scoring.models import PrizeHandover
from scoring.services.ledger import cancel_handover
from tests.factories import NOW, create_user
from tests.scoring.ledger.conftest import create_world


pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts in threads that start together; what each returned or refused."""
    answers: list[object] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            answers.append(act())
        except Refusal as refusal:
            answers.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_one_of_two_wins() -> None:
    """The same prize, the same receipt, and the same cancellation, each by two people at once."""
    world = create_world()
    other = create_user(role=Role.COMMITTEE)

    same_prize = at_once(
        lambda: world.hand_over(world.large, receipt="KW-1"),
        lambda: world.hand_over(world.large, receipt="KW-2", by=other),
    )
    handover = PrizeHandover.objects.get()
    same_receipt = at_once(
        lambda: world.hand_over(world.medium, receipt="KW-3"),
        lambda: world.hand_over(world.small, receipt="kw-3", by=other),
    )
    same_line = at_once(
        lambda: cancel_handover(handover=handover, reason="Salah", by=world.committee, now=NOW),
        lambda: cancel_handover(handover=handover, reason="Salah", by=other, now=NOW),
    )

    assert same_prize.count(AlreadyHandedOver) == 1
    assert same_receipt.count(ReceiptUsed) == 1
    assert same_line.count(AlreadyCancelled) == 1
    assert PrizeHandover.objects.filter(cancelled_at=None).count() == 1
    assert PrizeHandover.objects.count() == 2
