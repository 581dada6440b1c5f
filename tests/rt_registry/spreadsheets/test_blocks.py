"""Headers a person explained, and several tables on one sheet."""

import pytest

from rt_registry.spreadsheets.choosing import choose_table, name_of, propose_header, table_names
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.grid import Sheet, Workbook
from rt_registry.spreadsheets.headers import Header, Taught, guess_header
from rt_registry.spreadsheets.kinds import ImportStopped
from rt_registry.spreadsheets.places import PLACE_COLUMNS
from rt_registry.spreadsheets.shapes import shape_of
from rt_registry.spreadsheets.tables import year_for
from tests.rt_registry.spreadsheets.books import sheet_of


class Roster:
    name = "sample"
    columns = (*PLACE_COLUMNS, Column("rt"), Column("jumlah_kk", ("kk",)), Column("tahun"))
    required = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))


HEADER = ["Kelurahan", "RT", "KK"]
ODD = [["Data 2019"], ["Nama Wilayah", "Urut", "Warga 2019"], ["Legok", 1, 50], ["Murni", 2, 60]]


def book(*sheets: Sheet, form: str = "xlsx") -> Workbook:
    return Workbook(form, sheets)


def choose(*sheets: Sheet, asked_for: str | None = None, **how: object):
    return choose_table(book(*sheets), Roster(), asked_for, **how)[0]


def stopped(*sheets: Sheet, **how: object) -> ImportStopped:
    with pytest.raises(ImportStopped) as stop:
        choose(*sheets, **how)
    return stop.value


def keys(header: Header) -> dict[str, str]:
    return {heading.letter: heading.key for heading in header.headings}


# --- what a person said


def test_every_heading_is_shown_with_samples_understood_or_not():
    rows = [["No", "Kelurahan", "RT", "Kepala Rumah", "KK 2019"], [1, "Legok", 1, "Ani", 50], [2, "Murni", 2, "", 60]]

    header = choose(sheet_of(rows)).header

    assert [(h.index, h.letter, h.text, h.samples, h.key) for h in header.headings] == [
        (0, "A", "No", ("1", "2"), ""),
        (1, "B", "Kelurahan", ("Legok", "Murni"), "kelurahan"),
        (2, "C", "RT", ("1", "2"), "rt"),
        (3, "D", "Kepala Rumah", ("Ani",), ""),
        (4, "E", "KK 2019", ("50", "60"), "jumlah_kk@2019"),
    ]


def test_a_mapping_replaces_recognition():
    taught = Taught(1, 1, {0: "kelurahan", 1: "rt", 2: "jumlah_kk@2018"})

    table = choose(sheet_of(ODD), taught=taught)

    assert keys(table.header) == {"A": "kelurahan", "B": "rt", "C": "jumlah_kk@2018"}
    assert (table.header_row, table.year, [row.number for row in table.rows]) == (2, 2019, [3, 4])
    assert table.rows[1].get("jumlah_kk").text == "60"


def test_a_mapping_without_a_year_takes_the_one_in_the_heading():
    table = choose(sheet_of(ODD), taught=Taught(1, 1, {0: "kelurahan", 1: "rt", 2: "jumlah_kk"}))

    assert keys(table.header)["C"] == "jumlah_kk@2019"


def test_a_column_may_be_left_unread_and_an_unknown_key_is():
    rows = [HEADER, ["Legok", 1, 50]]

    table = choose(sheet_of(rows), taught=Taught(0, 0, {0: "kelurahan", 1: "rt", 2: "", 7: "warna"}))

    assert keys(table.header) == {"A": "kelurahan", "B": "rt", "C": ""}
    assert not table.has("jumlah_kk")


def test_a_mapping_that_lacks_a_column_is_refused():
    assert stopped(sheet_of(ODD), taught=Taught(1, 1, {0: "kelurahan"})).code == "missing_column"


@pytest.mark.parametrize("rows", [(-5, 900), (40, 2), (3, 3)])
def test_a_mapping_of_rows_that_are_none_finds_no_rows(rows):
    table = choose(sheet_of(ODD), taught=Taught(*rows, {0: "kelurahan", 1: "rt"}))

    assert table.rows == () or table.header_row < table.rows[0].number


def test_a_header_explained_once_is_known_again_wherever_it_stands():
    taught = Taught(1, 1, {0: "kelurahan", 1: "rt", 2: "jumlah_kk@2019"})
    signature = choose(sheet_of(ODD), taught=taught).header.signature
    moved = [["Kota Jambi"], ["Data 2019"], [], [" nama wilayah", "URUT", "Warga  2019"], ["Legok", 1, 50]]

    table = choose(sheet_of(moved), shapes={signature: taught.columns})

    assert (table.header_row, keys(table.header)["C"], table.header.is_taught) == (4, "jumlah_kk@2019", True)
    assert stopped(sheet_of(moved)).code == "no_table"


@pytest.mark.parametrize("third", ["jumlah_kk@2019", "jumlah_kk"])
def test_a_header_explained_once_is_known_in_the_next_year_too(third):
    taught = {0: "kelurahan", 1: "rt", 2: third}
    header = choose(sheet_of(ODD), taught=Taught(1, 1, taught)).header
    signature, columns = shape_of(header, taught)
    later = [["Nama Wilayah", "Urut", "Warga 2020"], ["Legok", 1, 50]]

    table = choose(sheet_of(later), shapes={signature: columns})

    assert keys(table.header)["C"] == "jumlah_kk@2020"


def test_a_year_that_no_heading_says_is_remembered_for_that_header_alone():
    taught = {0: "kelurahan", 1: "rt", 2: "jumlah_kk@2018"}
    header = choose(sheet_of(ODD), taught=Taught(1, 1, taught)).header

    assert shape_of(header, taught) == (header.signature, taught)


def test_other_headings_are_not_taken_for_a_known_header():
    taught = Taught(1, 1, {0: "kelurahan", 1: "rt"})
    signature = choose(sheet_of(ODD), taught=taught).header.signature

    assert stopped(sheet_of([["Nama Wilayah", "Urut"], ["Legok", 1]]), shapes={signature: taught.columns})


def test_where_nothing_is_understood_a_header_is_guessed():
    header = guess_header(sheet_of(ODD))

    assert (header.row, keys(header)) == (2, {"A": "", "B": "", "C": ""})
    assert propose_header(book(sheet_of(ODD)), Roster(), None) == ("Data", header)
    assert guess_header(sheet_of([])) is None


def test_the_header_that_comes_closest_is_proposed():
    name, header = propose_header(book(sheet_of([["Kelurahan", "KK"], ["Legok", 50]])), Roster(), "Data")

    assert (name, keys(header)) == ("Data", {"A": "kelurahan", "B": "jumlah_kk"})


# --- several tables


TWO_YEARS = [["Tahun 2018"], HEADER, ["Legok", 1, 50], ["Jumlah", "", 50], [], ["Tahun 2019"], HEADER, ["Legok", 1, 60]]
BESIDE = [
    ["Tahun 2018", "", "", "", "Tahun 2019"],
    [*HEADER, "", *HEADER],
    ["Legok", 1, 50, "", "Legok", 1, 60],
    ["Jumlah", "", 50, "", "Murni", 2, 70],
]


def test_two_tables_below_each_other_are_asked_about_by_their_headers():
    stop = stopped(sheet_of(TWO_YEARS))

    assert stop.code == "several_tables"
    assert "“Data!A2”, “Data!A7”" in str(stop)
    assert table_names(book(sheet_of(TWO_YEARS), sheet_of([HEADER], name="Lain")), Roster()) == [
        "Data!A2",
        "Data!A7",
        "Lain",
    ]


@pytest.mark.parametrize(
    ("asked_for", "year", "rows"), [("Data!2", 2018, [3]), ("data!A7", 2019, [8]), ("Data!$B$7", 2019, [8])]
)
def test_one_of_several_is_chosen_by_its_header(asked_for, year, rows):
    table = choose(sheet_of(TWO_YEARS), asked_for=asked_for)

    assert (table.year, [row.number for row in table.rows]) == (year, rows)
    assert len(table.totals) == (year == 2018)


def test_a_mapping_of_the_second_table_has_its_own_title():
    table = choose(sheet_of(TWO_YEARS), taught=Taught(6, 6, {0: "kelurahan", 1: "rt", 2: "jumlah_kk"}))

    assert (table.year, [row.number for row in table.rows]) == (2019, [8])


def test_a_mapping_of_the_first_table_ends_where_the_second_begins():
    table = choose(sheet_of(TWO_YEARS), taught=Taught(1, 1, {0: "kelurahan", 1: "rt", 2: "jumlah_kk"}))

    assert (table.year, [row.number for row in table.rows]) == (2018, [3])


def test_a_table_that_is_named_but_not_there_is_refused():
    assert stopped(sheet_of(TWO_YEARS), asked_for="Data!4").code == "table_not_found"
    assert stopped(sheet_of(TWO_YEARS), asked_for="Lain!2").code == "sheet_not_found"


def test_a_sheet_whose_name_looks_like_a_place_is_itself():
    assert choose(sheet_of([HEADER, ["Legok", 1, 50]], name="A!1"), asked_for="A!1").sheet == "A!1"


def test_the_tables_of_a_text_are_chosen_too():
    sheet = sheet_of(TWO_YEARS, name="")

    table, _ = choose_table(book(sheet, form="csv"), Roster(), "!7")

    assert (table.year, name_of(table)) == (2019, "!A7")


def test_tables_side_by_side_each_have_their_rows_titles_and_totals():
    left, right = (choose(sheet_of(BESIDE), asked_for=f"Data!{cell}") for cell in ("A2", "E2"))

    assert stopped(sheet_of(BESIDE)).code == "several_tables"
    assert (year_for(left.rows[0]), [r.number for r in left.rows], [r.number for r in left.totals]) == (2018, [3], [4])
    assert (year_for(right.rows[0]), [r.number for r in right.rows], len(right.totals)) == (2019, [3, 4], 0)
    assert [row.get("jumlah_kk").text for row in right.rows] == ["60", "70"]


def test_a_table_beside_one_of_another_kind_is_read_alone():
    rows = [["No", *HEADER, "", "No", "Kecamatan", "Camat"], [1, "Legok", 1, 50, "", 1, "Danau Sipin", "Budi"]]

    table = choose(sheet_of(rows))

    assert [column.key for column in table.columns] == ["kelurahan", "rt", "jumlah_kk"]


@pytest.mark.parametrize("title", [[], [["DATA RT", "", ""]], [["Tahun 2019"]]])
def test_a_header_printed_on_every_page_continues_the_table(title):
    rows = [
        ["Tahun 2019"],
        HEADER,
        ["Legok", 1, 50],
        *title,
        HEADER,
        ["Legok", 2, 60],
        [],
        *title,
        HEADER,
        ["Legok", 3],
    ]

    table = choose(sheet_of(rows))

    assert [row.get("rt").text for row in table.rows] == ["1", "2", "3"]


def test_a_mapping_holds_for_every_page():
    rows = [["Tahun 2019"], HEADER, ["Legok", 1, 50], ["Tahun 2019"], HEADER, ["Legok", 2, 60]]

    table = choose(sheet_of(rows), taught=Taught(1, 1, {0: "kelurahan", 1: "rt"}))

    assert [row.get("rt").text for row in table.rows] == ["1", "2"]


def test_a_header_printed_again_does_not_swallow_the_rows_above_it():
    header = [*HEADER, "Tahun"]

    table = choose(sheet_of([header, ["Legok", 1, 50, 2019], header, ["Legok", 2, 60, 2019]]))

    assert [row.number for row in table.rows] == [2, 4]


def test_what_stands_below_under_other_headings_is_not_data():
    rows = [HEADER, ["Legok", 1, 50], [], ["Kelurahan", "Lurah", "KK"], ["Legok", 2, 900]]

    assert [row.number for row in choose(sheet_of(rows)).rows] == [2]


def test_tables_far_below_are_found():
    rows = [HEADER, *(["Legok", n, 50] for n in range(1, 200)), [], ["Tahun 2018"], HEADER, ["Legok", 1, 40]]

    assert stopped(sheet_of(rows)).code == "several_tables"
    assert choose(sheet_of(rows), asked_for="Data!203").year == 2018


def test_an_empty_second_table_is_left_aside():
    rows = [["Tahun 2018"], HEADER, ["Legok", 1, 50], [], ["Tahun 2019"], HEADER]

    assert choose(sheet_of(rows)).year == 2018
