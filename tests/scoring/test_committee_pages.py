"""The committee's pages: editions and phases, teams and visits, sheets and conflicts of one entry."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.domain.edition_file import DEFAULT_LEVELS
from scoring.models import AssessmentTeam, Assessor, Assignment, ConflictMark, RuleBook, ScoreSheet, TeamMember
from scoring.services.edition_file import dump_edition
from tests.factories import (
    create_assessor,
    create_assignment,
    create_edition,
    create_indicators,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_team,
    create_user,
    grant_role,
)


pytestmark = pytest.mark.django_db

CATEGORIES = [
    ("kecil", "30", "59", "5.000.000"),
    ("sedang", "60", "99", "7000000"),
    ("besar", "100", "", "Rp10.000.000"),
]
FORM: dict[str, object] = {
    "name": "Kampung BANTAR 2027",
    "slug": "2027-1",
    "year": "2027",
    "period": "1",
    "scale_max": "4",
    "aggregation": "mean",
    "quorum": "3",
    "pass_mark": "75,00",
    "aspect_floor": "60",
    "mode": "threshold",
    "best_in_city_prize": "15.000.000",
    "nomination_first": "2027-05-01",
    "nomination_last": "2027-05-31",
    "required_documents": ["photo"],
    **{f"level_{value}": word for value, word in DEFAULT_LEVELS.items()},
    **{f"w_{aspect}": "1" for aspect in ("bersih", "aman", "pintar")},
    **{f"w_{letter}{n}": "1" for letter in "BAP" for n in range(1, 8)},
}
for _n, (_code, _low, _high, _prize) in enumerate(CATEGORIES):
    FORM |= {f"c{_n}_code": _code, f"c{_n}_min_kk": _low, f"c{_n}_max_kk": _high, f"c{_n}_prize": _prize}


@pytest.fixture
def committee(client: Client) -> Client:
    client.force_login(create_user(username="panitia", role=Role.COMMITTEE))
    return client


@pytest.fixture
def edition(db: None) -> Edition:
    edition = create_edition(slug="2026-1", phase=Phase.ASSESSMENT)
    Edition.objects.update(verification_opens=None, verification_closes=None, assessment_opens=None)
    edition.refresh_from_db()
    return edition


def url(name: str, *args: object) -> str:
    return reverse(f"scoring:{name}", args=args)


def said(response: object) -> str:
    """What the page says to the person."""
    return " ".join(str(message) for message in response.context["messages"])  # type: ignore[attr-defined]


def test_an_edition_is_set_up_by_form_as_by_file(committee):
    create_indicators()

    response = committee.post(url("edition-new"), FORM)

    assert response["Location"] == url("edition", "2027-1")
    dumped = dump_edition(Edition.objects.get())
    assert [(c["code"], c["max_kk"], c["prize"]) for c in dumped["categories"]] == [
        ("kecil", 59, 5_000_000),
        ("sedang", 99, 7_000_000),
        ("besar", None, 10_000_000),
    ]
    assert dumped["levels"] == DEFAULT_LEVELS
    assert (dumped["pass_mark"], dumped["best_in_city_prize"]) == ("75.00", 15_000_000)
    assert dumped["calendar"] == {"nomination": ["2027-05-01", "2027-05-31"]}


BAD = [
    ({"slug": "Dua Ribu"}, "slug"),
    ({"slug": ""}, "slug"),
    ({"name": ""}, "name"),
    ({"year": "dua"}, "year"),
    ({"year": "1999"}, "year"),
    ({"period": "0"}, "period"),
    ({"quorum": "0"}, "quorum"),
    ({"scale_max": "0"}, "scale_max"),
    ({"pass_mark": "seratus"}, "pass_mark"),
    ({"pass_mark": "101"}, "pass_mark"),
    ({"pass_mark": "75,005"}, "pass_mark"),
    ({"aspect_floor": "NaN"}, "aspect_floor"),
    ({"mode": "top_n"}, "top_n"),
    ({"mode": "semua"}, "mode"),
    ({"budget": "satu"}, "budget"),
    ({"budget": "9" * 24}, "budget"),
    ({"c0_min_kk": "-5"}, "c0_min_kk"),
    ({"c0_max_kk": "58"}, "__all__"),
    ({"c2_max_kk": "500"}, "__all__"),
    ({"c0_code": ""}, "c0_code"),
    ({"nomination_last": ""}, "nomination_last"),
    ({"nomination_last": "2027-04-01"}, "nomination_last"),
    ({"nomination_first": "kapan"}, "nomination_first"),
    ({"w_B1": "-1"}, "w_B1"),
    ({"w_B1": ""}, "w_B1"),
    ({"w_bersih": "0", "w_aman": "0", "w_pintar": "0"}, "__all__"),
    ({"required_documents": ["ktp"]}, "required_documents"),
    ({"quota_per_kelurahan": "0"}, "quota_per_kelurahan"),
    ({"level_4": "x" * 61}, "level_4"),
    ({"scale_max": "3"}, "__all__"),
]


@pytest.mark.parametrize(("bad", "field"), BAD)
def test_a_wrong_edition_is_refused_at_its_field_and_kept_on_the_page(committee, bad, field):
    create_indicators()

    response = committee.post(url("edition-new"), {**FORM, **bad})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "2027" in response.content.decode()
    assert not Edition.objects.exists()


def test_the_rules_are_a_form_until_assessment_and_frozen_afterwards(committee, edition):
    Edition.objects.update(phase=Phase.VERIFICATION)
    data = {**FORM, "slug": "x", "quorum": "5"}

    saved = committee.post(url("edition-rules", "2026-1"), data)
    Edition.objects.update(phase=Phase.ASSESSMENT)
    page = committee.get(url("edition-rules", "2026-1"))
    refused = committee.post(url("edition-rules", "2026-1"), {**data, "quorum": "1"})

    assert saved.status_code == 302
    assert page.context["frozen"]
    assert all(field.disabled for field in page.context["form"].fields.values())
    assert refused.status_code == 422
    assert RuleBook.objects.get().quorum == 5
    assert Edition.objects.get().slug == "2026-1"


def test_a_phase_is_moved_when_its_conditions_are_met_and_refused_in_words(committee, edition):
    create_nomination(edition=edition, status=NominationStatus.SUBMITTED)
    Edition.objects.update(phase=Phase.VERIFICATION)

    refused = committee.post(url("edition-phase", "2026-1"), {"phase": "assessment"}, follow=True)
    back = committee.post(
        url("edition-phase", "2026-1"), {"phase": "nomination", "reason": "Diperpanjang"}, follow=True
    )

    assert said(refused)
    assert Edition.objects.get().phase == Phase.NOMINATION
    steps = {step.phase: step for step in back.context["steps"]}
    assert steps["verification"].is_possible
    assert not steps["draft"].is_possible


@pytest.mark.parametrize("phase", ["", "published", "closed", "tidak-ada", "draft"])
def test_an_impossible_phase_is_refused(committee, edition, phase):
    response = committee.post(url("edition-phase", "2026-1"), {"phase": phase}, follow=True)

    assert said(response)
    assert Edition.objects.get().phase == Phase.ASSESSMENT


def test_a_team_is_set_up_filled_and_led(committee, edition):
    first, second = create_assessor(), create_assessor()

    committee.post(url("teams", "2026-1"), {"name": "Tim A"})
    team = AssessmentTeam.objects.get()
    committee.post(url("team", "2026-1", team.pk), {"act": "add", "assessor": first.pk, "is_lead": "on"})
    committee.post(url("team", "2026-1", team.pk), {"act": "add", "assessor": second.pk})
    member = TeamMember.objects.get(assessor=second)
    committee.post(url("team-member", "2026-1", member.pk), {"act": "lead"})
    committee.post(url("team", "2026-1", team.pk), {"act": "rename", "name": "Tim Alfa"})

    page = committee.get(url("team", "2026-1", team.pk))
    assert [(m.assessor, m.is_lead) for m in page.context["members"]] == [(second, True), (first, False)]
    assert page.context["team"].name == "Tim Alfa"


def test_a_bad_team_is_refused_on_the_page(committee, edition):
    create_team(edition=edition, name="Tim A", assessors=[create_assessor()])
    team = AssessmentTeam.objects.get()
    member = TeamMember.objects.get()

    answers = [
        committee.post(url("teams", "2026-1"), {"name": "tim a"}).status_code,
        committee.post(url("teams", "2026-1"), {"name": ""}).status_code,
        committee.post(url("team", "2026-1", team.pk), {"act": "add", "assessor": member.assessor_id}).status_code,
        committee.post(url("team", "2026-1", team.pk), {"act": "add", "assessor": "x"}).status_code,
        committee.post(url("team", "2026-1", team.pk), {"act": "rename", "name": "x" * 61}).status_code,
    ]

    assert answers == [422] * 5
    assert AssessmentTeam.objects.count() == TeamMember.objects.count() == 1


def test_assessors_are_entered_and_corrected(committee):
    user = create_user(role=Role.ASSESSOR)

    committee.post(url("assessors"), {"name": "Penilai 9", "office": "PKK", "user": user.pk})
    found = Assessor.objects.get()
    twice = committee.post(url("assessors"), {"name": "PENILAI  9"})
    committee.post(url("assessor", found.pk), {"name": "Penilai 10", "office": "PKK"})

    found.refresh_from_db()
    assert (found.name, found.office.name, found.user) == ("Penilai 10", "PKK", None)
    assert twice.status_code == 422
    assert Assessor.objects.count() == 1


def test_many_entries_are_given_to_a_team_at_once(committee, edition):
    team = create_team(edition=edition)
    entries = [create_nomination(edition=edition) for _ in range(3)]
    data = {"team": team.pk, "visit_on": "2026-07-02"}

    none = committee.post(url("assignments", "2026-1"), data)
    odd = committee.post(url("assignments", "2026-1"), {**data, "entry": ["x", "-1", "9" * 30]})
    done = committee.post(url("assignments", "2026-1"), {**data, "entry": [e.pk for e in entries[:2]]})

    assert (none.status_code, odd.status_code, done.status_code) == (422, 422, 302)
    assert set(Assignment.objects.values_list("nomination_id", "visit_on")) == {
        (e.pk, date(2026, 7, 2)) for e in entries[:2]
    }


@pytest.mark.parametrize("bad", [{"team": ""}, {"team": "x"}, {"visit_on": "besok"}, {"visit_on": "9999-99-99"}])
def test_a_bad_assignment_keeps_what_was_ticked(committee, edition, bad):
    team = create_team(edition=edition)
    entry = create_nomination(edition=edition)

    response = committee.post(
        url("assignments", "2026-1"), {"team": team.pk, "visit_on": "2026-07-02", "entry": [entry.pk], **bad}
    )

    assert response.status_code == 422
    assert response.context["ticked"] == {str(entry.pk)}
    assert not Assignment.objects.exists()


def test_the_visits_are_filtered_by_the_address(committee, edition):
    team = create_team(edition=edition)
    visited, free = create_nomination(edition=edition), create_nomination(edition=edition)
    create_assignment(nomination=visited, team=team)

    def shown(query: str) -> set[int]:
        return {entry.pk for entry in committee.get(url("assignments", "2026-1") + query).context["page"]}

    assert shown("?team=-") == {free.pk}
    assert shown(f"?team={team.pk}") == {visited.pk}
    assert shown(f"?kecamatan={free.kelurahan.kecamatan.slug}") == {free.pk}
    assert shown(f"?q={visited.kelurahan.name}") == {visited.pk}
    assert shown("?team=zzz&kecamatan=zzz") == {visited.pk, free.pk}


def test_entries_are_spread_by_kecamatan_around_the_pendamping(committee, edition):
    kecamatan, other = create_kecamatan(), create_kecamatan()
    here, there = create_kelurahan(kecamatan=kecamatan), create_kelurahan(kecamatan=other)
    pendamping = create_assessor()
    grant_role(pendamping.user, Role.PENDAMPING, kecamatan=kecamatan)
    barred = create_team(edition=edition, name="Tim A", assessors=[pendamping])
    free = create_team(edition=edition, name="Tim B")
    for _ in range(3):
        create_nomination(edition=edition, rts=[create_rt(kelurahan=here)])
    create_nomination(edition=edition, rts=[create_rt(kelurahan=there)])

    committee.post(url("assignments-propose", "2026-1"), {"first_day": "2026-07-01", "per_day": "2"})

    visits = Assignment.objects.filter(team=free).order_by("visit_on", "order")
    assert [(v.visit_on.day, v.order) for v in visits] == [(1, 1), (1, 2), (2, 1)]
    assert Assignment.objects.get(team=barred).nomination.kelurahan == there


def test_a_visit_is_taken_back_and_a_closed_one_reopened(committee, edition):
    visit = create_assignment(nomination=create_nomination(edition=edition), team=create_team(edition=edition))
    Assignment.objects.update(closed_at=timezone.now())

    no_reason = committee.post(url("visit-reopen", "2026-1", visit.pk), follow=True)
    committee.post(url("visit-reopen", "2026-1", visit.pk), {"reason": "Satu lembar terlambat"})
    reopened = Assignment.objects.get().closed_at
    committee.post(url("assignment-take-back", "2026-1", visit.pk))

    assert said(no_reason)
    assert reopened is None
    assert not Assignment.objects.exists()


def test_a_conflict_is_marked_and_lifted_on_the_page_of_the_entry(committee, edition):
    nomination = create_nomination(edition=edition)
    team = create_team(edition=edition)
    create_assignment(nomination=nomination, team=team)
    assessor = team.members.first().assessor
    page = url("entry-sheets", "2026-1", nomination.pk)

    without = committee.post(page, {"assessor": assessor.pk, "reason": ""})
    committee.post(page, {"assessor": assessor.pk, "reason": "Saudara ketua RT"})
    twice = committee.post(page, {"assessor": assessor.pk, "reason": "Lagi"})
    mark = ConflictMark.objects.get()
    committee.post(url("conflict-lift", "2026-1", mark.pk), {"reason": "Salah orang"})

    mark.refresh_from_db()
    assert (without.status_code, twice.status_code) == (422, 422)
    assert (mark.reason, mark.lifted_reason) == ("Saudara ketua RT", "Salah orang")


def test_a_submitted_sheet_is_reopened_with_a_reason_and_shows_its_history(committee, edition):
    sheet = create_sheet(nomination=create_nomination(edition=edition), value=2)

    refused = committee.post(url("sheet-reopen", "2026-1", sheet.pk), {"reason": " "}, follow=True)
    page = committee.post(url("sheet-reopen", "2026-1", sheet.pk), {"reason": "B1 salah"}, follow=True)

    assert said(refused)
    assert not ScoreSheet.objects.get().is_submitted
    assert [(r.act, r.reason, r.scores["B1"]["value"]) for r in page.context["revisions"]] == [
        ("reopened", "B1 salah", 2)
    ]


def test_objects_of_another_edition_are_not_found_under_this_one(committee, edition):
    other = create_edition(phase=Phase.ASSESSMENT)
    nomination = create_nomination(edition=other)
    team = create_team(edition=other)
    visit = create_assignment(nomination=nomination, team=team)
    sheet = create_sheet(nomination=nomination)

    answers = {
        committee.get(url("team", "2026-1", team.pk)).status_code,
        committee.get(url("entry-sheets", "2026-1", nomination.pk)).status_code,
        committee.get(url("official-sheet", "2026-1", sheet.pk)).status_code,
        committee.post(url("sheet-reopen", "2026-1", sheet.pk), {"reason": "x"}).status_code,
        committee.post(url("visit-reopen", "2026-1", visit.pk), {"reason": "x"}).status_code,
        committee.post(url("assignment-take-back", "2026-1", visit.pk)).status_code,
    }

    assert answers == {404}


def test_an_auditor_reads_and_finds_no_button(client, edition):
    client.force_login(create_user(role=Role.AUDITOR))
    create_team(edition=edition)

    pages = [client.get(url(name, "2026-1")) for name in ("edition", "teams", "assignments", "edition-rules")]

    assert [page.status_code for page in pages] == [200] * 4
    assert all('method="post"' not in p.content.decode().split("<main")[1] for p in pages[:3])


def fill(edition: Edition, rows: int) -> None:
    for _ in range(rows):
        team = create_team(edition=edition, assessors=[create_assessor()])
        nomination = create_nomination(edition=edition)
        create_assignment(nomination=nomination, team=team)
        create_sheet(nomination=nomination, assessor=team.members.get().assessor)


LISTS = {"teams": 8, "assignments": 11, "edition": 8, "editions": 6, "assessors": 8}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_a_fixed_number_of_queries(committee, edition, rows, name, django_assert_num_queries):
    fill(edition, rows)
    queries = LISTS[name]
    address = url(name, "2026-1") if name in {"teams", "assignments", "edition"} else url(name)

    with django_assert_num_queries(queries):
        response = committee.get(address)

    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_one_entry_and_one_team_cost_a_fixed_number_of_queries(committee, edition, rows, django_assert_num_queries):
    team = create_team(edition=edition, assessors=[create_assessor() for _ in range(rows)])
    nomination = create_nomination(edition=edition)
    create_assignment(nomination=nomination, team=team)
    for member in team.members.all():
        create_sheet(nomination=nomination, assessor=member.assessor)

    with django_assert_num_queries(12):  # session, user, roles, edition, entry, people, sheets, marks, choices, ...
        committee.get(url("entry-sheets", "2026-1", nomination.pk))
    with django_assert_num_queries(9):  # session, user, roles, edition, team, members, visits, choices, simulated
        committee.get(url("team", "2026-1", team.pk))


@pytest.mark.parametrize("phase", Phase)
def test_an_edition_costs_at_most_twelve_queries_in_every_phase(
    committee, edition, phase, django_assert_max_num_queries
):
    Edition.objects.update(phase=phase)

    with django_assert_max_num_queries(12):
        committee.get(url("edition", "2026-1"))
    with django_assert_max_num_queries(12):
        committee.get(url("edition-rules", "2026-1"))
