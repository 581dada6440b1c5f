"""Templates of every kind: filled in as they say they import without a word, empty they hold no rows."""

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from competitions.enums import Phase
from rt_registry.enums import Role
from rt_registry.spreadsheets.kinds import ImportStopped, kind_named, kind_names
from rt_registry.spreadsheets.templates import EXAMPLE_ROW, HEADER_ROW, template, template_kinds, template_name
from scoring.models import RuleBook
from tests.factories import create_edition, create_kelurahan, create_nomination, create_rt, create_user
from tests.sheets import codes, csv_bytes, picture, run


pytestmark = pytest.mark.django_db
KINDS = ["accounts", "nominations", "recap", "roster", "scores", "winners"]


@pytest.fixture
def city():
    """What the examples speak of: an RT 17 with 84 KK that may be entered, assessed, and have won before."""
    kelurahan = create_kelurahan()
    edition = create_edition(slug="uji", phase=Phase.ASSESSMENT)
    rt = create_rt(kelurahan=kelurahan, number=17, kk=84)
    create_user(username="penilai1", role=Role.ASSESSOR)
    return edition, rt


def opened(kind, edition=""):
    return openpyxl.load_workbook(io.BytesIO(template(kind, edition)))


def filled_in(kind):
    """The template with its example written below its header."""
    book = opened(kind)
    sheet: Worksheet = book.worksheets[0]
    example = [cell.value for cell in sheet[EXAMPLE_ROW]]
    for at, value in enumerate(example, 1):
        sheet.cell(HEADER_ROW + 1, at).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), sheet


def options(kind):
    return {"edition": "uji"} if kind in {"nominations", "scores"} else {}


def test_every_kind_has_its_template():
    assert template_kinds() == kind_names() == KINDS
    assert template_name("roster") == "templat-roster.xlsx"
    with pytest.raises(ImportStopped):
        template("x")


@pytest.mark.parametrize("kind", KINDS)
def test_filled_in_as_it_says_it_imports_without_a_word(kind, city):
    edition, rt = city
    if kind == "scores":
        create_nomination(edition=edition, rts=[rt])
    data, _sheet = filled_in(kind)
    before = picture()

    report = run(kind, data=data, file_name="isian.xlsx", dry_run=True, **options(kind))

    assert (report.problems, report.exit_code(), report.header_row) == ([], 0, HEADER_ROW)
    assert (report.rows.read, report.rows.new + report.rows.changed) == (1, 1)
    assert picture() == before


@pytest.mark.parametrize("kind", KINDS)
def test_filled_in_and_saved_as_csv_it_imports_as_well(kind, city):
    edition, rt = city
    if kind == "scores":
        create_nomination(edition=edition, rts=[rt])
    _data, sheet = filled_in(kind)
    rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]

    report = run(kind, data=csv_bytes(*rows), dry_run=True, **options(kind))

    assert (report.problems, report.rows.read) == ([], 1)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_one_holds_no_rows(kind, city):
    report = run(kind, data=template(kind), file_name=template_name(kind), **options(kind))

    assert (codes(report), report.exit_code(), report.stored) == (["no_rows"], 1, False)


@pytest.mark.parametrize("kind", ["roster", "winners", "recap"])
def test_the_years_of_guide_and_example_are_not_taken_for_the_years_of_rows(kind, city):
    data, sheet = filled_in(kind)
    book = openpyxl.load_workbook(io.BytesIO(data))
    year = next(cell.column for cell in sheet[HEADER_ROW] if cell.value == "tahun")
    book.worksheets[0].cell(HEADER_ROW + 1, year).value = None
    out = io.BytesIO()
    book.save(out)

    rows = [["" if value is None else value for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    for data in (out.getvalue(), csv_bytes(*rows)):
        assert "year_unknown" in codes(run(kind, data=data, file_name="isian.xlsx"))


@pytest.mark.parametrize("kind", KINDS)
def test_its_header_is_frozen_and_every_column_known(kind, city):
    book = opened(kind)

    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[HEADER_ROW]]
    assert set(header) <= {column.key for column in kind_named(kind).columns}
    assert (sheet.freeze_panes, sheet.max_row) == (f"A{HEADER_ROW + 1}", HEADER_ROW)
    formats = {
        key: sheet.column_dimensions[openpyxl.utils.get_column_letter(at)].number_format
        for at, key in enumerate(header, 1)
    }
    assert formats.get("rt", "@") == "@"
    assert all(letter.sheet_state == "visible" for letter in book.worksheets)


def lists_of(book):
    """Column of the table -> what its drop-down offers."""
    sheet = book.worksheets[0]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        first = str(rule.sqref).partition(":")[0]
        name, _, cells = rule.formula1.partition("!")
        key = sheet.cell(HEADER_ROW, sheet[first].column).value
        found[key] = [row[0].value for row in book[name][cells.replace("$", "")]]
    return found


def test_drop_downs_offer_what_there_is(city):
    _edition, rt = city
    kelurahan = rt.kelurahan

    assert lists_of(opened("winners")) == {
        "periode": [1, 2],
        "kecamatan": [kelurahan.kecamatan.name],
        "kelurahan": [kelurahan.name],
        "kategori": ["kecil", "sedang", "besar"],
        "jalur": ["reguler", "kencana"],
    }
    assert lists_of(opened("scores"))["B1"] == [0, 1, 2, 3, 4]
    assert lists_of(opened("recap")) == {"kecamatan": [kelurahan.kecamatan.name]}
    assert lists_of(opened("accounts"))["peran"][:2] == ["operator", "verifikator"]


def test_levels_are_those_of_the_edition(city):
    edition, _rt = city
    RuleBook.objects.filter(edition=edition).update(scale_max=10)

    assert lists_of(opened("scores", "uji"))["P7"] == list(range(11))
    RuleBook.objects.filter(edition=edition).update(scale_max=1000)
    assert "P7" not in lists_of(opened("scores", "uji"))


def test_a_city_without_regions_has_templates_too():
    for kind in KINDS:
        assert opened(kind).worksheets[0]["A1"].value


def test_the_example_of_a_winner_is_whole():
    sheet = opened("winners").worksheets[0]

    example = {head.value: cell.value for head, cell in zip(sheet[HEADER_ROW], sheet[EXAMPLE_ROW], strict=True)}
    assert (example["rt"], Decimal(str(example["nilai"])), example["hadiah"]) == ("017", Decimal("87.5"), 10_000_000)
