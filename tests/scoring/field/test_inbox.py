"""Messages of phones: applied once, merged by line, kept when they come too late, refused when they are not right."""

from datetime import timedelta

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus
from competitions.models import Nomination
from scoring.enums import SheetSource, SheetStatus
from scoring.models import FieldMessage, Score, ScoreSheet
from scoring.services.sheet_desk import Settles
from scoring.services.sheet_lines import Line, lines_of
from scoring.services.sheets import open_sheet, reopen_sheet, save_draft
from scoring.services.teams import assign
from tests.factories import NOW, create_team
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of, values_of


pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_the_first_word_begins_the_sheet_at_the_time_it_was_said() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor, at=NOW + timedelta(days=3))  # its clock is three days fast
    phone.line(entry.pk, "B1", 2, "got mampat")
    phone.at += timedelta(minutes=10)

    (result,) = phone.send(now=LATER)

    sheet = sheet_of(entry, assessor)
    assert (result.outcome, len(result.receipt or "")) == ("applied", 9)
    assert (sheet.source, sheet.status, sheet.visited_at) == (SheetSource.PHONE, "draft", LATER - timedelta(minutes=10))
    assert lines_of(sheet) == {"B1": Line(2, "got mampat")}
    message = FieldMessage.objects.get()
    assert message.offset_ms == -(3 * 24 * 3600 - 3600 + 600) * 1000
    assert message.happened_at == LATER - timedelta(minutes=10)
    acts = TraceEntry.objects.filter(subject_type="scoring.scoresheet").order_by("pk").values_list("act", "details")
    assert [act for act, _ in acts] == ["sheet.begun", "sheet.saved"]
    assert acts[1][1]["B1"] == [None, 2]
    assert acts[1][1]["phone"] == "Ponsel uji"


def test_nothing_happened_in_the_future_or_before_the_phone_was_set_up() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    for moment in (NOW + timedelta(days=400), NOW - timedelta(days=4000)):
        phone.at = moment
        phone.line(entry.pk, "B1", 2)
    phone.at = NOW

    phone.send(now=LATER)

    assert [m.happened_at for m in FieldMessage.objects.order_by("seq")] == [LATER, NOW]


def test_a_whole_visit_is_submitted_in_one_delivery_and_traced_once() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    phone.facts(entry.pk, "Balai RT", "hujan")
    phone.submit(entry.pk)
    phone.outbox.pop()
    phone.say(
        entry.pk,
        "submit",
        {
            "lines": {code: {"value": 3, "note": ""} for code in CODES},
            "facts": {"place": "Balai RT", "note": "hujan"},
            "photos": [],
        },
    )

    assert set(phone.outcomes()) == {"applied"}

    sheet = sheet_of(entry, assessor)
    assert sheet.status == SheetStatus.SUBMITTED
    assert (sheet.place, sheet.note) == ("Balai RT", "hujan")
    assert values_of(entry, assessor) == dict.fromkeys(CODES, 3)
    assert sheet.revisions.count() == 1
    acts = list(
        TraceEntry.objects.filter(subject_type="scoring.scoresheet").order_by("pk").values_list("act", flat=True)
    )
    assert acts == ["sheet.begun", "sheet.saved", "sheet.submitted"]
    assert Nomination.objects.get(pk=entry.pk).status == NominationStatus.CARRIED_OUT


def test_the_same_messages_however_often_and_however_late_change_nothing() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    phone.submit(entry.pk)
    first = phone.send()
    before = snapshot()

    assert phone.send() == first
    reopen_sheet(sheet=sheet_of(entry, assessor), reason="keliru", by=None, now=NOW)
    assign(nomination=entry, team=create_team(edition=entry.edition), by=None, now=NOW)
    reopened = snapshot()
    assert phone.send() == first
    assert phone.send(*reversed(phone.outbox)) == first[::-1]

    assert snapshot() == reopened
    assert before[0] == reopened[0]


def snapshot() -> tuple[object, ...]:
    return (
        list(Score.objects.order_by("pk").values()),
        list(FieldMessage.objects.order_by("pk").values()),
        list(ScoreSheet.objects.values()),
        TraceEntry.objects.count(),
    )


def test_submission_waits_until_everything_in_the_manifest_is_here() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    lines = phone.fill(entry.pk)
    photo = phone.photo(entry.pk, "B1")
    announced = phone.outbox[-1]
    submit = phone.submit(entry.pk, photos=[photo])

    (waiting,) = phone.send(submit)
    assert (waiting.outcome, waiting.receipt, waiting.missing) == ("waiting", None, (*CODES, str(photo)))
    assert not ScoreSheet.objects.exists()
    (*_, still) = phone.send(*lines[1:], submit)
    assert still.missing == ("B1", str(photo))
    assert phone.outcomes(announced, lines[0], submit) == ["applied", "applied", "applied"]

    assert sheet_of(entry, assessor).is_submitted


def test_what_the_phone_shows_and_what_is_here_must_be_the_same() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    submit = phone.submit(entry.pk, {**dict.fromkeys(CODES, 3), "P7": 4}, place="Pos")

    result = phone.send()[-1]

    assert (result.id, result.missing) == (submit.id, ("P7", "visit"))
    assert not sheet_of(entry, assessor).is_submitted


# Two phones ----------------------------------------------------------------------------------------------------------


def test_two_phones_on_different_indicators_merge_without_a_word() -> None:
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    one.line(entry.pk, "B1", 1)
    two.line(entry.pk, "B2", 2)

    assert [*one.outcomes(), *two.outcomes()] == ["applied", "applied"]

    assert values_of(entry, assessor) == {"B1": 1, "B2": 2}


def test_two_phones_on_the_same_indicator_keep_both_values_until_the_assessor_decides() -> None:
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    one.line(entry.pk, "B1", 1)
    two.line(entry.pk, "B1", 2)
    one.send()
    assert two.outcomes() == ["conflict"]
    assert values_of(entry, assessor) == {"B1": 1}
    for code in CODES[1:]:
        one.line(entry.pk, code, 3)
    submit = one.submit(entry.pk, {**dict.fromkeys(CODES, 3), "B1": 1})

    assert one.send()[-1].missing == ("B1",)
    one.line(entry.pk, "B1", 1, base=2)  # the assessor has seen both
    assert one.outcomes(one.outbox[-1], submit) == ["applied", "waiting"]
    later = one.submit(entry.pk, {**dict.fromkeys(CODES, 3), "B1": 1})

    assert one.outcomes(later) == ["applied"]
    assert FieldMessage.objects.get(outcome="conflict").settled_at == NOW
    assert sheet_of(entry, assessor).is_submitted


def test_what_two_phones_agree_on_belongs_to_neither() -> None:
    """Else the next word of one would overrule the other's unseen."""
    entry, (assessor, _) = a_visit()
    one, two = Phone.of(assessor), Phone.of(assessor)
    first, second = one.line(entry.pk, "B1", 3), one.line(entry.pk, "B1", 1)
    two.line(entry.pk, "B1", 3)

    assert [*one.outcomes(first), *two.outcomes(), *one.outcomes(second)] == ["applied", "applied", "conflict"]


def test_the_order_of_arrival_decides_nothing_that_one_phone_said() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    first, second = phone.line(entry.pk, "B1", 1), phone.line(entry.pk, "B1", 2)

    assert [*phone.outcomes(second), *phone.outcomes(first)] == ["applied", "superseded"]

    assert values_of(entry, assessor) == {"B1": 2}


def test_the_form_and_a_phone_on_one_line() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    sheet = open_sheet(nomination=entry, assessor=assessor, now=NOW)
    sheet = save_draft(sheet=sheet, scores={"B1": 4}, notes={}, revision=0, by=phone.user, now=NOW)
    score = sheet.scores.get()
    assert (score.version, score.device) == (1, None)

    phone.line(entry.pk, "B1", 1, base=0)
    assert phone.outcomes() == ["conflict"]
    conflict = FieldMessage.objects.get()
    sheet.refresh_from_db()
    save_draft(
        sheet=sheet,
        scores={},
        notes={},
        revision=sheet.revision,
        by=phone.user,
        now=NOW,
        settles=Settles([conflict.pk], ["B1"]),
    )

    conflict.refresh_from_db()
    assert conflict.settled_at == NOW
    score.refresh_from_db()
    assert (score.value, score.version) == (4, 3)


@pytest.mark.parametrize("count", [1, 21])
def test_queries_grow_by_three_for_a_message(count, django_assert_num_queries) -> None:
    """Savepoint, message, release: all else is read and written once for the delivery."""
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.send(phone.line(entry.pk, "B1", 1))
    messages = [phone.line(entry.pk, code, 2) for code in CODES[:count]]

    with django_assert_num_queries(19 + 3 * count):
        assert set(phone.outcomes(*messages)) == {"applied"}
