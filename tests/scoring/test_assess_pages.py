"""The assessor's pages: the day, the sheet as it is filled, refused, saved by htmx, submitted; and the lead's page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import DeskVisit
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from scoring.models import Assessor, Assignment, Score, ScoreSheet
from scoring.services.sheet_lines import Line, lines_of
from scoring.services.sheets import open_sheet, reopen_sheet, save_draft
from scoring.services.teams import assign
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_nomination,
    create_sheet,
    create_team,
)


pytestmark = pytest.mark.django_db
ALL = {f"s_{letter}{n}": "3" for letter in "BAP" for n in range(1, 8)}
HTMX = {"HX-Request": "true"}


class Visit:
    """One entry in assessment with a team of three, seen by its second member."""

    def __init__(self, client: Client, **rules: object) -> None:
        self.edition = create_edition(phase=Phase.ASSESSMENT, **rules)
        self.nomination = create_nomination(edition=self.edition)
        self.lead, self.assessor, self.third = (create_assessor() for _ in range(3))
        self.team = create_team(edition=self.edition, assessors=[self.lead, self.assessor, self.third])
        self.assignment = create_assignment(nomination=self.nomination, team=self.team, visit_on=timezone.localdate())
        self.client = client
        client.force_login(self.assessor.user)

    def url(self, name: str = "sheet") -> str:
        return reverse(f"scoring:{name}", args=[self.nomination.pk])

    def begin(self, assessor: Assessor | None = None) -> ScoreSheet:
        nomination = Nomination.objects.select_related("edition").get(pk=self.nomination.pk)
        return open_sheet(nomination=nomination, assessor=assessor or self.assessor, now=NOW)

    def sheet(self) -> ScoreSheet:
        return ScoreSheet.objects.get(nomination=self.nomination, assessor=self.assessor)


@pytest.fixture
def visit(client: Client) -> Visit:
    return Visit(client)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_opening_the_sheet_stores_nothing(visit):
    response = visit.client.get(visit.url())

    assert response.status_code == 200
    assert text(response).count('type="radio"') == 21 * 5
    assert not ScoreSheet.objects.exists()


def test_a_draft_without_javascript_is_saved_and_shown_again(visit):
    data = {"revision": "0", "s_B1": "4", "n_B1": "Got bersih", "visited_at": "2026-07-01T09:30", "place": "Balai RT"}

    response = visit.client.post(visit.url(), {**data, "act": "save"}, follow=True)

    assert response.redirect_chain == [(visit.url(), 302)]
    assert lines_of(visit.sheet()) == {"B1": Line(4, "Got bersih")}
    assert 'value="2026-07-01T09:30"' in text(response)
    assert "Got bersih" in text(response)


def test_every_tap_is_saved_by_htmx_and_answers_with_the_new_state(visit):
    first = visit.client.post(visit.url(), {"revision": "0", "s_B1": "4"}, headers=HTMX)
    second = visit.client.post(visit.url(), {"revision": "1", "s_B1": "4", "s_B2": "1"}, headers=HTMX)

    assert 'id="revision" value="1"' in text(first)
    assert 'id="revision" value="2"' in text(second)
    assert "2/21" in text(second)
    assert lines_of(visit.sheet()) == {"B1": Line(4), "B2": Line(1)}


def test_the_same_form_sent_again_changes_nothing(visit):
    data = {"revision": "0", "s_B1": "4", "visited_at": "2026-07-01T09:30", "place": "Balai RT", "note": ""}
    visit.client.post(visit.url(), data, headers=HTMX)

    visit.client.post(visit.url(), {**data, "revision": "1"}, headers=HTMX)

    assert visit.sheet().revision == 1


def test_a_whole_visit_from_the_first_tap_to_the_locked_sheet(visit):
    to_summary = visit.client.post(visit.url(), {**ALL, "revision": "0", "act": "check"})
    summary = visit.client.get(to_summary["Location"])
    submitted = visit.client.post(visit.url("sheet-submit"), {"revision": "1"}, follow=True)

    assert to_summary["Location"] == visit.url("sheet-summary")
    assert summary.context["view"].is_complete
    assert submitted.redirect_chain[-1][0] == reverse("scoring:assessor-day")
    assert visit.sheet().is_submitted
    locked = visit.client.get(visit.url())
    assert 'type="radio"' not in text(locked)
    assert Nomination.objects.get().status == NominationStatus.CARRIED_OUT


def test_pressing_submit_twice_submits_once(visit):
    visit.client.post(visit.url(), {**ALL, "revision": "0"})

    visit.client.post(visit.url("sheet-submit"), {"revision": "1"})
    again = visit.client.post(visit.url("sheet-submit"), {"revision": "1"})

    assert again.status_code == 302
    assert visit.sheet().revisions.count() == 1


def test_a_sheet_with_gaps_stays_a_draft_and_names_them(visit):
    visit.client.post(visit.url(), {"revision": "0", "s_B1": "3"})

    summary = visit.client.get(visit.url("sheet-summary"))
    refused = visit.client.post(visit.url("sheet-submit"), {"revision": "1"})

    assert summary.context["view"].missing[0] == "B2"
    assert refused.status_code == 409
    assert not visit.sheet().is_submitted


def test_submitting_an_older_summary_shows_the_sheet_once_more(visit):
    visit.client.post(visit.url(), {**ALL, "revision": "0"})
    visit.client.post(visit.url(), {"revision": "1", "s_B1": "0"})

    response = visit.client.post(visit.url("sheet-submit"), {"revision": "1"})

    assert response.status_code == 409
    assert not visit.sheet().is_submitted


def test_a_stale_save_loses_nothing_and_shows_both_values(visit):
    sheet = visit.begin()
    save_draft(sheet=sheet, scores={"B1": 4}, notes={}, revision=0, by=None, now=NOW)

    response = visit.client.post(visit.url(), {"revision": "0", "s_B1": "2", "n_A1": "Catatan saya", "act": "save"})

    assert response.status_code == 409
    row = response.context["view"].blocks[0].rows[0]
    assert (row.value, row.stored) == (2, Line(4))
    assert "Catatan saya" in text(response)
    assert lines_of(sheet) == {"B1": Line(4)}
    saved = visit.client.post(visit.url(), {"revision": "1", "s_B1": "2", "n_A1": "Catatan saya"})
    assert saved.status_code == 302
    assert lines_of(sheet) == {"B1": Line(2), "A1": Line(None, "Catatan saya")}


def test_a_stale_save_by_htmx_says_so_in_place(visit):
    save_draft(sheet=visit.begin(), scores={"B1": 4}, notes={}, revision=0, by=None, now=NOW)

    response = visit.client.post(visit.url(), {"revision": "0", "s_B1": "2"}, headers=HTMX)

    assert response.status_code == 200
    assert "save-state-bad" in text(response)
    assert lines_of(visit.sheet()) == {"B1": Line(4)}


BAD = [
    {"s_B1": "5"},
    {"s_B1": "-1"},
    {"s_B1": "tiga"},
    {"s_B1": "3.5"},
    {"s_B1": "³"},
    {"s_B1": "9" * 50},
    {"n_B1": "a" * 1001},
    {"visited_at": "kemarin"},
    {"visited_at": "2026-13-45T99:99"},
    {"visited_at": "0001-01-01T00:00"},
    {"visited_at": "", "place": "x" * 201},
]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_input_is_said_in_words_kept_on_the_page_and_never_stored(visit, bad, headers):
    response = visit.client.post(visit.url(), {"revision": "0", "s_B2": "3", **bad}, headers=headers)

    assert response.status_code == (200 if headers else 422)
    assert not Score.objects.exists()
    if not headers:
        assert response.context["errors"]
        assert response.context["view"].blocks[0].rows[1].value == 3


@pytest.mark.parametrize("extra", [{"revision": "x"}, {"revision": "9" * 40}, {"revision": "-1"}, {"s_X9": "3"}, {}])
def test_odd_fields_and_revisions_break_nothing(visit, extra):
    response = visit.client.post(visit.url(), {"s_B1": "3", **extra})

    assert response.status_code in {302, 409}


def test_control_characters_leave_a_note(visit):
    visit.client.post(visit.url(), {"revision": "0", "n_B1": "Got\x00 bersih\u202e 🌿"})

    assert lines_of(visit.sheet()) == {"B1": Line(None, "Got bersih 🌿")}


def test_a_wide_scale_gets_number_fields(client):
    visit = Visit(client, scale_max=100)

    page = visit.client.get(visit.url())
    visit.client.post(visit.url(), {"revision": "0", "s_B1": "87", "s_B2": ""})

    assert 'type="radio"' not in text(page)
    assert lines_of(visit.sheet()) == {"B1": Line(87)}


def test_words_of_the_levels_stand_on_the_buttons(client):
    visit = Visit(client, levels={"0": "buruk", "4": "sangat baik"})

    assert text(visit.client.get(visit.url())).count("sangat baik") == 21


def test_a_closed_visit_shows_the_draft_read_only_with_the_reason(visit):
    visit.client.post(visit.url(), {"revision": "0", "s_B1": "3"})
    Assignment.objects.update(closed_at=NOW)

    page = visit.client.get(visit.url())
    saved = visit.client.post(visit.url(), {"revision": "1", "s_B1": "4"})

    assert 'type="radio"' not in text(page)
    assert saved.status_code == 409
    assert lines_of(visit.sheet()) == {"B1": Line(3)}


def test_another_edition_phase_closes_the_sheet(visit):
    Edition.objects.update(phase=Phase.TALLY)

    response = visit.client.post(visit.url(), {"revision": "0", "s_B1": "3"})

    assert response.status_code == 409
    assert not ScoreSheet.objects.exists()


def test_the_neighbours_sheet_does_not_exist_for_a_stranger(visit, client):
    stranger = create_assessor()
    create_team(edition=visit.edition, assessors=[stranger])
    client.force_login(stranger.user)

    answers = [client.get(visit.url(name)).status_code for name in ("sheet", "visit", "sheet-summary")]

    assert answers == [404, 404, 404]


def test_a_member_sees_their_own_values_alone(visit, client):
    create_sheet(nomination=visit.nomination, assessor=visit.lead, value=1)

    page = visit.client.get(visit.url())

    assert page.context["view"].done == 0


def test_the_day_lists_visits_in_order_with_their_state(visit):
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = create_nomination(edition=visit.edition)
    create_assignment(nomination=late, team=visit.team, visit_on=timezone.localdate() - timedelta(days=2))
    coming = create_nomination(edition=visit.edition)
    create_assignment(nomination=coming, team=visit.team, visit_on=tomorrow)
    done = create_nomination(edition=visit.edition)
    create_assignment(nomination=done, team=visit.team)
    create_sheet(nomination=done, assessor=visit.assessor)
    visit.client.post(visit.url(), {"revision": "0", "s_B1": "3", "s_B2": "3"})

    days = visit.client.get(reverse("scoring:assessor-day")).context["days"]

    assert [(day.kind, [one.state for one in day.visits]) for day in days] == [
        ("today", ["draft"]),
        ("late", ["new"]),
        ("coming", ["new"]),
        ("done", ["submitted"]),
    ]
    assert days[0].visits[0].filled == 2


def test_the_day_opens_with_what_changed_since_the_last_visit(visit):
    visit.client.post(visit.url(), {**ALL, "revision": "0"})
    visit.client.post(visit.url("sheet-submit"), {"revision": "1"})
    visit.client.get(reverse("scoring:assessor-day"))
    before = timezone.now() - timedelta(days=1)
    DeskVisit.objects.update(seen_at=before, previous_at=None)
    reopen_sheet(sheet=visit.sheet(), reason="B1 salah ketik", by=None, now=timezone.now())

    page = visit.client.get(reverse("scoring:assessor-day"))

    assert [entry.act for entry in page.context["news"]] == ["sheet.reopened"]
    assert "B1 salah ketik" in text(page)


def test_a_sheet_given_back_after_publication_is_found_and_opens(visit):
    sheet = create_sheet(nomination=visit.nomination, assessor=visit.assessor)
    reopen_sheet(sheet=sheet, reason="B5 tertukar dengan B6", by=None, now=timezone.now())
    Assignment.objects.update(closed_at=timezone.now())
    Edition.objects.update(phase=Phase.PUBLISHED)

    day, page = visit.client.get(reverse("scoring:assessor-day")), visit.client.get(visit.url())

    assert "B5 tertukar dengan B6" in text(day)
    assert visit.url() in text(day)
    assert not day.context["days"]
    assert text(page).count('type="radio"') == 21 * 5


def test_the_lead_sees_who_has_submitted_and_no_value(visit, client):
    create_sheet(nomination=visit.nomination, assessor=visit.assessor, values={"B1": 0}, value=4)
    visit.begin(visit.third)
    client.force_login(visit.lead.user)

    page = client.get(reverse("scoring:lead"))

    found = page.context["open_visits"][0]
    states = {member.name: member.state for member in found.members}
    assert states == {visit.lead.name: "new", visit.assessor.name: "submitted", visit.third.name: "draft"}
    assert "s_B1" not in text(page)


def test_the_lead_closes_a_visit_after_being_told_who_is_missing(visit, client):
    client.force_login(visit.lead.user)
    url = reverse("scoring:visit-close", args=[visit.assignment.pk])

    refused = client.post(url, follow=True)
    closed = client.post(url, {"accept_missing": "yes"}, follow=True)

    assert visit.assessor.name in text(refused)
    assert closed.context["closed_visits"][0].assignment == visit.assignment
    assert Assignment.objects.get().closed_by == visit.lead.user


@pytest.mark.parametrize("rows", [1, 30])
def test_the_day_costs_a_fixed_number_of_queries(visit, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        assign(nomination=create_nomination(edition=visit.edition), team=visit.team, by=None, now=NOW)
    url = reverse("scoring:assessor-day")
    visit.client.get(url)

    with django_assert_num_queries(7):  # session, user, roles, visits, desk, given back, simulated data
        response = visit.client.get(url)

    assert sum(len(day.visits) for day in response.context["days"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_the_leads_page_costs_a_fixed_number_of_queries(visit, rows, client, django_assert_num_queries):
    for _ in range(rows - 1):
        assign(nomination=create_nomination(edition=visit.edition), team=visit.team, by=None, now=NOW)
    client.force_login(visit.lead.user)

    # session, user, roles, lead, teams, visits, members, sheets, marks, phones, simulated
    with django_assert_num_queries(11):
        response = client.get(reverse("scoring:lead"))

    assert len(response.context["open_visits"]) == rows


@pytest.mark.parametrize("given", [0, 21])
def test_the_sheet_costs_a_fixed_number_of_queries(visit, given, django_assert_num_queries):
    visit.client.post(visit.url(), {"revision": "0", "place": "x", "visited_at": "", **dict(list(ALL.items())[:given])})

    # session, user, entry, assessor, sheet, indicators, words of phones, scores, roles, simulated
    with django_assert_num_queries(10):
        visit.client.get(visit.url())


def test_a_tap_costs_a_fixed_number_of_queries(visit, django_assert_num_queries):
    visit.client.post(visit.url(), {"revision": "0", "s_B1": "1"})

    with django_assert_num_queries(20):  # as the page, and the save with its checks, savepoints and trace
        visit.client.post(visit.url(), {"revision": "1", **ALL}, headers=HTMX)
