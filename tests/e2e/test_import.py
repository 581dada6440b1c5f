"""A messy sheet on a phone: corrected, confirmed, stored, looked at once more, and taken back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from competitions.models import RecapRow
from rt_registry.enums import Role
from rt_registry.models import ImportBatch, RegionAlias, SheetShape
from tests.e2e.browsing import PHONE, overflow
from tests.e2e.city import City
from tests.e2e.people import Person
from tests.e2e.uploads import MESSY, csv_of
from tests.factories import PASSWORD, create_user


YEAR = 2013


@pytest.mark.parametrize("javascript", [True, False])
def test_a_messy_sheet_from_upload_to_undo(city: City, tmp_path: Path, javascript: bool):
    user = create_user(username="admin.kota", role=Role.ADMIN)
    user.set_password(PASSWORD)
    user.save()
    admin = city.comes(user.username, size=PHONE, javascript=javascript)

    upload(admin, tmp_path)
    correct_the_mapping(admin)
    confirm_two_names(admin)
    acknowledge_a_wrong_sum(admin)
    set_a_row_aside(admin)
    store(admin)
    open_the_marked_workbook(admin)
    take_it_back(admin)

    assert admin.complaints.take() == []


def section(admin: Person, name: str) -> Locator:
    return admin.page.locator(f"section#{name}")


def upload(admin: Person, folder: Path) -> None:
    """The file as it came; nothing of it is stored by being looked at."""
    sheet = folder / "rekap lama.csv"
    sheet.write_bytes(csv_of(MESSY))
    admin.go("/impor/")
    form = admin.main().locator("form.upload")
    form.locator('[name="kind"]').select_option("recap")
    form.locator('[name="file"]').set_input_files(sheet)
    admin.press(form)

    expect(section(admin, "sheet")).to_contain_text("rekap lama.csv")
    expect(admin.page.locator('button[value="store"]')).to_have_count(0)
    assert overflow(admin.page) == []
    assert not RecapRow.objects.filter(recap__year=YEAR).exists()


def correct_the_mapping(admin: Person) -> None:
    """One heading means what nobody has called so before."""
    columns = section(admin, "columns")
    if not columns.locator("table").is_visible():
        columns.locator("summary").click()
    expect(columns.locator('[name="column-3"]')).to_have_value("")
    columns.locator('[name="column-3"]').select_option("diusulkan")
    admin.press(columns.locator("form", has=admin.page.locator("table")))

    expect(section(admin, "columns").locator('[name="column-3"]')).to_have_value("diusulkan")


def confirm_two_names(admin: Person) -> None:
    """The suggestion for one, another region for the other: each by itself."""
    first = admin.page.locator("fieldset", has_text="Pall Merahh")
    first.get_by_label("Paal Merah").check()
    admin.press(section(admin, "names").locator("form").first)
    expect(section(admin, "names")).to_contain_text("Danau Sipn")
    second = admin.page.locator("fieldset", has_text="Danau Sipn")
    second.locator("select").select_option(label="Danau Sipin")
    admin.press(section(admin, "names").locator("form").first)


def acknowledge_a_wrong_sum(admin: Person) -> None:
    """It is said in which cell the sheet prints what, and what is true."""
    sums = section(admin, "sums")
    row = sums.locator("tr", has_text="E7")
    expect(row).to_contain_text("90")
    expect(row).to_contain_text("40")
    admin.fill({"note": "Persentase salah ketik di kertas"}, sums)
    admin.press(sums.locator("form"))


def set_a_row_aside(admin: Person) -> None:
    rows = section(admin, "rows")
    expect(rows).to_contain_text("dua puluh")
    admin.press(rows.locator("form"))


def store(admin: Person) -> None:
    """The preview, then one button."""
    expect(section(admin, "changes")).to_contain_text("Danau Sipin")
    assert overflow(admin.page) == []
    with admin.page.expect_navigation():
        admin.page.locator('button[value="store"]').click()

    batch = ImportBatch.objects.get(file_name="rekap lama.csv")
    stored = RecapRow.objects.filter(recap__year=YEAR).values_list("kecamatan__name", flat=True)
    assert set(stored) == {"Kota Baru", "Paal Merah", "Danau Sipin"}
    assert batch.note == "Persentase salah ketik di kertas"
    assert set(RegionAlias.objects.values_list("typed", flat=True)) == {"Pall Merahh", "Danau Sipn"}
    assert SheetShape.objects.filter(kind="recap").count() == 1
    admin.reads("dua puluh")
    admin.reads(batch.note)


def open_the_marked_workbook(admin: Person) -> None:
    with admin.page.expect_download() as download:
        admin.main().locator('a[href$="/temuan.xlsx"]').click()

    book = load_workbook(download.value.path().open("rb"))
    comments = {cell.coordinate for sheet in book.worksheets for row in sheet for cell in row if cell.comment}
    assert {"C8", "E7"} <= comments


def take_it_back(admin: Person) -> None:
    undo = admin.page.locator("aside#undo")
    admin.fill({"reason": "Tahunnya keliru"}, undo)
    admin.press(undo.locator("form"))

    admin.reads("Tahunnya keliru")
    assert not RecapRow.objects.filter(recap__year=YEAR).exists()
    assert overflow(admin.page) == []
