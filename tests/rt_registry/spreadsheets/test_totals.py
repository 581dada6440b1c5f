"""Rows of totals as papers print them: a cell missing, no word "Jumlah", a figure that does not hold."""

import pytest

from rt_registry.spreadsheets.cells import parse_int
from rt_registry.spreadsheets.columns import Column, Vocabulary
from rt_registry.spreadsheets.headers import find_header
from rt_registry.spreadsheets.places import PLACE_COLUMNS
from rt_registry.spreadsheets.tables import Table
from tests.rt_registry.spreadsheets.books import sheet_of


KEYS = ("jumlah_kelurahan", "jumlah_rt", "diusulkan", "terlaksana")
RECAP = Vocabulary.of(
    [*PLACE_COLUMNS, *(Column(key) for key in KEYS)], [frozenset({"kecamatan"}), frozenset({"diusulkan"})]
)
HEADER = ["No", "Kecamatan", *KEYS]
ROWS = [[1, "Jambi Timur", 9, 192, 17, 12], [2, "Telanaipura", 6, 127, 26, 9], [3, "Danau sipin", 5, 150, 17, 5]]


def read(*totals, rows=ROWS):
    sheet = sheet_of([HEADER, *rows, *totals])
    return Table(sheet, find_header(sheet, RECAP), RECAP)


def printed(table, at=-1):
    return [parse_int(table.totals[at].get(key)) for key in KEYS]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (["", "Jumlah", 20, 469, 60, 26], [20, 469, 60, 26]),
        (["Jumlah", 20, 469, 60, 26], [20, 469, 60, 26]),
        (["Jumlah", "", 20, 469, 60, 26], [20, 469, 60, 26]),
        (["Jumlah", "", "", 20, 469, 60, 26], [20, 469, 60, 26]),
        (["", "Jumlah", 20, 60, 26], [20, None, 60, 26]),
        (["", "Jumlah", 469, 60, 26], [None, 469, 60, 26]),
        (["", "Jumlah", 20, 469, 26], [20, 469, None, 26]),
        (["", "JUMLAH", "20", "469 RT", "60", "26"], [20, 469, 60, 26]),
        (["Total", 20, 469, 61, 26], [20, 469, 61, 26]),
        (["", "", 20, 469, 60, 26], [20, 469, 60, 26]),
        (["", 20, 469, 60, 26], [20, 469, 60, 26]),
    ],
)
def test_figures_of_a_total_are_read_where_they_belong(total, said):
    table = read(total)

    assert (len(table.rows), len(table.totals)) == (3, 1)
    assert printed(table) == said


def test_a_moved_total_is_said_and_its_problems_name_the_real_cell():
    table = read(["Jumlah", 20, 469, 61, 26])

    assert [(p.row, p.severity, p.code) for p in table.cell_problems()] == [(5, "warning", "total_moved")]
    assert table.totals[0].problem("diusulkan", code="x", message="y").cell == "D5"


def test_a_total_in_its_place_that_does_not_hold_stays_there():
    table = read(["", "Jumlah", 20, 470, 61, 27])

    assert printed(table) == [20, 470, 61, 27]
    assert list(table.cell_problems()) == []


def test_a_figure_under_the_names_shows_that_a_cell_is_missing_even_if_no_sum_holds():
    assert printed(read(["Jumlah", 21, 470, 61, 27])) == [21, 470, 61, 27]


def test_subtotals_count_since_the_total_before():
    table = read(
        ["Jumlah", 20, 469, 60, 26], [4, "Pelayangan", 6, 46, 13, 11], ["Jumlah", 6, 46, 13, 11], ["Total", 26]
    )

    assert [printed(table, at) for at in (0, 1)] == [[20, 469, 60, 26], [6, 46, 13, 11]]
    assert printed(table)[:1] == [26]


def test_a_last_row_of_data_is_no_total():
    rows = [[1, "15.71.01", 5, 10, 2, 1], [2, "15.71.02", 5, 10, 2, 1]]

    assert len(read(rows=[*rows, [3, "15.71.03", 10, 20, 4, 2]]).rows) == 3
