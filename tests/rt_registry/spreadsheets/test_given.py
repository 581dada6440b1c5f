"""What stands once above a table and holds for all its rows."""

import pytest

from rt_registry.spreadsheets.choosing import choose_table
from rt_registry.spreadsheets.given import given_in
from rt_registry.spreadsheets.grid import Workbook
from rt_registry.spreadsheets.kinds import ImportStopped
from tests.rt_registry.spreadsheets.books import sheet_of
from tests.rt_registry.spreadsheets.test_blocks import Roster


ROWS = [["No", "RT", "KK"], [1, "001", 50], [2, "002", 60], ["", "Jumlah", 110]]


def choose(rows, asked_for=None, **how):
    return choose_table(Workbook("xlsx", (sheet_of(rows),)), Roster(), asked_for, **how)[0]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Kelurahan : Legok", {"kelurahan": "Legok"}),
        ("KELURAHAN: KENALI BESAR", {"kelurahan": "KENALI BESAR"}),
        ("Kel. = Legok", {"kelurahan": "Legok"}),
        ("Kelurahan : Legok, Kecamatan : Danau Sipin", {"kelurahan": "Legok", "kecamatan": "Danau Sipin"}),
        (
            "Kelurahan : Simpang IV Sipin   Kec. : Telanaipura",
            {"kelurahan": "Simpang IV Sipin", "kecamatan": "Telanaipura"},
        ),
        ("Data RT Kelurahan Legok", {}),
        ("Kelurahan :", {}),
        ("Jumlah Kelurahan : 62", {}),
    ],
)
def test_a_title_may_name_the_region_of_all_rows(title, said):
    assert given_in([title]) == said


def test_two_names_are_none():
    assert given_in(["Kelurahan : Legok", "Kelurahan : Murni"]) == {}


@pytest.mark.parametrize(
    "titles",
    [
        [["Kecamatan : Danau Sipin"], ["Kelurahan : Legok"]],
        [["Kecamatan", ":", "Danau Sipin"], ["Kelurahan", ":", "Legok"], []],
        [["Data RT"], ["Kelurahan : Legok, Kecamatan : Danau Sipin"]],
        [["Data RT", "Kecamatan : Danau Sipin", "Kelurahan : Legok", "Keadaan Desember 2020"]],
    ],
)
def test_a_table_needs_no_column_for_what_stands_above_it(titles):
    table = choose([*titles, *ROWS])

    assert [(row.get("kecamatan").text, row.get("kelurahan").text, row.get("rt").text) for row in table.rows] == [
        ("Danau Sipin", "Legok", "001"),
        ("Danau Sipin", "Legok", "002"),
    ]
    assert len(table.totals) == 1


def test_a_column_counts_more_than_the_title():
    table = choose([["Kelurahan : Legok"], ["Kelurahan", "RT"], ["Murni", 1]])

    assert [row.get("kelurahan").text for row in table.rows] == ["Murni"]


def test_tables_of_two_kelurahan_are_two_tables():
    rows = [["Kelurahan : Legok"], *ROWS, [], ["Kelurahan : Murni"], *ROWS]

    with pytest.raises(ImportStopped) as stop:
        choose(rows)

    assert stop.value.code == "several_tables"
    assert [row.get("kelurahan").text for row in choose(rows, "Data!8").rows] == ["Murni", "Murni"]
    assert [row.get("kelurahan").text for row in choose(rows, "Data!2").rows] == ["Legok", "Legok"]


def test_without_a_name_above_the_column_is_needed():
    with pytest.raises(ImportStopped) as stop:
        choose([["Data RT Kelurahan Legok"], *ROWS])

    assert stop.value.code == "missing_column"
