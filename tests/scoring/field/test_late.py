"""What was kept is taken in once the visit is open again; a file has the same effect as sending, once."""

import json
from datetime import timedelta

import pytest

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.enums import Role
from scoring.field_refusals import OtherUser
from scoring.models import Assignment, FieldMessage, ScoreSheet, SheetPhoto
from scoring.refusals import ReasonMissing
from scoring.selectors.field_sheets import sheet_states
from scoring.services.field_files import NotAFieldFile, UnknownPhone, take_in_file
from scoring.services.field_kept import NothingKept, StillClosed, take_in_kept
from scoring.services.field_pictures import store_whole
from scoring.services.sheets import reopen_sheet
from scoring.services.teams import close_visit, reopen_visit
from tests.factories import NOW, create_user
from tests.scoring.field.phone import CODES, Phone, a_visit, sheet_of, values_of


pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def closed_visit():
    """A visit closed while a whole sheet was still on the phone, which then came too late."""
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    visit = Assignment.objects.with_nomination().get(nomination=entry)
    close_visit(assignment=visit, by=None, now=NOW, accept_missing=True)
    phone.fill(entry.pk)
    photo = phone.photo(entry.pk, "B1")
    phone.submit(entry.pk, photos=[photo])
    assert set(phone.outcomes()) == {"kept"}
    return entry, assessor, phone, visit


def test_a_whole_sheet_that_came_too_late_is_taken_in_and_submitted() -> None:
    entry, assessor, phone, visit = closed_visit()
    committee = create_user(role=Role.COMMITTEE)
    reopen_visit(assignment=visit, reason="sinyal hilang", by=committee, now=LATER)

    report = take_in_kept(nomination=entry, assessor=assessor, reason="sinyal hilang", by=committee, now=LATER)

    assert (report.taken, report.left, report.conflicts) == (23, 0, 0)
    sheet = sheet_of(entry, assessor)
    assert sheet.is_submitted
    assert values_of(entry, assessor) == dict.fromkeys(CODES, 3)
    assert SheetPhoto.objects.get().problem == ""
    assert not FieldMessage.objects.filter(outcome="kept").exists()
    traced = TraceEntry.objects.filter(act="sheet.kept_taken_in")
    assert {(entry.reason, entry.actor) for entry in traced} == {("sinyal hilang", committee)}
    (state,) = sheet_states(user=phone.user, visits=[entry.pk], now=LATER)
    submit = FieldMessage.objects.get(kind="submit")
    assert (state.receipt, state.kept) == (submit.receipt, ())
    assert {(r.outcome, r.receipt) for r in phone.send()} >= {("applied", submit.receipt)}


def test_nothing_is_taken_in_while_the_visit_is_closed_or_without_a_reason() -> None:
    entry, assessor, _phone, visit = closed_visit()
    by = create_user(role=Role.COMMITTEE)

    with pytest.raises(StillClosed):
        take_in_kept(nomination=entry, assessor=assessor, reason="ya", by=by, now=LATER)
    reopen_visit(assignment=visit, reason="ya", by=by, now=LATER)
    with pytest.raises(ReasonMissing):
        take_in_kept(nomination=entry, assessor=assessor, reason=" ", by=by, now=LATER)

    assert not ScoreSheet.objects.exists()
    take_in_kept(nomination=entry, assessor=assessor, reason="ya", by=by, now=LATER)
    with pytest.raises(NothingKept):
        take_in_kept(nomination=entry, assessor=assessor, reason="ya", by=by, now=LATER)


def test_what_came_after_submission_waits_for_the_assessor_if_it_differs() -> None:
    entry, (assessor, _) = a_visit()
    phone, other = Phone.of(assessor), Phone.of(assessor)
    phone.fill(entry.pk)
    phone.submit(entry.pk)
    phone.send()
    assert other.outcomes(other.line(entry.pk, "B1", 0)) == ["kept"]
    by = create_user(role=Role.COMMITTEE)
    reopen_sheet(sheet=sheet_of(entry, assessor), reason="susulan", by=by, now=LATER)

    report = take_in_kept(nomination=entry, assessor=assessor, reason="susulan", by=by, now=LATER)

    assert (report.taken, report.conflicts) == (1, 1)
    assert values_of(entry, assessor)["B1"] == 3
    (state,) = sheet_states(user=phone.user, visits=[entry.pk], now=LATER)
    assert [(c.code, c.value) for c in state.conflicts] == [("B1", 0)]


def test_a_late_submission_without_its_scores_stays_kept() -> None:
    entry, assessor, _phone, visit = closed_visit()
    FieldMessage.objects.filter(code="B7").delete()
    by = create_user(role=Role.COMMITTEE)
    reopen_visit(assignment=visit, reason="ya", by=by, now=LATER)

    report = take_in_kept(nomination=entry, assessor=assessor, reason="ya", by=by, now=LATER)

    assert (report.left, report.missing) == (1, ("B7",))
    assert FieldMessage.objects.get(outcome="kept").kind == "submit"
    assert not sheet_of(entry, assessor).is_submitted


# Files ---------------------------------------------------------------------------------------------------------------


def test_a_file_has_the_same_effect_as_sending_and_only_once() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.fill(entry.pk)
    photo = phone.photo(entry.pk, "B1")
    phone.submit(entry.pk, photos=[photo])
    committee = create_user(role=Role.COMMITTEE)
    data = phone.file()

    first = take_in_file(data=data, by=committee, now=NOW)
    revision = sheet_of(entry, assessor).revision
    second = take_in_file(data=data, by=phone.user, now=LATER)

    assert dict(first.messages) == dict(second.messages) == {"applied": 23}
    assert dict(first.photos) == dict(second.photos) == {"received": 1}
    assert [(visit.label, dict(visit.outcomes)) for visit in first.visits] == [(entry.label, {"applied": 23})]
    assert sheet_of(entry, assessor).revision == revision
    assert set(FieldMessage.objects.values_list("delivered_by", flat=True)) == {committee.pk}
    assert set(phone.outcomes()) == {"applied"}
    assert FieldMessage.objects.count() == 23


def test_a_file_is_for_its_own_user_and_the_committee() -> None:
    entry, (assessor, other) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 2)

    for stranger in (other.user, create_user(role=Role.AUDITOR), create_user(role=Role.ADMIN)):
        with pytest.raises(OtherUser):
            take_in_file(data=phone.file(), by=stranger, now=NOW)

    assert not FieldMessage.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "bantar-field-2"}', b"PK\x03\x04"],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(data) -> None:
    with pytest.raises(NotAFieldFile) as refusal:
        take_in_file(data=data, by=create_user(), now=NOW)

    assert str(refusal.value)


def test_a_file_of_a_phone_that_was_never_set_up() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone(assessor.user)
    phone.line(entry.pk, "B1", 2)

    with pytest.raises(UnknownPhone):
        take_in_file(data=phone.file(), by=phone.user, now=NOW)


@pytest.mark.parametrize(
    ("key", "value"),
    [("messages", None), ("messages", {}), ("photos", 5), ("device", 5), ("device", "x\0")],
)
def test_a_damaged_file_is_refused_whole(key, value) -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 2)
    content = {**json.loads(phone.file()), key: value}

    with pytest.raises(Refusal):
        take_in_file(data=json.dumps(content).encode(), by=phone.user, now=NOW)


def test_damaged_entries_of_a_file_are_counted_and_the_others_taken() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor)
    phone.line(entry.pk, "B1", 2)
    photo = phone.photo(entry.pk, "B2")
    content = json.loads(phone.file())
    content["messages"] += [None, {}, {**content["messages"][0], "seq": 2**80}, {**content["messages"][0], "id": "x"}]
    sealed = content["photos"][0]["sealed"]
    content["photos"] = [None, {}, {"id": str(photo), "sealed": "x"}, {"id": str(phone.id), "sealed": sealed}]

    report = take_in_file(data=json.dumps(content).encode(), by=phone.user, now=NOW)

    assert dict(report.messages) == {"refused": 4, "applied": 2}
    assert dict(report.photos) == {"refused": 4}
    assert sum(report.refusals.values()) == 8
    store_whole(photo=SheetPhoto.objects.get(), sealed=phone.pictures[photo], now=NOW)
    assert SheetPhoto.objects.get().received_at == NOW


def test_a_file_is_dated_by_what_is_known_of_the_phones_clock() -> None:
    entry, (assessor, _) = a_visit()
    phone = Phone.of(assessor, at=NOW + timedelta(days=3))
    device = phone.device
    device.clock_offset_ms = -3 * 24 * 3600 * 1000
    device.save()
    phone.line(entry.pk, "B1", 2)

    take_in_file(data=phone.file(), by=phone.user, now=LATER)

    assert FieldMessage.objects.get().happened_at == NOW
