"""The pages of paper sheets: from the QR code to the confirmed sheet, without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rt_registry.enums import Role
from scoring.models import Assignment, Indicator, PaperPage, PaperSheet, Score, ScoreSheet
from scoring.refusals import VisitClosed
from scoring.selectors.papers import rules_code_of
from tests.factories import NOW, create_assessor, create_paper, create_user
from tests.scoring.paper.conftest import FULL, picture


def page(name, desk, *args, query=""):
    return reverse(f"scoring:{name}", args=[desk.edition.slug, *args]) + query


def by_code(desk, rules="", **more):
    entry = more.get("entry", desk.nomination.pk)
    rules = rules or rules_code_of(desk.edition, Indicator.objects.order_by("order"))
    return page("paper-new", desk, query=f"?kode={entry}-{desk.assessor.pk}-{rules}")


def texts(response):
    return " ".join(str(message) for message in response.context["messages"])


def typed_form(**more):
    scores = {f"s_{code}": str(value) for code, value in FULL.items()}
    return {**scores, "n_B1": "rapi", "visited_at": "2026-07-01T09:30", "place": "Balai RT", "note": "", **more}


def test_from_the_code_on_the_paper_to_a_sheet_that_counts(client, desk):
    client.force_login(desk.typist)
    shown = client.get(by_code(desk))
    begun = client.post(by_code(desk), {"pictures": [picture(), picture(tail=b"2")]})
    paper = PaperSheet.objects.get()
    typing = client.get(begun["Location"])
    handed_on = client.post(begun["Location"], typed_form(act="finish", revision="0"))
    client.force_login(desk.third)
    compared = client.get(begun["Location"])
    revision = compared.context["revision"]
    confirmed = client.post(page("paper-confirm", desk, paper.pk), {"revision": revision})

    assert (shown.status_code, typing.status_code, compared.status_code) == (200, 200, 200)
    assert desk.assessor.name in shown.content.decode()
    assert [one.templates[0].name for one in (typing, compared)] == ["scoring/paper_type.html", "scoring/paper.html"]
    assert compared.context["can_confirm"]
    assert handed_on["Location"] == confirmed["Location"] == page("papers", desk)
    sheet = ScoreSheet.objects.get()
    assert (sheet.is_submitted, sheet.source, sheet.place) == (True, "paper", "Balai RT")
    assert sheet.visited_at.isoformat() == "2026-07-01T02:30:00+00:00"
    assert dict(Score.objects.values_list("indicator__code", "value")) == FULL


def test_other_rules_on_the_paper_are_pointed_out(client, desk):
    client.force_login(desk.typist)

    same, other = client.get(by_code(desk)), client.get(by_code(desk, rules="0" * 12))
    client.post(by_code(desk, rules="0" * 12), {"pictures": [picture()]})
    typing = client.get(page("paper", desk, PaperSheet.objects.get().pk))

    assert [one.context["other_rules"] for one in (same, other, typing)] == [False, True, True]
    assert PaperSheet.objects.get().rules_code == "0" * 12


def test_entry_and_assessor_can_be_chosen_without_a_code(client, desk):
    client.force_login(desk.typist)
    query = f"?kode=&entri={desk.nomination.pk}&penilai={desk.assessor.pk}"

    chosen = client.get(page("paper-new", desk, query=query))

    assert (chosen.context["nomination"], chosen.context["assessor"]) == (desk.nomination, desk.assessor)
    assert not chosen.context["other_rules"]


@pytest.mark.parametrize(
    "query",
    [
        "?kode=apa",
        "?kode=999999-1-3f9a2c1b77aa",
        "?kode=1-999999999999999999-3f9a2c1b77aa",
        "?kode=",
        "?entri=x&penilai=1",
        "?entri=1",
        "?kode=" + "9" * 600,
    ],
)
def test_nonsense_is_said_in_a_sentence(client, desk, query):
    client.force_login(desk.typist)

    response = client.get(page("paper-new", desk, query=query))

    assert response.status_code == 422
    assert response.context["form"].errors


def test_an_assessor_of_no_team_cannot_be_chosen(client, desk):
    client.force_login(desk.typist)
    stranger = create_assessor()

    response = client.get(page("paper-new", desk, query=f"?kode={desk.nomination.pk}-{stranger.pk}-{'0' * 12}"))

    assert response.status_code == 422


def test_a_paper_that_is_there_already_is_led_to(client, desk):
    paper = desk.typed()
    client.force_login(desk.third)

    response = client.post(by_code(desk), {"pictures": [picture(tail=b"lain")]}, follow=True)

    assert response.redirect_chain[-1][0] == page("paper", desk, paper.pk)
    assert texts(response)


def test_no_picture_or_a_bad_one_keeps_the_form(client, desk):
    client.force_login(desk.typist)

    without = client.post(by_code(desk))
    bad = client.post(by_code(desk), {"pictures": [picture(), picture(name="x", tail=b"y" * 11_000_000)]})

    assert (without.status_code, bad.status_code, PaperSheet.objects.count()) == (422, 422, 0)


def test_saving_says_what_is_wrong_and_keeps_what_was_typed(client, desk):
    paper = desk.begin()
    client.force_login(desk.typist)

    response = client.post(page("paper", desk, paper.pk), {"s_B1": "9", "n_B2": "catatan", "revision": "0"})

    rows = {row.code: row for block in response.context["view"].blocks for row in block.rows}
    assert response.status_code == 422
    assert rows["B1"].error
    assert rows["B2"].note == "catatan"


def test_handing_on_too_early_keeps_the_draft_and_names_what_is_missing(client, desk):
    paper = desk.begin()
    client.force_login(desk.typist)
    form = {name: value for name, value in typed_form(act="finish", revision="0").items() if name != "s_P7"}

    response = client.post(page("paper", desk, paper.pk), form)

    assert (response.status_code, response.context["refusal"].codes) == (409, ("P7",))
    assert len(PaperSheet.objects.get().scores) == 20
    assert response.context["revision"] == 1


def test_saving_as_one_goes_gets_the_part_alone(client, desk):
    paper = desk.begin()
    client.force_login(desk.typist)
    swap = {"HX-Request": "true"}

    good = client.post(page("paper", desk, paper.pk), {"s_B1": "4", "revision": "0"}, headers=swap)
    stale = client.post(page("paper", desk, paper.pk), {"s_B1": "2", "revision": "0"}, headers=swap)

    assert good.templates[0].name == "scoring/_sheet_saved.html"
    assert 'value="1"' in good.content.decode()
    assert stale.templates[0].name == "scoring/_sheet_not_saved.html"
    assert PaperSheet.objects.get().scores["B1"]["value"] == 4


def test_sent_back_and_laid_aside_need_a_reason_and_show_it(client, desk):
    paper = desk.typed()
    client.force_login(desk.third)

    empty = client.post(page("paper-return", desk, paper.pk), {"revision": paper.revision, "reason": " "}, follow=True)
    client.post(page("paper-return", desk, paper.pk), {"revision": paper.revision, "reason": "B1 salah"})
    client.force_login(desk.typist)
    typing = client.get(page("paper", desk, paper.pk))
    client.post(page("paper-discard", desk, paper.pk), {"reason": "kertas lain"})
    laid_aside = client.get(page("paper", desk, paper.pk))

    assert texts(empty)
    assert "B1 salah" in typing.content.decode()
    assert "kertas lain" in laid_aside.content.decode()
    assert (laid_aside.context["can_confirm"], laid_aside.context["can_discard"]) == (False, False)


def test_a_page_is_added_while_typing(client, desk):
    paper = desk.begin()
    client.force_login(desk.typist)

    client.post(page("paper-add", desk, paper.pk), {"pictures": [picture(tail=b"2")]})
    nothing = client.post(page("paper-add", desk, paper.pk), follow=True)

    assert paper.pages.count() == 2
    assert texts(nothing)


def test_list_says_what_waits_for_whom_and_what_is_missing(client, desk):
    lead = desk.team.members.get(is_lead=True).assessor
    paper = desk.typed()
    client.force_login(desk.third)

    seen = client.get(page("papers", desk))
    client.force_login(desk.typist)
    own = client.get(page("papers", desk, query="?tim=999&page=x"))

    assert seen.context["queue"].to_confirm == [paper]
    assert [one.assessor for row in seen.context["page"] for one in row.missing] == [lead]
    assert (own.context["queue"].to_confirm, own.context["queue"].others_confirm) == ([], [paper])
    assert list(own.context["page"]) == []


def test_a_sheet_of_a_coming_day_or_of_a_closed_visit_is_not_said_to_be_missing(client, desk):
    client.force_login(desk.third)
    visits = Assignment.objects.filter(team=desk.team)
    counts = []
    for on, closed_at in ((1, None), (0, None), (-1, NOW), (-1, None)):
        visits.update(visit_on=timezone.localdate() + timedelta(days=on), closed_at=closed_at)
        counts.append(client.get(page("papers", desk)).context["missing_count"])

    assert counts == [0, 2, 0, 2]


def test_a_confirmed_paper_leads_to_the_sheet_that_it_became(client, desk):
    paper = desk.typed()
    client.force_login(desk.third)
    before = client.get(page("paper", desk, paper.pk))
    client.post(page("paper-confirm", desk, paper.pk), {"revision": paper.revision})

    after = client.get(page("paper", desk, paper.pk)).content.decode()

    sheet = ScoreSheet.objects.get(assessor=desk.assessor)
    assert before.context["sheet"] is None
    assert reverse("scoring:official-sheet", args=[desk.edition.slug, sheet.pk]) in after


def test_list_costs_the_same_with_more_papers(client, desk, django_assert_max_num_queries):
    client.force_login(desk.third)
    client.get(page("papers", desk))
    for _ in range(3):
        create_paper(nomination=desk.nomination, assessor=create_assessor(), by=desk.typist)

    with django_assert_max_num_queries(12):
        client.get(page("papers", desk))


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COMMITTEE, 200), (Role.PUBLISHER, 200), (Role.AUDITOR, 200), (Role.ADMIN, 403), (Role.ASSESSOR, 403)],
)
def test_picture_is_for_those_who_see_provisional_figures(client, desk, role, status):
    desk.begin()
    client.force_login(create_user(role=role))

    response = client.get(reverse("scoring:paper-picture", args=[PaperPage.objects.get().public_id]))

    assert response.status_code == status


def test_picture_runs_nothing_and_is_kept_by_nobody(client, desk):
    desk.begin()
    client.force_login(desk.third)

    response = client.get(reverse("scoring:paper-picture", args=[PaperPage.objects.get().public_id]))

    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert client.logout() is None
    assert client.get(reverse("scoring:paper-picture", args=[PaperPage.objects.get().public_id])).status_code == 302


def test_a_scan_may_stand_inside_our_own_page_alone(client, desk):
    scan = picture(name="pindaian.pdf")
    scan.file.seek(0)
    scan.file.write(b"%PDF-1.4")
    scan.file.seek(0)
    paper = desk.begin(uploads=[scan])
    client.force_login(desk.third)

    response = client.get(reverse("scoring:paper-picture", args=[paper.pages.get().public_id]))
    around = client.get(page("paper", desk, paper.pk)).content.decode()

    assert response["Content-Type"] == "application/pdf"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "<iframe" in around


def test_paper_of_another_edition_is_not_found(client, desk):
    paper = desk.begin()
    client.force_login(desk.third)

    assert client.get(reverse("scoring:paper", args=["lain", paper.pk])).status_code == 404


def test_code_of_a_paper_that_is_here_leads_to_it(client, desk):
    paper = desk.begin()
    client.force_login(desk.typist)

    assert client.get(by_code(desk))["Location"] == page("paper", desk, paper.pk)


def test_why_no_sheet_can_come_is_said_before_the_pictures(client, desk):
    Assignment.objects.update(closed_at=NOW)
    client.force_login(desk.typist)

    response = client.get(by_code(desk))

    assert isinstance(response.context["closed"], VisitClosed)
    assert 'type="file"' not in response.content.decode()


def test_cockpit_counts_what_waits_for_the_third_person(client, desk):
    desk.typed()

    counts = []
    for user in (desk.third, desk.typist, create_user(role=Role.AUDITOR)):
        client.force_login(user)
        counts.append(client.get(reverse("scoring:cockpit", args=[desk.edition.slug])).context["papers_waiting"])

    assert counts == [1, 0, 0]
