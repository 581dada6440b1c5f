"""Messages that are not right: refused with a sentence, nothing stored, the others taken."""

import json
import uuid
from datetime import UTC

import pytest

from scoring.services.sheet_lines import lines_of
from tests.factories import NOW
from tests.scoring.field.phone import Phone, a_visit, altered, sheet_of, values_of
from tests.scoring.field.test_inbox import snapshot


pytestmark = pytest.mark.django_db


def refused(phone: Phone, *messages: object) -> list[str]:
    """The code of each refusal, each with a sentence; nothing is stored by them."""
    before = snapshot()
    results = phone.send(*messages)  # type: ignore[arg-type]
    assert snapshot() == before
    assert all(r.outcome == "refused" and r.receipt is None and r.reason and r.reason.text for r in results)
    return [r.reason.code for r in results if r.reason]


def test_a_visit_of_somebody_else_is_unknown() -> None:
    entry, _ = a_visit()
    other, (assessor, _) = a_visit()
    phone = Phone.of(assessor)

    assert refused(phone, phone.line(entry.pk, "B1", 1), phone.line(2**52, "B1", 1)) == ["unknown_visit"] * 2
    assert phone.outcomes(phone.line(other.pk, "B1", 1)) == ["applied"]


def test_altered_messages_are_refused_and_the_first_one_stays() -> None:
    entry, (assessor, _) = a_visit()
    other, _ = a_visit()
    phone = Phone.of(assessor)
    sealed = phone.line(entry.pk, "B1", 1)
    phone.send()
    second = phone.sealed(sealed.id, sealed.seq, sealed.visit, "line", b"{}")
    same_seq = phone.sealed(uuid.uuid4(), sealed.seq, sealed.visit, "line", b"{}")

    assert (
        refused(
            phone,
            second,
            same_seq,
            altered(sealed, seq=9),
            altered(sealed, visit=other.pk),
            altered(sealed, kind="facts"),
        )
        == ["altered"] * 5
    )
    stranger = Phone.of(a_visit()[1][0])
    assert refused(stranger, sealed) == ["altered"]


def test_what_does_not_open_or_has_another_shape_is_unreadable() -> None:
    entry, (assessor, _) = a_visit()
    phone, thief = Phone.of(assessor), Phone(assessor.user, key=b"x" * 32)
    good = phone.line(entry.pk, "B1", 1)
    thief.id = phone.id
    stolen = thief.line(entry.pk, "B1", 4)
    flipped = altered(good, id=uuid.uuid4())
    plains = [
        b"",
        b"null",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"at": NaN}',
        b'{"at": "0001-01-01T00:00:00+23:59", "code": "B1", "base": 0, "value": 1, "note": ""}',
        b'{"at": "2026-07-01T00:00:00Z", "code": "B1", "base": -1, "value": 1, "note": ""}',
        b'{"at": "2026-07-01T00:00:00Z", "code": "B1", "base": 0, "value": 1, "note": 5}',
        b'{"at": "2026-07-01T00:00:00Z", "code": "B1", "base": %s, "value": 1, "note": ""}' % (b"9" * 5000),
        b'{"at": 5}',
    ]
    broken = [phone.sealed(uuid.uuid4(), 100 + n, entry.pk, "line", plain) for n, plain in enumerate(plains)]
    odd = [phone.sealed(uuid.uuid4(), 200, entry.pk, "erase", b"{}"), altered(good, id=uuid.uuid4(), sealed=b"")]

    assert set(refused(phone, stolen, flipped, *broken, *odd)) == {"unreadable"}
    assert phone.outcomes(good) == ["applied"]


@pytest.mark.parametrize(
    "content",
    [
        {"code": "B1", "value": 5},
        {"code": "B1", "value": -1},
        {"code": "B1", "value": True},
        {"code": "B1", "value": 2.0},
        {"code": "B1", "value": 10**400},
        {"code": "B1", "value": "3"},
        {"code": "Z9", "value": 1},
        {"code": ["B1"], "value": 1},
        {"code": "B1\0", "value": 1},
        {"code": "B1", "value": 1, "note": "x" * 1001},
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_sentence(content) -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)

    assert refused(phone, phone.say(entry.pk, "line", {"base": 0, "note": "", **content})) == ["bad_value"]


def test_a_place_or_a_note_on_the_visit_that_is_too_long_is_refused() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)

    messages = phone.facts(entry.pk, "x" * 201), phone.facts(entry.pk, "", "x" * 4001)
    assert refused(phone, *messages) == ["bad_value"] * 2


def test_control_characters_and_lone_surrogates_are_taken_out() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    plain = json.dumps({"at": NOW.astimezone(UTC).isoformat(), "code": "B1", "base": 0, "value": 1})
    text = plain[:-1] + r', "note": "a\u0000b\ud800c\n  d  "}'
    sealed = phone.sealed(uuid.uuid4(), 1, entry.pk, "line", text.encode())

    assert phone.outcomes(sealed) == ["applied"]

    assert lines_of(sheet_of(entry, assessor))["B1"].note == "abc\n  d"


def test_one_refused_message_does_not_keep_the_others_out() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 1)
    phone.line(entry.pk, "B2", 99)
    phone.line(entry.pk, "B3", 3)

    assert phone.outcomes() == ["applied", "refused", "applied"]

    assert values_of(entry, assessor) == {"B1": 1, "B3": 3}
