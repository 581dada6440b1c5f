"""What the committee sees of sheets on their way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from competitions.enums import NominationStatus, Phase
from rt_registry.enums import Role
from scoring.domain.arrivals import Arrival
from scoring.enums import KeptReason, MessageOutcome, PaperStatus
from scoring.models import ConflictMark, PaperSheet, SheetRevision
from scoring.selectors.field_board import BoardFilter, field_board, totals_of
from tests.factories import (
    NOW,
    create_assignment,
    create_device,
    create_edition,
    create_held_visit,
    create_message,
    create_nomination,
    create_rt,
    create_sheet,
    create_sheet_photo,
    create_team,
    create_user,
)
from tests.scoring.field_board.field import TODAY, create_field, hand_in, hold, keep_aside


pytestmark = pytest.mark.django_db


def in_conflict(there, name):
    ConflictMark.objects.create(nomination=there.entry, assessor=there.people[name], reason="Saudara", marked_at=NOW)


def test_the_same_visit_is_expected_on_a_phone_received_and_counted():
    there = create_field()
    hand_in(there, "Ani")
    hold(there, "Budi")
    in_conflict(there, "Dewi")

    board = field_board(there.edition, now=NOW)

    lines = {line.name: line for line in board.visits[0].members}
    assert {name: line.arrival for name, line in lines.items()} == {
        "Ani": Arrival.COUNTED,
        "Budi": Arrival.PHONE,
        "Citra": Arrival.EXPECTED,
        "Dewi": Arrival.CONFLICT,
    }
    assert (lines["Ani"].filled, lines["Ani"].receipt) == (21, "K7QM-4XPA")
    assert (lines["Ani"].photos.received, lines["Ani"].photos.announced) == (1, 2)
    phone = lines["Budi"].phone
    assert (phone.label, phone.filled, phone.unsent, phone.seen_at) == ("Redmi 12C", 14, 14, NOW - timedelta(hours=1))
    totals = totals_of(board.visits)
    assert (totals.expected, totals.on_phones, totals.partly, totals.received, totals.counted) == (3, 1, 0, 1, 1)


def test_those_who_owe_sheets_of_today_are_named_with_their_phones():
    there = create_field()
    hand_in(there, "Ani")
    hold(there, "Budi")
    in_conflict(there, "Dewi")

    missing = field_board(there.edition, now=NOW).missing_today

    assert [(person.name, person.phone.label if person.phone else "", person.unsent) for person in missing] == [
        ("Budi", "Redmi 12C", 14),
        ("Citra", "", 0),
    ]


def test_a_sheet_on_paper_is_on_paper_until_it_is_confirmed():
    there = create_field()
    paper = PaperSheet.objects.create(
        nomination=there.entry,
        assessor=there.people["Ani"],
        status=PaperStatus.TYPED,
        typed_by=create_user(role=Role.COMMITTEE),
        typed_at=NOW,
    )

    line = field_board(there.edition, now=NOW).visits[0].members[0]
    PaperSheet.objects.update(status=PaperStatus.DISCARDED, reason="salah")
    after = field_board(there.edition, now=NOW).visits[0].members[0]

    assert (line.arrival, line.paper.pk, line.paper.state) == (Arrival.PAPER, paper.pk, PaperStatus.TYPED.label)
    assert (after.arrival, after.paper) == (Arrival.EXPECTED, None)


def test_sheets_of_earlier_days_are_late_and_not_of_today():
    there = create_field()

    board = field_board(there.edition, now=NOW + timedelta(days=1))

    assert (board.late, board.missing_today, board.expected_today) == (4, [], 0)


def test_once_the_visit_is_closed_nothing_more_is_expected_but_a_sheet_that_was_reopened():
    there = create_field()
    hold(there, "Budi")
    sheet = create_sheet(nomination=there.entry, assessor=there.people["Ani"], submitted=False)
    SheetRevision.objects.create(sheet=sheet, at=NOW, act="reopened", reason="salah", scores={})
    there.visit.closed_at = NOW
    there.visit.save()

    board = field_board(there.edition, now=NOW)

    assert [line.arrival for line in board.visits[0].members] == [Arrival.PARTLY, *[Arrival.CLOSED] * 3]
    assert [person.name for person in board.missing_today] == ["Ani"]


def test_a_partly_received_sheet_is_neither_expected_nor_received():
    there = create_field()
    create_sheet(nomination=there.entry, assessor=there.people["Ani"], values={"B1": 3}, value=None, submitted=False)

    line = field_board(there.edition, now=NOW).visits[0].members[0]

    assert (line.arrival, line.filled, line.receipt) == (Arrival.PARTLY, 1, "")


def test_what_was_received_and_does_not_count_is_listed_with_its_reason():
    there = create_field()
    keep_aside(there, "Budi")
    hand_in(there, "Ani")
    in_conflict(there, "Ani")
    device = create_device(assessor=there.people["Citra"])
    create_sheet_photo(device=device, nomination=there.entry, problem=KeptReason.TOO_MANY_PHOTOS)

    rows = field_board(there.edition, now=NOW).not_counted

    assert [(row.kind, row.name, row.count, row.reason) for row in rows] == [
        ("kept", "Budi", 2, KeptReason.VISIT_CLOSED.label),
        ("sheet", "Ani", 1, KeptReason.IN_CONFLICT.label),
        ("photo", "Citra", 1, KeptReason.TOO_MANY_PHOTOS.label),
    ]


def test_a_sheet_of_an_entry_that_is_out_does_not_count():
    there = create_field()
    hand_in(there, "Ani")
    there.entry.status, there.entry.reason = NominationStatus.DISQUALIFIED, "salah RT"
    there.entry.save()

    board = field_board(there.edition, now=NOW)

    assert [line.arrival for line in board.visits[0].members] == [Arrival.RECEIVED, *[Arrival.OUT] * 3]
    assert [row.reason for row in board.not_counted] == [KeptReason.NOT_COMPETING.label]


def test_somebody_who_left_the_team_with_work_on_the_phone_is_still_seen():
    there = create_field()
    hold(there, "Budi")
    there.team.members.get(assessor=there.people["Budi"]).delete()

    lines = {line.name: line.arrival for line in field_board(there.edition, now=NOW).visits[0].members}

    assert lines["Budi"] == Arrival.STRANGER


def test_sheets_on_which_phones_differ_are_pointed_out_until_it_is_settled():
    there = create_field()
    device = create_device(assessor=there.people["Ani"])
    said = create_message(device=device, nomination=there.entry, outcome=MessageOutcome.CONFLICT)
    create_message(device=device, nomination=there.entry, outcome=MessageOutcome.CONFLICT)  # the same line once more

    before = field_board(there.edition, now=NOW).contested
    type(said).objects.update(settled_at=NOW)
    after = field_board(there.edition, now=NOW).contested

    assert [(visit.label, line.name, line.contested) for visit, line in before] == [(there.entry.label, "Ani", 1)]
    assert after == []


def test_a_phone_with_work_that_is_due_is_asked_for_after_half_a_day():
    there = create_field()
    hold(there, "Budi", seen_at=NOW - timedelta(hours=13))
    hold(there, "Citra", seen_at=NOW - timedelta(hours=11))
    hand_in(there, "Ani", seen_at=NOW - timedelta(days=2))  # all of it is here: nobody needs that phone

    silent = field_board(there.edition, now=NOW).silent

    assert [(phone.name, phone.label, phone.visits) for phone in silent] == [
        ("Budi", "Redmi 12C", (there.entry.label,))
    ]


def test_the_board_is_filtered_by_day_and_team():
    there = create_field()
    other = create_nomination(edition=there.edition, rts=[create_rt(year=there.edition.year)])
    team = create_team(edition=there.edition, name="Tim 2")
    create_assignment(nomination=other, team=team, visit_on=TODAY + timedelta(days=1))
    board = field_board(there.edition, now=NOW)

    def shown(**wanted):
        return [visit.label for visit in board.shown(BoardFilter(**wanted))]

    assert shown() == [there.entry.label, other.label]
    assert shown(day=TODAY) == [there.entry.label]
    assert shown(team=team.pk) == [other.label]
    assert shown(day=TODAY, team=team.pk) == []
    assert shown(missing=True) == [there.entry.label, other.label]


def test_visits_whose_sheets_are_all_here_are_left_out_on_request():
    there = create_field()
    for name in there.people:
        hand_in(there, name)

    board = field_board(there.edition, now=NOW)

    assert board.shown(BoardFilter(missing=True)) == []
    assert len(board.shown(BoardFilter())) == 1


def test_the_page_shows_today_and_never_a_value(client):
    there = create_field(now=timezone.now())
    hand_in(there, "Ani")
    hold(there, "Budi")
    client.force_login(create_user(role=Role.AUDITOR))

    response = client.get("/en" + reverse("scoring:field-board", args=[there.edition.slug]))

    page = response.content.decode()
    assert "<strong>1 of 4</strong> sheets of today’s visits are here." in page
    assert "K7QM-4XPA" in page
    assert "14 of 21 on it" in page
    assert response.context["wanted"].day is not None
    assert "values" not in response.context


@pytest.mark.parametrize("query", ["?hari=besok&tim=x", "?hari=semua", "?tim=999999999999999999", "?page=999"])
def test_nonsense_in_the_address_shows_everything_it_can(client, query):
    there = create_field()
    client.force_login(create_user(role=Role.COMMITTEE))

    response = client.get(reverse("scoring:field-board", args=[there.edition.slug]) + query)

    assert response.status_code == 200


def test_only_the_committee_is_offered_to_take_in(client):
    there = create_field()
    keep_aside(there, "Budi")
    address = "/en" + reverse("scoring:field-board", args=[there.edition.slug])

    offered = {}
    for role in (Role.COMMITTEE, Role.PUBLISHER, Role.AUDITOR):
        client.force_login(create_user(role=role))
        offered[role] = "Take in<" in client.get(address).content.decode()

    assert offered == {Role.COMMITTEE: True, Role.PUBLISHER: False, Role.AUDITOR: False}


@pytest.mark.parametrize("typed", ["K7QM-4XPA", "k7qm4xpa", " k7qm 4xpa ", "K7QM–4XPA"])
def test_a_receipt_leads_to_its_sheet_however_it_is_typed(client, typed):
    there = create_field()
    hand_in(there, "Ani")
    client.force_login(create_user(role=Role.AUDITOR))

    response = client.get(reverse("scoring:field-board", args=[there.edition.slug]), {"tanda": typed})

    args = [there.edition.slug, there.entry.pk, there.people["Ani"].pk]
    assert response.headers["Location"] == reverse("scoring:field-sheet", args=args)


@pytest.mark.parametrize("typed", ["K7QM-4XPB", "K7QM", "<b>tanda</b>", "\x00", "x" * 5000])
def test_a_receipt_that_nobody_has_is_said_kindly(client, typed):
    there = create_field()
    hand_in(there, "Ani")
    client.force_login(create_user(role=Role.COMMITTEE))

    response = client.get("/en" + reverse("scoring:field-board", args=[there.edition.slug]), {"tanda": typed})

    assert response.status_code == 200
    assert "No sheet of this edition has the receipt" in response.content.decode()
    assert "<b>tanda" not in response.content.decode()


def test_a_receipt_of_another_edition_is_not_found_here(client):
    there, other = create_field(), create_edition(phase=Phase.ASSESSMENT)
    hand_in(there, "Ani")
    client.force_login(create_user(role=Role.COMMITTEE))

    response = client.get(reverse("scoring:field-board", args=[other.slug]), {"tanda": "K7QM-4XPA"})

    assert response.status_code == 200


def test_names_stand_in_the_order_in_which_people_count(client):
    there = create_field(now=timezone.now())
    for number, person in enumerate(there.people.values(), 9):
        type(person).objects.filter(pk=person.pk).update(name=f"Penilai {number}")
    hold(there, "Ani", seen_at=timezone.now())
    client.force_login(create_user(role=Role.COMMITTEE))

    response = client.get("/en" + reverse("scoring:field-board", args=[there.edition.slug]))

    names = ["Penilai 9", "Penilai 10", "Penilai 11", "Penilai 12"]
    assert [person.name for person in response.context["board"].missing_today] == names
    assert "heard of just now" in response.content.decode()


def test_an_edition_without_visits_says_what_to_do(client):
    there = create_field()
    there.visit.delete()
    client.force_login(create_user(role=Role.COMMITTEE))

    page = client.get("/en" + reverse("scoring:field-board", args=[there.edition.slug])).content.decode()

    assert "No team visits an entry of this edition yet." in page


@pytest.mark.parametrize("times", [1, 10])
def test_the_board_takes_eight_queries(times, django_assert_num_queries):
    there = create_field()
    for _ in range(times):
        entry = create_nomination(edition=there.edition, rts=[create_rt(year=there.edition.year)])
        create_assignment(nomination=entry, team=there.team, visit_on=TODAY)
        for person in there.people.values():
            device = create_device(assessor=person)
            create_held_visit(device=device, nomination=entry, filled=3)
            create_message(device=device, nomination=entry, outcome=MessageOutcome.KEPT, reason=KeptReason.LOCKED)
            create_sheet_photo(device=device, nomination=entry, is_received=False)
            create_sheet(nomination=entry, assessor=person, values={"B1": 1}, value=None, submitted=False)

    with django_assert_num_queries(8):  # visits, members, sheets, conflicts, phones, messages, papers, photos
        board = field_board(there.edition, now=NOW)

    assert len(board.visits) == times + 1
