"""One edition from its rules to its winners, through the pages, as all its roles (DOMAIN 4 to 8)."""

import json
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from competitions.models import Award, Edition, Nomination
from scoring.models import Result, Score
from tests.e2e.browsing import PHONE
from tests.e2e.city import City
from tests.e2e.people import Person


SLUG = "2026-uji"
DESK = f"/panitia/{SLUG}"
WINNING, FAILING = 4, 2
TOTALS = {"RT 01 Kenali Besar": "100,00", "RT 02 Kenali Besar": "50,00", "RT 03+04 Kenali Besar": "91,67"}


def test_one_edition_from_its_rules_to_its_winners(city: City):
    set_up(city)
    nominate(city)
    verify(city)
    correct(city)
    prepare_assessment(city)
    for name in ("penilai1", "penilai2", "penilai3"):
        score(city, name)
    close_visits(city)
    draft(city)
    nothing_is_public_yet(city)
    publish(city)
    the_public_reads_it(city)
    nothing_can_change_it(city)


def set_up(city: City) -> None:
    """The committee writes the rules of a new edition and opens the nomination."""
    panitia = city.comes("panitia")
    panitia.go("/panitia/edisi/")
    panitia.follow("/panitia/edisi/baru/")
    panitia.fill({"name": "Kampung BANTAR Uji", "slug": SLUG, "year": str(city.today.year), "budget": "50.000.000"})
    for span, first, last in [("nomination", -9, 0), ("verification", 1, 9), ("assessment", 10, 19)]:
        days = [(city.today + timedelta(days=n)).isoformat() for n in (first, last)]
        panitia.fill({f"{span}_first": days[0], f"{span}_last": days[1]})
    panitia.press(panitia.main().locator("form.edition-form"))

    expect(panitia.page).to_have_url(f"{city.url}/panitia/edisi/{SLUG}/")
    move(panitia, Phase.NOMINATION)
    assert city.edition.phase == Phase.NOMINATION
    leave(panitia)


def move(panitia: Person, phase: Phase) -> None:
    panitia.go(f"/panitia/edisi/{SLUG}/")
    form = panitia.form(f"/panitia/edisi/{SLUG}/tahap/").filter(has=panitia.page.locator(f'input[value="{phase}"]'))
    panitia.press(form)


def leave(person: Person) -> None:
    assert person.complaints.take() == []
    person.context.close()


def nominate(city: City) -> None:
    """RT 01 and RT 02 enter; RT 03 is too small alone, and enters with its neighbour."""
    operator = city.comes("operator")
    expect(operator.page).to_have_url(f"{city.url}/kelurahan/")
    for number in (1, 2):
        choose(operator, city, number)
        operator.press(operator.page.locator("#entry-form"), act="submit")
        assert city.entry(number).status == NominationStatus.SUBMITTED
    choose(operator, city, 3)
    expect(operator.page.locator("#precheck .notice-bad")).to_contain_text("30 KK")
    operator.press(operator.page.locator("#entry-form"), act="submit")

    operator.reads("RT 03 Kenali Besar")
    expect(operator.page.locator(".refusal")).to_contain_text("30 KK")
    assert city.entry(3).status == NominationStatus.DRAFT

    operator.follow(f"/usulan/{city.entry(3).pk}/ubah/")
    operator.page.locator(f'input[name="rts"][value="{city.rts[4].pk}"]').check()
    expect(operator.page.locator("#precheck .notice-ok")).to_be_visible()
    operator.press(operator.page.locator("#entry-form"), act="submit")
    assert city.entry(3).status == NominationStatus.SUBMITTED
    leave(operator)


def choose(operator: Person, city: City, *numbers: int) -> None:
    operator.go("/kelurahan/")
    operator.follow("/kelurahan/usulan/baru/")
    for number in numbers:
        operator.page.locator(f'input[name="rts"][value="{city.rts[number].pk}"]').check()


def verify(city: City) -> None:
    """The verifier takes the oldest first, confirms two with the source of their KK and returns one."""
    camat = city.comes("camat")
    expect(camat.page).to_have_url(f"{city.url}/kecamatan/")
    camat.follow(f"/kecamatan/usulan/{city.entry(1).pk}/")
    confirm(camat, city, 1, kk="120")

    camat.page.locator(f'a[href="/kecamatan/usulan/{city.entry(2).pk}/"]').first.click()
    back = camat.form(f"/kecamatan/usulan/{city.entry(2).pk}/kembalikan/")
    camat.page.locator("details", has=back).locator("summary").click()
    back.locator('[name="return-reason"]').fill("Foto gotong royong belum dilampirkan")
    back.locator("button").click()
    expect(camat.page.locator(".notice-ok")).to_contain_text("RT 02 Kenali Besar")

    camat.page.locator(f'a[href="/kecamatan/usulan/{city.entry(3).pk}/"]').first.click()
    neighbours = camat.page.locator('input[name="neighbours"]')
    neighbours.check()
    confirm(camat, city, 3, kk="65")
    assert city.entry(2).status == NominationStatus.RETURNED
    leave(camat)


def confirm(camat: Person, city: City, number: int, *, kk: str) -> None:
    entry = city.entry(number)
    form = camat.form(f"/kecamatan/usulan/{entry.pk}/verifikasi/")
    camat.fill({"kk": kk, "kk_source": "Kartu Keluarga kelurahan"}, form)
    form.locator("button").click()
    expect(camat.page.locator(".notice-ok")).to_contain_text(entry.label)
    assert city.entry(number).status == NominationStatus.VERIFIED


def correct(city: City) -> None:
    """The operator reads why, adds the photo and submits again; on the second look all is well."""
    entry = city.entry(2)
    operator = city.comes("operator", size=PHONE)
    operator.follow(f"/usulan/{entry.pk}/")
    operator.reads("Foto gotong royong belum dilampirkan")
    evidence = operator.form(f"/usulan/{entry.pk}/bukti/")
    evidence.locator('input[type="file"]').set_input_files(
        {"name": "gotong-royong.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    operator.press(evidence)
    operator.press(operator.form(f"/usulan/{entry.pk}/ajukan/"))
    leave(operator)

    camat = city.comes("camat", size=PHONE)
    camat.follow(f"/kecamatan/usulan/{entry.pk}/")
    expect(camat.page.locator("main img")).to_have_count(1)
    confirm(camat, city, 2, kk="80")
    leave(camat)


def photo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (320, 240), (11, 93, 78)).save(made, "JPEG")
    return made.getvalue()


def prepare_assessment(city: City) -> None:
    """The committee moves on, enters three assessors, makes them a team and gives it the three entries for today."""
    panitia = city.comes("panitia")
    move(panitia, Phase.VERIFICATION)
    move(panitia, Phase.ASSESSMENT)
    panitia.go("/panitia/penilai/")
    for number in (1, 2, 3):
        form = panitia.page.locator("aside form")
        panitia.fill({"name": f"Penilai {number}", "office": "Dinas Kesehatan"}, form)
        account = User.objects.get(username=f"penilai{number}")
        form.locator('[name="user"]').select_option(str(account.pk))
        panitia.press(form)
    panitia.go(f"{DESK}/tim/")
    panitia.fill({"name": "Tim 1"})
    panitia.press(panitia.page.locator("aside form"))
    team = city.edition.teams.get()
    for number in (1, 2, 3):
        panitia.go(f"{DESK}/tim/{team.pk}/")
        form = panitia.page.locator("aside form").first
        account = User.objects.get(username=f"penilai{number}")
        form.locator('[name="assessor"]').select_option(str(account.assessor.pk))
        form.locator('[name="is_lead"]').set_checked(number == 1)
        panitia.press(form, act="add")
    panitia.go(f"{DESK}/kunjungan/")
    for box in panitia.page.locator('input[name="entry"]').all():
        box.check()
    panitia.page.locator('.save-bar [name="team"]').select_option(str(team.pk))
    panitia.fill({"visit_on": city.today.isoformat()}, panitia.page.locator(".save-bar"))
    panitia.press(panitia.page.locator(".save-bar"))

    given = {n.label: n.assignment.visit_on for n in Nomination.objects.filter(assignment__team=team)}
    assert given == dict.fromkeys(TOTALS, city.today)
    leave(panitia)


def score(city: City, name: str) -> None:
    """All 21 indicators of all three entries; the third assessor's phone runs no JavaScript."""
    javascript = name != "penilai3"
    assessor = city.comes(name, size=PHONE, javascript=javascript)
    expect(assessor.page).to_have_url(f"{city.url}/penilaian/")
    for number in (1, 2, 3):
        entry = city.entry(number)
        assessor.go("/penilaian/")
        assessor.follow(f"/penilaian/{entry.pk}/")
        for level in levels(number):
            assessor.page.locator(f'label.level:has(input[name="s_{level[0]}"][value="{level[1]}"])').click(force=True)
        assessor.fill({"place": "Balai RT"})
        assessor.press(assessor.page.locator("form#sheet"), act="check")
        assessor.press(assessor.form(f"/penilaian/{entry.pk}/kirim/"))
        expect(assessor.page).to_have_url(f"{city.url}/penilaian/")
    leave(assessor)


def levels(number: int) -> list[tuple[str, int]]:
    """What everybody gives: RT 01 the best, RT 02 too little, the joined RTs a 3 in one aspect."""
    values = {1: (4, 4, 4), 2: (FAILING, FAILING, FAILING), 3: (WINNING, 3, WINNING)}[number]
    return [(f"{letter}{n}", value) for letter, value in zip("BAP", values, strict=True) for n in range(1, 8)]


def close_visits(city: City) -> None:
    lead = city.comes("penilai1", size=PHONE)
    for number in (1, 2, 3):
        lead.go("/penilaian/tim/")
        lead.press(lead.form(f"/penilaian/tim/{city.entry(number).assignment.pk}/tutup/"))
    statuses = set(city.edition.nominations.values_list("status", flat=True))
    assert statuses == {NominationStatus.CARRIED_OUT}
    leave(lead)

    other = city.comes("penilai2", size=PHONE)
    answer = other.go("/penilaian/tim/")
    assert answer is not None
    expect(other.page.locator("main form")).to_have_count(0)
    leave(other)


def draft(city: City) -> None:
    """The committee reads the ranking and drafts; it cannot approve what it drafted, whatever it sends."""
    panitia = city.comes("panitia")
    move(panitia, Phase.TALLY)
    panitia.go(f"{DESK}/peringkat/")
    for total in TOTALS.values():
        panitia.reads(total)
    panitia.go(f"{DESK}/hasil/")
    panitia.page.locator('[name="draft-sure"]').check()
    panitia.press(panitia.form(f"{DESK}/hasil/susun/"))

    result = Result.objects.get(edition=city.edition)
    panitia.go(f"{DESK}/hasil/")
    expect(panitia.form(f"{DESK}/hasil/setujui/")).to_have_count(0)
    sent = {"approve-result": str(result.pk), "approve-sure": "on"}
    assert panitia.post(f"{DESK}/hasil/setujui/", sent) == 403
    result.refresh_from_db()
    assert result.status == "draft"
    leave(panitia)


def nothing_is_public_yet(city: City) -> None:
    visitor = city.comes("", size=PHONE)
    places = ["/", "/hasil/", f"/hasil/{SLUG}/", "/cari/?q=kenali", "/wilayah/alam-barajo/kenali-besar/"]
    for path in [*places, f"/rt/{city.rts[1].pk}/", "/statistik/", "/peta/"]:
        visitor.go(path)
        for total in TOTALS.values():
            visitor.reads_nowhere(total)
        visitor.reads_nowhere("10.000.000")
        expect(visitor.page.locator(".is-winner")).to_have_count(0)
    for name in ("hasil.json", "hasil.csv", "hasil.xlsx"):
        assert visitor.context.request.get(f"/hasil/{SLUG}/{name}").status == 404
    leave(visitor)


def publish(city: City) -> None:
    pejabat = city.comes("pejabat")
    for act, field in (("setujui", "approve-sure"), ("terbitkan", "publish-sure")):
        pejabat.go(f"{DESK}/hasil/")
        pejabat.page.locator(f'[name="{field}"]').check()
        pejabat.press(pejabat.form(f"{DESK}/hasil/{act}/"))
    assert city.edition.phase == Phase.PUBLISHED
    leave(pejabat)


def the_public_reads_it(city: City) -> None:
    """Home, results, the reason of an entry and the RT's page tell the same as hasil.json."""
    visitor = city.comes("", size=PHONE)
    visitor.go("/")
    visitor.reads("RT 01 Kenali Besar")
    visitor.go("/hasil/")
    visitor.follow(f"/hasil/{SLUG}/")
    document = published(visitor)

    assert {e["label"]: (e["total"].replace(".", ","), e["winner"]) for e in document["entries"]} == {
        label: (total, total != "50,00") for label, total in TOTALS.items()
    }
    assert document["prize_total"] == 17_000_000
    for entry in document["entries"]:
        row = visitor.page.locator("table.table-results tr", has_text=entry["label"])
        expect(row).to_contain_text(entry["total"].replace(".", ","))
        expect(row.locator(".is-winner")).to_have_count(int(entry["winner"]))
        if entry["winner"]:
            expect(row).to_contain_text(f"Rp{entry['prize']:,}".replace(",", "."))
    visitor.reads("17.000.000")

    visitor.page.get_by_role("link", name="RT 02 Kenali Besar").click()
    visitor.reads("50,00")
    visitor.reads("Bersih")
    visitor.follow(f"/rt/{city.rts[2].pk}/")
    visitor.go(f"/rt/{city.rts[1].pk}/")
    visitor.reads("100,00")
    visitor.reads_nowhere("Penilai 1")
    leave(visitor)


def published(visitor: Person) -> dict[str, Any]:
    answer = visitor.context.request.get(f"/hasil/{SLUG}/hasil.json")
    assert answer.status == 200
    document: dict[str, Any] = json.loads(answer.body())
    return document


def nothing_can_change_it(city: City) -> None:
    """Nobody who could act before can act now: not the assessor, not the committee, not the operator."""
    visitor = city.comes("")
    before, stored, entry = published(visitor), everything_stored(), city.entry(1)
    assessor = city.comes("penilai1", size=PHONE)
    assessor.go(f"/penilaian/{entry.pk}/")
    expect(assessor.page.locator("form#sheet")).to_have_count(0)
    assessor.go("/akun/saya/")
    assert assessor.post(f"/penilaian/{entry.pk}/", {"s_B1": "0", "revision": "99"}) == 409
    leave(assessor)
    panitia = city.comes("panitia")
    panitia.go("/akun/saya/")
    for path, fields in [
        (f"{DESK}/entri/{entry.pk}/didiskualifikasi/", {"reason": "Terlambat"}),
        (f"{DESK}/entri/{entry.pk}/tidak-dinilai/", {"reason": "Terlambat"}),
        (f"{DESK}/entri/{entry.pk}/kk/", {"kk": "50", "reason": "Terlambat"}),
        (f"/panitia/edisi/{SLUG}/tahap/", {"phase": "tally", "reason": "Terlambat"}),
        (f"{DESK}/hasil/terbitkan/", {"publish-sure": "on"}),
    ]:
        assert panitia.post(path, fields) < 500, path
    panitia.go(f"/panitia/edisi/{SLUG}/aturan/")
    expect(panitia.page.locator('main [name="pass_mark"]')).to_be_disabled()
    leave(panitia)
    operator = city.comes("operator")
    operator.go(f"/usulan/{entry.pk}/batal/")
    expect(operator.page).to_have_url(f"{city.url}/usulan/{entry.pk}/")
    expect(operator.main().locator("form")).to_have_count(0)
    operator.go("/akun/saya/")
    operator.post(f"/usulan/{entry.pk}/batal/", {"reason_code": "other", "reason": "Terlambat"})
    leave(operator)

    assert published(visitor) == before
    assert everything_stored() == stored
    call_command("verify_result", SLUG, stdout=StringIO())
    leave(visitor)


def everything_stored() -> list[list[tuple[Any, ...]]]:
    """What a result stands on, and the result."""
    wanted = (
        Score.objects.values_list("sheet", "indicator", "value"),
        Nomination.objects.values_list("pk", "status", "kk", "category_code"),
        Edition.objects.values_list("pk", "phase"),
        Result.objects.values_list("pk", "status", "digest"),
        Award.objects.values_list("rt", "edition", "prize"),
    )
    return [sorted(rows) for rows in wanted]
