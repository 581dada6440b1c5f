"""Plain HTML first: the key acts with JavaScript off, and with the keyboard alone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from rt_registry.models import Kelurahan
from scoring.models import Score, ScoreSheet
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.e2e.browsing import PHONE
from tests.e2e.city import City
from tests.factories import (
    PASSWORD,
    create_assessor,
    create_assignment,
    create_edition,
    create_nomination,
    create_rt,
    create_sheet,
    create_team,
)


@pytest.fixture
def assessed(city: City) -> City:
    """An entry that `penilai1` visits today."""
    edition = create_edition(slug="uji", year=city.today.year, phase=Phase.ASSESSMENT)
    entry = create_nomination(edition=edition, rts=[city.rts[1]])
    team = create_team(edition=edition, assessors=[create_assessor(user=User.objects.get(username="penilai1"))])
    create_assignment(nomination=entry, team=team, visit_on=city.today)
    return city


def test_operator_nominates(city: City):
    create_edition(slug="uji", year=city.today.year)
    operator = city.comes("operator", size=PHONE, javascript=False)

    operator.follow("/kelurahan/usulan/baru/")
    operator.page.locator(f'input[name="rts"][value="{city.rts[1].pk}"]').check()
    operator.fill({"note": "Warga sepakat ikut"})
    operator.press(operator.page.locator("#entry-form"), act="submit")

    operator.reads("RT 01 Kenali Besar")
    assert city.entry(1).status == NominationStatus.SUBMITTED


def test_verifier_confirms_and_returns(city: City):
    edition = create_edition(slug="uji", year=city.today.year)
    for number in (1, 2):
        create_nomination(edition=edition, rts=[city.rts[number]], status=NominationStatus.SUBMITTED)
    camat = city.comes("camat", size=PHONE, javascript=False)

    camat.follow(f"/kecamatan/usulan/{city.entry(1).pk}/")
    form = camat.form("/verifikasi/")
    camat.fill({"kk": "118", "kk_source": "Buku register RT"}, form)
    camat.press(form)
    camat.follow(f"/kecamatan/usulan/{city.entry(2).pk}/")
    form = camat.form("/kembalikan/")
    camat.page.locator("details", has=form).locator("summary").click()
    camat.fill({"return-reason": "Lampirkan foto"}, form)
    camat.press(form)

    assert (city.entry(1).status, city.entry(1).kk) == (NominationStatus.VERIFIED, 118)
    assert (city.entry(2).status, city.entry(2).reason) == (NominationStatus.RETURNED, "Lampirkan foto")


def test_assessor_saves_a_draft_goes_on_later_and_submits(assessed: City):
    entry = assessed.entry(1)
    assessor = assessed.comes("penilai1", size=PHONE, javascript=False)

    assessor.follow(f"/penilaian/{entry.pk}/")
    choose_levels(assessor.page, "B")
    assessor.press(assessor.page.locator("form#sheet"), act="save")
    assert Score.objects.count() == 7
    choose_levels(assessor.page, "A")
    assessor.press(assessor.page.locator("form#sheet"), act="check")
    assessor.reads("P1")
    expect(assessor.form("/kirim/").locator("button")).to_have_count(0)
    assessor.follow(f"/penilaian/{entry.pk}/#i-P1")
    choose_levels(assessor.page, "P")
    assessor.press(assessor.page.locator("form#sheet"), act="check")
    assessor.press(assessor.form("/kirim/"))

    sheet = ScoreSheet.objects.get()
    assert sheet.is_submitted
    assert set(sheet.scores.values_list("value", flat=True)) == {3}


def choose_levels(page: Page, letter: str) -> None:
    for n in range(1, 8):
        page.locator(f'label.level:has(input[name="s_{letter}{n}"][value="3"])').click()


def test_visitor_filters_the_results(city: City):
    publish_two_entries(city)
    visitor = city.comes("", size=PHONE, javascript=False)

    visitor.go("/hasil/uji/")
    visitor.reads("RT 01 Kenali Besar")
    visitor.reads("RT 09 Eka Jaya")
    visitor.page.locator('select[name="kategori"]').select_option("besar")
    visitor.press(visitor.page.locator("form.filters"))

    expect(visitor.page.locator("table.table-results")).not_to_contain_text("RT 09 Eka Jaya")
    expect(visitor.page.locator("table.table-results")).to_contain_text("RT 01 Kenali Besar")
    assert "kategori=besar" in visitor.page.url
    visitor.page.locator("table.table-results details summary").first.click()
    expect(visitor.page.locator("table.table-results details p").first).to_be_visible()
    visitor.page.go_back()
    visitor.reads("RT 09 Eka Jaya")
    visitor.page.locator("details.menu summary").click()
    visitor.page.locator('.menu-panel a[href="/statistik/"]').click()
    expect(visitor.page).to_have_url(f"{city.url}/statistik/")


def publish_two_entries(city: City) -> None:
    edition = create_edition(slug="uji", year=city.today.year, phase=Phase.TALLY)
    elsewhere = create_rt(kelurahan=Kelurahan.objects.get(slug="eka-jaya"), number=9, kk=70, year=edition.year)
    for rt in (city.rts[1], elsewhere):
        entry = create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT)
        for _ in range(3):
            create_sheet(nomination=entry, value=4)
    now, panitia = timezone.now(), User.objects.get(username="panitia")
    pejabat = User.objects.get(username="pejabat")
    result = draft_result(edition=edition, by=panitia, now=now)
    publish_result(result=approve_result(result=result, by=pejabat, now=now), by=pejabat, now=now)


def focused(page: Page) -> str:
    """Where the keyboard is: name and value of the element, or its id."""
    said: str = page.evaluate(
        "(() => { const e = document.activeElement; return e.name ? `${e.name}=${e.value}` : e.id })()"
    )
    return said


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"The keyboard does not reach {wanted}, it is at {focused(page)}")


def test_keyboard_alone_signs_in_and_scores_a_sheet(assessed: City):
    assessor = assessed.comes("", size=PHONE)
    page, keyboard = assessor.page, assessor.page.keyboard
    assessor.go("/masuk/")

    keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    keyboard.press("Enter")
    assert focused(page) == "content"
    tab_to(page, "login=")
    keyboard.type("penilai1")
    tab_to(page, "password=")
    keyboard.type(PASSWORD)
    with page.expect_navigation():
        keyboard.press("Enter")
    expect(page).to_have_url(f"{assessed.url}/penilaian/")

    page.locator("main a.row-link").focus()
    with page.expect_navigation():
        keyboard.press("Enter")
    for code in [f"{letter}{n}" for letter in "BAP" for n in range(1, 8)]:
        tab_to(page, f"s_{code}=0")
        for _ in range(3):
            keyboard.press("ArrowRight")
        assert focused(page) == f"s_{code}=3"
    tab_to(page, "act=check")
    with page.expect_navigation():
        keyboard.press("Enter")
    page.locator('form[action$="/kirim/"] button').focus()
    with page.expect_navigation():
        keyboard.press("Enter")

    assert ScoreSheet.objects.get().is_submitted
    assert assessor.complaints.take() == []
