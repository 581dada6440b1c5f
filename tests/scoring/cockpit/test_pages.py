"""The cockpit's pages: who may read and act, what they say, and in how many queries."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bantar.accounts.models import DeskVisit, User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.enums import ResultStatus
from scoring.models import ConflictMark, Decision, Result, Score, ScoreSheet
from scoring.services.publication import approve_result, discard_result, draft_result, publish_result
from scoring.services.sheets import reopen_sheet
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_scored_nomination,
    create_sheet,
    create_team,
    create_user,
    grant_role,
)


pytestmark = pytest.mark.django_db

READING = ["cockpit", "cockpit-ranking", "decisions", "result-desk"]
ACTS = [*("result-draft", "result-approve", "result-publish", "result-schedule", "result-unschedule", "result-discard")]


@pytest.fixture
def edition() -> Edition:
    """Two winners and a loser; nothing blocks."""
    edition = create_edition(phase=Phase.ASSESSMENT)
    for value, kk in [(4, 120), (3, 80), (1, 40)]:
        create_scored_nomination(edition=edition, value=value, kk=kk)
    return edition


def _as(client: Client, role: Role | None, **territory: object) -> User:
    user = create_user(role=role, **territory)  # type: ignore[arg-type]
    client.force_login(user)
    return user


def _url(name: str, edition: Edition, *args: object) -> str:
    return reverse(f"scoring:{name}", args=[edition.slug, *args])


# Who -----------------------------------------------------------------------------------------------------------------

ROLES: dict[str, Callable[[], User]] = {
    "operator": lambda: create_user(role=Role.OPERATOR, kelurahan=create_kelurahan()),
    "verifier": lambda: create_user(role=Role.VERIFIER, kecamatan=create_kecamatan()),
    "pendamping": lambda: create_user(role=Role.PENDAMPING, kecamatan=create_kecamatan()),
    "assessor": lambda: create_user(role=Role.ASSESSOR),
    "admin": lambda: create_user(role=Role.ADMIN),
    "nobody": create_user,
    "committee": lambda: create_user(role=Role.COMMITTEE),
    "publisher": lambda: create_user(role=Role.PUBLISHER),
    "auditor": lambda: create_user(role=Role.AUDITOR),
}
OFFICIALS = {"committee", "publisher", "auditor"}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", ["committee", *READING, "entry-compare", "result-difference"])
def test_provisional_figures_are_for_committee_publisher_and_auditor(
    client: Client, edition: Edition, who: str, name: str
) -> None:
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    result = draft_result(edition=edition, by=committee, now=NOW)
    approve_result(result=result, by=publisher, now=NOW)
    publish_result(result=result, by=publisher, now=NOW)
    nomination = edition.nominations.first()
    assert nomination is not None
    more = {"entry-compare": [nomination.pk], "result-difference": [1]}.get(name, [])
    url = reverse("scoring:committee") if name == "committee" else _url(name, edition, *more)
    client.force_login(ROLES[who]())

    response = client.get(url)

    assert response.status_code == (200 if who in OFFICIALS else 403)
    if who not in OFFICIALS:
        assert nomination.label not in response.content.decode()


@pytest.mark.parametrize("name", ["committee", *READING, *ACTS])
def test_visitors_are_sent_to_sign_in(client: Client, edition: Edition, name: str) -> None:
    url = reverse("scoring:committee") if name == "committee" else _url(name, edition)

    response = client.post(url) if name in ACTS else client.get(url)

    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


MAY_ACT = {
    "result-draft": {"committee"},
    "result-approve": {"publisher"},
    "result-publish": {"publisher"},
    "result-schedule": {"publisher"},
    "result-unschedule": {"publisher"},
    "result-discard": {"committee", "publisher"},
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("name", ACTS)
def test_acts_are_for_their_role_alone(client: Client, edition: Edition, who: str, name: str) -> None:
    client.force_login(ROLES[who]())

    response = client.post(_url(name, edition), {})

    assert response.status_code == (422 if who in MAY_ACT[name] else 403)
    assert not Result.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posts(client: Client, edition: Edition, name: str) -> None:
    _as(client, Role.COMMITTEE)

    assert client.get(_url(name, edition)).status_code == 405


@pytest.mark.parametrize("name", [*READING, "result-draft"])
def test_an_unknown_edition_is_not_found(client: Client, name: str) -> None:
    _as(client, Role.COMMITTEE)
    url = reverse(f"scoring:{name}", args=["tidak-ada"])

    assert (client.post(url) if name == "result-draft" else client.get(url)).status_code == 404


# What ----------------------------------------------------------------------------------------------------------------


def test_blockers_stand_in_words_each_with_a_link(client: Client) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT, budget=1)
    short = create_scored_nomination(edition=edition, sheets=2)
    unvisited = create_nomination(edition=edition)
    create_scored_nomination(edition=edition, value=4)
    _as(client, Role.COMMITTEE)

    page = client.get(_url("cockpit", edition)).content.decode()

    assert short.label in page
    assert unvisited.label in page
    for url in (
        _url("entry-compare", edition, short.pk),
        _url("entry-compare", edition, unvisited.pk),
        _url("decisions", edition),
    ):
        assert f'href="{url}"' in page


def test_progress_counts_visits_and_sheets_by_team_and_kecamatan(client: Client) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    assessors = [create_assessor() for _ in range(3)]
    team = create_team(edition=edition, assessors=assessors, name="Tim Anggrek")
    first, second = create_nomination(edition=edition), create_nomination(edition=edition)
    for nomination in (first, second):
        create_assignment(nomination=nomination, team=team)
    for assessor in assessors:
        create_sheet(nomination=first, assessor=assessor)
    ConflictMark.objects.create(nomination=second, assessor=assessors[0], reason="Adik", marked_at=NOW)
    create_scored_nomination(edition=edition, sheets=1)
    create_nomination(edition=edition, status=NominationStatus.NOT_ASSESSED, reason="Banjir")
    _as(client, Role.COMMITTEE)

    response = client.get(_url("cockpit", edition))

    by_team, by_kecamatan = (lines for _title, _head, _without, lines in response.context["progress"])
    shown = [(p.label, p.entries, p.visited, p.sheets, p.expected) for p in by_team]
    assert shown == [("Tim Anggrek", 2, 1, 3, 5), ("", 1, 1, 1, 3)]
    assert [(p.visited, p.entries) for p in by_kecamatan] == [(1, 1), (0, 1), (1, 1)]
    in_all = response.context["in_all"]
    assert (in_all.entries, in_all.visited, in_all.sheets, in_all.expected, in_all.missing) == (3, 2, 4, 8, 4)


def test_the_cockpit_opens_with_the_edition_nearest_to_its_result(client: Client) -> None:
    create_edition(phase=Phase.NOMINATION, year=2027)
    tally = create_edition(phase=Phase.TALLY, year=2025)
    create_edition(phase=Phase.CLOSED, year=2028)
    _as(client, Role.AUDITOR)

    response = client.get(reverse("scoring:committee"))

    assert response.context["edition"] == tally
    assert len(response.context["others"]) == 2


def test_the_cockpit_without_an_edition_says_what_to_do(client: Client) -> None:
    _as(client, Role.COMMITTEE)

    assert reverse("scoring:editions") in client.get(reverse("scoring:committee")).content.decode()


@pytest.mark.parametrize("phase", Phase.values)
def test_every_phase_has_its_cockpit(client: Client, phase: str) -> None:
    edition = create_edition(phase=Phase(phase))
    create_nomination(edition=edition, status=NominationStatus.SUBMITTED)
    create_scored_nomination(edition=edition)
    _as(client, Role.COMMITTEE)

    for name in READING:
        assert client.get(_url(name, edition)).status_code == 200


def test_news_since_the_last_visit(client: Client, edition: Edition) -> None:
    user = _as(client, Role.AUDITOR)
    DeskVisit.objects.create(user=user, desk="committee", seen_at=timezone.now() - timedelta(days=2))
    committee = create_user(role=Role.COMMITTEE)
    result = draft_result(edition=edition, by=committee, now=timezone.now() - timedelta(days=3))
    discard_result(result=result, reason="Salah", by=committee, now=timezone.now())

    response = client.get(_url("cockpit", edition))

    assert [entry.act for entry in response.context["news"]] == ["result.discarded"]


def test_the_ranking_lists_every_category_with_rank_and_reason(client: Client, edition: Edition) -> None:
    _as(client, Role.PUBLISHER)

    response = client.get(_url("cockpit-ranking", edition))

    page = response.content.decode()
    assert [(g.category, g.count) for g in response.context["groups"]] == [("kecil", 1), ("sedang", 1), ("besar", 1)]
    assert "100,00" in page
    assert "Rp10.000.000" in page
    for nomination in edition.nominations.all():
        assert nomination.label in page


def test_the_ranking_marks_assessors_who_disagree_and_filters(client: Client, edition: Edition) -> None:
    split = create_scored_nomination(edition=edition, value=4, sheets=2, kk=50)
    create_sheet(nomination=split, value=2)
    _as(client, Role.COMMITTEE)
    url = _url("cockpit-ranking", edition)

    groups = client.get(url, {"selisih": "1"}).context["groups"]
    assert [(g.category, g.count) for g in groups] == [("kecil", 1)]
    assert "50,00" in groups[0].body
    assert client.get(url, {"kategori": "besar"}).context["groups"][0].count == 1
    assert client.get(url, {"jalur": "kencana"}).context["groups"] == []
    assert client.get(url, {"kecamatan": "Tidak Ada", "kategori": "'<x>"}).status_code == 200


def test_names_are_escaped_in_the_ranking(client: Client, edition: Edition) -> None:
    edition.nominations.update(label="<b>RT</b>")
    _as(client, Role.COMMITTEE)

    assert "<b>RT</b>" not in client.get(_url("cockpit-ranking", edition)).content.decode()


def test_sheets_of_an_entry_side_by_side(client: Client) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    nomination = create_nomination(edition=edition)
    assessors = [create_assessor(name=f"Penilai {n}") for n in range(4)]
    create_assignment(nomination=nomination, team=create_team(edition=edition, assessors=assessors))
    create_sheet(nomination=nomination, assessor=assessors[0], value=4)
    create_sheet(nomination=nomination, assessor=assessors[1], value=1)
    create_sheet(nomination=nomination, assessor=assessors[2], value=0, submitted=False)
    outsider = create_sheet(nomination=nomination, value=2)
    ConflictMark.objects.create(nomination=nomination, assessor=outsider.assessor, reason="Ipar", marked_at=NOW)
    _as(client, Role.AUDITOR)

    response = client.get(_url("entry-compare", edition, nomination.pk))

    table = response.context["table"]
    assert [column.state for column in table.columns] == ["counts", "counts", "draft", "missing", "contested"]
    assert [cell.value for cell in table.lines[0].cells] == [4, 1, 0, None, 2]
    assert all(line.disagrees for line in table.lines)
    assert (table.counting, response.context["missing"]) == (2, 1)
    assert "Ipar" in response.content.decode()


def test_an_entry_of_another_edition_is_not_found(client: Client, edition: Edition) -> None:
    other = create_scored_nomination(edition=create_edition())
    _as(client, Role.COMMITTEE)

    assert client.get(_url("entry-compare", edition, other.pk)).status_code == 404


# Acts ----------------------------------------------------------------------------------------------------------------


def _draft(client: Client, edition: Edition, **more: str) -> Result | None:
    client.post(_url("result-draft", edition), {"draft-sure": "on", **more})
    return Result.objects.filter(edition=edition).order_by("-pk").first()


def test_the_two_person_path_through_the_pages(client: Client, edition: Edition) -> None:
    drafter = _as(client, Role.COMMITTEE)
    grant_role(drafter, Role.PUBLISHER)
    result = _draft(client, edition)
    assert result is not None
    act = {"approve-result": result.pk, "approve-sure": "on"}

    assert client.post(_url("result-approve", edition), act).status_code == 409
    page = client.get(_url("result-desk", edition))
    assert page.context["forms"]["approve"] is None
    assert result.digest in page.content.decode()

    publisher = _as(client, Role.PUBLISHER)
    home = client.get(reverse("scoring:committee"))
    assert home.context["waiting"] == [edition]
    assert client.post(_url("result-approve", edition), act).status_code == 302
    act = {"publish-result": result.pk, "publish-sure": "on"}
    assert client.post(_url("result-publish", edition), act).status_code == 302
    again = client.post(_url("result-publish", edition), act)

    result.refresh_from_db()
    assert (result.status, result.version, result.published_by) == (ResultStatus.PUBLISHED, 1, publisher)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("result-draft", {}),
        ("result-approve", {"approve-result": "x", "approve-sure": "on"}),
        ("result-approve", {"approve-result": "1"}),
        ("result-publish", {"publish-sure": "on"}),
        ("result-discard", {"discard-result": "1", "discard-reason": "   "}),
        ("result-discard", {"discard-result": "9" * 30, "discard-reason": "x" * 2001}),
    ],
)
def test_bad_input_is_said_and_nothing_is_stored(
    client: Client, edition: Edition, name: str, data: dict[str, str]
) -> None:
    user = _as(client, Role.COMMITTEE)
    grant_role(user, Role.PUBLISHER)

    response = client.post(_url(name, edition), data)

    assert response.status_code == 422
    assert not Result.objects.exists()


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_a_draft_that_is_not_there_is_not_found(client: Client, edition: Edition, pk: str) -> None:
    _as(client, Role.PUBLISHER)

    response = client.post(_url("result-approve", edition), {"approve-result": pk, "approve-sure": "on"})

    assert response.status_code in (404, 422)


def test_a_draft_replaced_meanwhile_is_not_the_one_approved(client: Client, edition: Edition) -> None:
    committee = create_user(role=Role.COMMITTEE)
    first = draft_result(edition=edition, by=committee, now=NOW)
    discard_result(result=first, reason="Salah", by=committee, now=NOW)
    second = draft_result(edition=edition, by=committee, now=NOW)
    _as(client, Role.PUBLISHER)

    response = client.post(_url("result-approve", edition), {"approve-result": first.pk, "approve-sure": "on"})

    second.refresh_from_db()
    assert response.status_code == 409
    assert second.status == ResultStatus.DRAFT


def test_a_changed_input_is_named_on_the_page(client: Client, edition: Edition) -> None:
    draft = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    sheet = ScoreSheet.objects.first()
    Score.objects.filter(sheet=sheet, indicator__code="P2").update(value=0)
    _as(client, Role.PUBLISHER)

    response = client.post(_url("result-approve", edition), {"approve-result": draft.pk, "approve-sure": "on"})

    assert response.status_code == 409
    assert "(P2)" in response.content.decode()


def test_a_sheet_given_back_is_named_before_a_draft_leaves_it_out(client: Client, edition: Edition) -> None:
    sheet = ScoreSheet.objects.filter(nomination__edition=edition).select_related("nomination", "assessor").first()
    assert sheet is not None
    _as(client, Role.COMMITTEE)
    before = client.get(_url("result-desk", edition))
    reopen_sheet(sheet=sheet, reason="B5 tertukar", by=None, now=NOW)

    after = client.get(_url("result-desk", edition))

    assert (before.context["given_back"], after.context["given_back"]) == ([], [sheet])
    assert f"{sheet.nomination.label}, {sheet.assessor.name}" in after.content.decode()


def test_a_published_result_is_told_apart_from_a_correction_that_is_blocked(client: Client, edition: Edition) -> None:
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    first = draft_result(edition=edition, by=committee, now=NOW)
    approve_result(result=first, by=publisher, now=NOW)
    publish_result(result=first, by=publisher, now=NOW)
    for sheet in ScoreSheet.objects.filter(nomination=edition.nominations.get(kk=80)):
        reopen_sheet(sheet=sheet, reason="B5 tertukar", by=None, now=NOW)
    client.force_login(committee)

    page = client.get(_url("result-desk", edition)).content.decode()

    assert "Versi 1 sudah diumumkan. Koreksi belum dapat dirancang" in page


def test_a_refused_minute_leaves_its_form_open(client: Client, edition: Edition) -> None:
    _as(client, Role.COMMITTEE)
    result = _draft(client, edition)
    assert result is not None
    publisher = _as(client, Role.PUBLISHER)
    approve_result(result=result, by=publisher, now=NOW)
    past = {"schedule-result": result.pk, "schedule-publish_at": "2020-01-01T10:00", "schedule-sure": "on"}

    page = client.post(_url("result-schedule", edition), past)

    assert page.status_code == 409
    assert '<details class="disclose" open>' in page.content.decode()


@pytest.mark.parametrize(("last_day", "warns"), [(1, True), (-1, False)])
def test_publishing_before_objections_end_is_warned_of(
    client: Client, edition: Edition, last_day: int, warns: bool
) -> None:
    last = timezone.localdate() + timedelta(days=last_day)
    edition.objection_opens, edition.objection_closes = last - timedelta(days=6), last
    edition.save()
    _as(client, Role.COMMITTEE)
    result = _draft(client, edition)
    assert result is not None

    before = client.get(_url("result-desk", edition))
    approve_result(result=result, by=_as(client, Role.PUBLISHER), now=NOW)
    publish_result(result=result, by=_as(client, Role.PUBLISHER), now=NOW)
    after = client.get(_url("result-desk", edition))

    assert (before.context["objections_until"], after.context["objections_until"]) == (last if warns else None, None)
    assert ("menerima sanggahan" in before.content.decode()) is warns


def test_a_correction_shows_what_changes(client: Client, edition: Edition) -> None:
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    first = draft_result(edition=edition, by=committee, now=NOW)
    approve_result(result=first, by=publisher, now=NOW)
    publish_result(result=first, by=publisher, now=NOW)
    loser = edition.nominations.get(kk=80)
    Score.objects.filter(sheet__nomination=loser).update(value=0)
    client.force_login(committee)
    told = client.get(_url("result-desk", edition)).content.decode().partition('id="new"')[2].partition("<form")[0]
    assert [_url(name, edition) in told for name in ("cockpit-ranking", "decisions")] == [True, True]
    assert client.post(_url("result-draft", edition), {"draft-sure": "on"}).status_code == 422

    second = _draft(client, edition, **{"draft-reason": "Lembar tertukar"})

    response = client.get(_url("result-desk", edition))
    difference = response.context["difference"]
    assert second is not None
    assert difference.raw.lost == (loser.label,)
    assert [entry.label for entry in difference.entries] == [loser.label]
    assert ("Nilai total", "75,00", "0,00") in difference.entries[0].changes
    assert "Lembar tertukar" in response.content.decode()
    approve_result(result=second, by=publisher, now=NOW)
    publish_result(result=second, by=publisher, now=NOW)
    page = client.get(_url("result-difference", edition, 2)).content.decode()
    assert loser.label in page
    assert client.get(_url("result-difference", edition, 1)).status_code == 200
    assert client.get(_url("result-difference", edition, 3)).status_code == 404


def test_decisions_are_recorded_with_their_facts(client: Client) -> None:
    edition = create_edition(phase=Phase.TALLY, best_in_city_prize=15_000_000, budget=1)
    tied = [create_scored_nomination(edition=edition, value=4, kk=100) for _ in range(2)]
    _as(client, Role.COMMITTEE)
    url = _url("decisions", edition)
    waiting = client.get(url).context["waiting"]
    facts = {form["kind"].value(): (form.prefix, form["facts"].value()) for form in (w.form for w in waiting)}
    prefix, text = facts["best_in_city_tie"]
    data = {
        "place": prefix[1:],
        f"{prefix}-kind": "best_in_city_tie",
        f"{prefix}-facts": text,
        f"{prefix}-chosen": tied[1].code,
    }

    assert client.post(url, data).status_code == 422
    assert client.post(url, {**data, f"{prefix}-reason": "Undian"}).status_code == 302
    stale = {**data, f"{prefix}-reason": "Lagi", f"{prefix}-facts": "lain"}

    decision = Decision.objects.get()
    assert (decision.chosen, decision.reason) == (tied[1], "Undian")
    assert client.post(url, stale).status_code == 422
    response = client.get(url)
    assert [made.state for made in response.context["made"]] == ["counts"]
    create_scored_nomination(edition=edition, value=4, kk=100)
    assert [made.state for made in client.get(url).context["made"]] == ["stale"]


@pytest.mark.parametrize("place", ["", "-1", "99", "x", "9" * 20, "²"])
def test_nonsense_for_a_decision_is_said(client: Client, place: str) -> None:
    edition = create_edition(phase=Phase.TALLY, budget=1)
    create_scored_nomination(edition=edition, value=4)
    _as(client, Role.COMMITTEE)

    assert client.post(_url("decisions", edition), {"place": place}).status_code == 422
    assert not Decision.objects.exists()


def test_only_the_committee_records_decisions(client: Client, edition: Edition) -> None:
    for role in (Role.PUBLISHER, Role.AUDITOR):
        _as(client, role)
        assert client.post(_url("decisions", edition), {}).status_code == 403


# How many queries ----------------------------------------------------------------------------------------------------

QUERIES = {
    # session, user, roles, editions with rule book and open draft; categories, indicators, entries, sums, decisions
    "cockpit": 13,  # + the desk visit read and written, news, papers to confirm
    "cockpit-ranking": 9,  # the sums by sheet, for the spread too
    "decisions": 10,  # + recorded decisions
    "result-desk": 11,  # + results, sheets given back
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("entries", [1, 3])
def test_page_query_count(
    client: Client, name: str, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    for _ in range(entries):
        create_scored_nomination(edition=edition)
        create_nomination(edition=edition)
    for _ in range(entries):
        create_edition(phase=Phase.CLOSED)
    user = _as(client, Role.COMMITTEE)
    DeskVisit.objects.create(user=user, desk="committee", seen_at=timezone.now() - timedelta(days=2))

    with django_assert_num_queries(QUERIES[name]):
        client.get(_url(name, edition))


@pytest.mark.parametrize("sheets", [1, 3])
def test_entry_page_query_count(client: Client, sheets: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = create_edition(phase=Phase.ASSESSMENT)
    nomination = create_scored_nomination(edition=edition, sheets=sheets)
    _as(client, Role.COMMITTEE)

    with django_assert_num_queries(
        10
    ):  # session, user, roles, entry; sheets, conflicts, team, scores, indicators; trace
        client.get(_url("entry-compare", edition, nomination.pk))


@pytest.mark.parametrize("entries", [1, 3])
def test_desk_with_a_correction_query_count(
    client: Client, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = create_edition(phase=Phase.TALLY)
    for _ in range(entries):
        create_scored_nomination(edition=edition)
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    first = draft_result(edition=edition, by=committee, now=NOW)
    approve_result(result=first, by=publisher, now=NOW)
    publish_result(result=first, by=publisher, now=NOW)
    Score.objects.update(value=4)
    draft_result(edition=edition, by=committee, now=NOW, reason="Koreksi")
    client.force_login(publisher)

    with django_assert_num_queries(7):  # session, user, roles, editions, results, winners, rows of both
        client.get(_url("result-desk", edition))
