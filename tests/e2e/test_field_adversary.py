"""What a bad network and a server from an older backup must not do to what lies on a phone."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from scoring.models import FieldDevice, FieldMessage
from tests.e2e.cuttable import Fault, Request
from tests.e2e.field import PIN, Alley, Phone, core_url, sheet_of, stored, until


SET: Final = "(core, [visit, code, value]) => core.setLine(visit, code, { value })"
FILL: Final = """async (core, visit) => {
  for (const { code } of core.plan().indicators) await core.setLine(visit, code, { value: 3 });
}"""
TAKE_BACK: Final = "(core, visit) => core.takeBackSubmission(visit).then(() => '', (trouble) => trouble.key)"


@pytest.fixture
def take(browser: Browser, alley: Alley) -> Iterator[Callable[[], Phone]]:
    taken: list[Phone] = []

    def one() -> Phone:
        taken.append(Phone.take(browser, alley.url))
        return taken[-1]

    yield one
    for phone in taken:
        phone.put_away()


def core_says(phone: Phone, what: str) -> None:
    until(phone.page, f"async () => {{ const core = await import('{core_url()}'); return {what}; }}")


def answers_to_messages_are_lost(request: Request) -> Fault:
    return Fault.AFTER if request.path.endswith("/kirim") else Fault.NONE


def test_a_submission_whose_answer_was_lost_is_not_taken_back(take: Callable[[], Phone], alley: Alley):
    """The server has it. To show a draft now, and let the assessor go on changing it, would be a lie."""
    phone, entry, user = take(), alley.fresh(), alley.user(0)
    phone.prepare(user)
    phone.core(FILL, entry.pk)
    phone.all_sent()

    with phone.network.faulty(answers_to_messages_are_lost):
        phone.core("(core, visit) => core.submit(visit)", entry.pk)
        core_says(phone, "core.sync().problem?.key === 'offline'")
        told = phone.core(TAKE_BACK, entry.pk)
        shown = phone.sheet(entry)["status"]

    assert sheet_of(entry, user).is_submitted
    assert (told, shown) == ("maybe_submitted", "submitting")
    phone.all_sent()
    assert phone.sheet(entry)["status"] == "submitted"


def test_a_server_from_an_older_backup_learns_the_phone_again(take: Callable[[], Phone], alley: Alley):
    """It lost the recovery copy of the key; without it nobody could ever open what still lies on the phone."""
    phone, entry, user = take(), alley.fresh(), alley.user(1)
    phone.prepare(user)
    phone.all_sent()
    phone.lose_network()
    phone.core(SET, [entry.pk, "B1", 2])
    FieldMessage.objects.filter(device__user=user).delete()
    FieldDevice.objects.filter(user=user).delete()
    phone.find_network()
    core_says(phone, "core.sync().problem?.key === 'unknown_device'")

    phone.core("(core) => core.lock()")
    told = phone.core("(core, [user, pin]) => core.unlock(user, pin)", [user.pk, PIN])

    assert told["ok"]
    phone.all_sent()
    assert stored(entry, user) == {"B1": (2, "")}
    assert bytes(FieldDevice.objects.get(user=user).key)
