import csv as csv_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt_registry.spreadsheets.cells import parse_int, parse_rt
from rt_registry.spreadsheets.columns import Column, Vocabulary
from rt_registry.spreadsheets.headers import find_header
from rt_registry.spreadsheets.places import PLACE_COLUMNS
from rt_registry.spreadsheets.report import Severity
from rt_registry.spreadsheets.tables import RowReader, Table, year_for
from tests.rt_registry.spreadsheets.books import sheet_of


ROSTER = Vocabulary.of(
    [
        *PLACE_COLUMNS,
        Column("rt", ("nomor rt", "no rt")),
        Column("jumlah_kk", ("kk", "jumlah kepala keluarga", "jumlah kk kepala keluarga")),
        Column("tahun"),
    ],
    [frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"})],
)
RECAP = Vocabulary.of(
    [
        *PLACE_COLUMNS,
        Column("jumlah_kelurahan", ("jumlah kel",)),
        Column("jumlah_rt"),
        Column("diusulkan", ("pengusulan", "rt diusulkan", "rt yang diusulkan")),
        Column("terlaksana"),
        Column("pemenang_besar", ("besar",)),
        Column("pemenang_sedang", ("sedang",)),
    ],
    [frozenset({"kecamatan"}), frozenset({"diusulkan", "terlaksana", "pemenang_besar"})],
)


def table(rows, vocabulary=ROSTER, **about):
    sheet = sheet_of(rows, **about)
    return Table(sheet, find_header(sheet, vocabulary), vocabulary)


def found(rows, vocabulary=ROSTER, **about):
    return {(c.key, c.year): c.letter for c in table(rows, vocabulary, **about).columns}


def numbers(rows, vocabulary=ROSTER, **about):
    return [row.number for row in table(rows, vocabulary, **about).rows]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (["kode_kelurahan", "rt", "jumlah_kk"], ["kode_kelurahan", "rt", "jumlah_kk"]),
        (["No.", "Kel.", "RT", "Jml. KK"], ["kelurahan", "rt", "jumlah_kk"]),
        (["KELURAHAN/DESA", "No. RT", "Jumlah Kepala Keluarga"], ["kelurahan", "rt", "jumlah_kk"]),
        (["Nama Kelurahan", "Nomor RT", "KK"], ["kelurahan", "rt", "jumlah_kk"]),
        (["Kel.", "RT", "Jumlah KK (orang)"], ["kelurahan", "rt", "jumlah_kk"]),
        (["Kelurahan", "No.\nRT", "Jml KK\nper 31 Desember"], ["kelurahan", "rt", "jumlah_kk"]),
        (["K E L U R A H A N", "R T", "K K"], ["kelurahan", "rt", "jumlah_kk"]),
        (["Kec", "Kel", "RT", "Jlh KK (Kepala Keluarga)"], ["kecamatan", "kelurahan", "rt", "jumlah_kk"]),
    ],
)
def test_columns_are_recognised_by_meaning(headings, keys):
    assert [key for key, _ in found([headings, ["x"] * len(headings)])] == keys


@pytest.mark.parametrize(
    "heading", ["Jumlah KK (2017)", "Jml. KK Tahun 2017", "KK 2017", "KK Th. 2017", "KK per 31-12-2017"]
)
def test_a_heading_may_name_its_year(heading):
    assert ("jumlah_kk", 2017) in found([["kelurahan", "rt", heading], ["Legok", 1, 50]])


def test_titles_blank_rows_and_blank_columns_stand_aside():
    rows = [
        ["", "DATA RT KELURAHAN LEGOK"],
        ["", "Tahun 2019"],
        [],
        ["", "Kelurahan", "", "RT", "KK"],
        [],
        ["", "Legok", "", 1, 50],
    ]

    read = table(rows)

    assert (read.header_row, read.year, [row.number for row in read.rows]) == (4, 2019, [6])
    assert [c.letter for c in read.columns] == ["B", "D", "E"]


def test_a_header_over_two_rows_is_joined():
    rows = [
        ["No", "Kecamatan", "Jumlah RT", "2015", "", "2016", ""],
        ["", "", "", "Diusulkan", "Terlaksana", "Diusulkan", "Terlaksana"],
        [1, "Jambi Timur", 192, 17, 12, 33, 16],
    ]

    read = table(rows, RECAP)

    assert {(c.key, c.year): c.letter for c in read.columns} == {
        ("kecamatan", None): "B",
        ("jumlah_rt", None): "C",
        ("diusulkan", 2015): "D",
        ("terlaksana", 2015): "E",
        ("diusulkan", 2016): "F",
        ("terlaksana", 2016): "G",
    }
    assert (read.header_row, read.years("diusulkan")) == (2, [2015, 2016])


def test_merged_headings_stand_over_their_columns():
    rows = [
        ["No", "Kecamatan", "Jumlah RT", "RT yang Diusulkan", "Pemenang Tahun 2020", ""],
        ["", "", "", "", "Besar", "Sedang"],
        [1, "Jambi Timur", 192, 20, 6, 2],
        ["", "Jumlah", 192, 20, 6, 2],
    ]
    merges = [(0, c, 1, c) for c in range(4)] + [(0, 4, 0, 5)]

    read = table(rows, RECAP, merges=merges)

    assert {(c.key, c.year) for c in read.columns} == {
        ("kecamatan", None),
        ("jumlah_rt", None),
        ("diusulkan", None),
        ("pemenang_besar", 2020),
        ("pemenang_sedang", 2020),
    }
    assert ([r.number for r in read.rows], [r.number for r in read.totals]) == ([3], [4])
    assert year_for(read.rows[0]) == 2020


def test_a_title_and_the_first_data_row_are_no_part_of_the_header():
    rows = [["Data RT 2020"], ["Kelurahan", "RT", "tahun"], ["Legok", 1, 2018], ["Legok", 2, 2018]]

    read = table(rows, merges=[(0, 0, 0, 2)])

    assert (read.header_row, [row.number for row in read.rows], read.year) == (2, [3, 4], 2020)
    assert {(c.key, c.year) for c in read.columns} == {("kelurahan", None), ("rt", None), ("tahun", None)}


def test_total_rows_notes_and_numbered_columns_are_not_data():
    rows = [
        ["Kelurahan", "RT", "KK"],
        ["(1)", "(2)", "(3)"],
        ["Legok", 1, 50],
        ["Legok", 2, 60],
        ["Jumlah", "", 110],
        [],
        ["Sumber: kelurahan"],
        ["", "Mengetahui,", "Lurah Legok"],
    ]

    read = table(rows)

    assert [row.number for row in read.rows] == [3, 4]
    assert [row.number for row in read.totals] == [5]


def test_a_repeated_header_is_not_data():
    header = ["Kelurahan", "RT", "KK"]

    assert numbers([header, ["Legok", 1, 50], header, ["Murni", 1, 50]]) == [2, 4]


def test_an_incomplete_last_row_is_data_so_that_it_is_complained_about():
    assert numbers([["Kelurahan", "RT", "KK"], ["Legok", 1, 50], ["Legok", "", 60]]) == [2, 3]


def test_a_header_without_rows_has_no_rows():
    assert numbers([["Kelurahan", "RT", "KK"], [], ["Sumber: kelurahan"]]) == []


def test_a_header_that_lacks_a_column_is_found_and_said():
    header = find_header(sheet_of([["Kelurahan", "KK"], ["Legok", 50]]), ROSTER)

    assert header.missing == (frozenset({"rt"}),)
    assert find_header(sheet_of([["a", "b"], ["c", "d"]]), ROSTER) is None


def test_merged_data_cells_hold_for_every_row():
    read = table([["Kelurahan", "RT"], ["Legok", 1], ["", 2], ["", 3]], merges=[(1, 0, 3, 0)])

    assert [(row.number, row.get("kelurahan").text) for row in read.rows] == [(2, "Legok"), (3, "Legok"), (4, "Legok")]


def test_years_come_from_the_cell_the_heading_the_title_or_the_edition():
    assert year_for(table([["Kelurahan", "RT", "tahun"], ["Legok", 1, 2018]]).rows[0], default=2026) == 2018
    assert year_for(table([["Kelurahan", "RT", "KK 2017"], ["Legok", 1, 9]]).rows[0], default=2026) == 2017
    assert year_for(table([["Data 2016"], ["Kelurahan", "RT"], ["Legok", 1]]).rows[0], default=2026) == 2016
    assert year_for(table([["Kelurahan", "RT"], ["Legok", 1]]).rows[0], default=2026) == 2026
    assert year_for(table([["2014-2016"], ["Kelurahan", "RT"], ["Legok", 1]]).rows[0]) is None


def test_the_period_comes_from_the_title():
    assert table([["Kampung BANTAR 2022 Periode II"], ["Kelurahan", "RT"], ["Legok", 1]]).period == 2


def test_a_second_column_of_the_same_meaning_is_said_and_not_read():
    read = table([["Kelurahan", "RT", "KK", "Jumlah KK"], ["Legok", 1, 50, 60]])

    [problem] = read.header_problems()
    assert (problem.code, problem.cell, problem.severity) == ("repeated_column", "D1", Severity.WARNING)
    assert read.rows[0].get("jumlah_kk").text == "50"


def test_cells_without_a_value_and_removed_characters_are_named():
    read = table([["Kelurahan", "RT", "KK"], ["Le\u202egok", 1, ""]], without_value=frozenset({(1, 2)}))

    problems = [(p.row, p.column, p.cell, p.severity, p.code) for p in read.cell_problems()]
    assert problems == [
        (2, "Kelurahan", "A2", "warning", "characters_removed"),
        (2, "KK", "C2", "error", "formula_without_value"),
    ]


def test_a_row_reader_takes_values_and_collects_problems():
    row = table([["Kelurahan", "RT", "KK"], ["Legok", "12A", ""]]).rows[0]
    reader = RowReader(row)

    assert reader.take("rt", parse_rt, required=True) is None
    assert reader.take("jumlah_kk", parse_int, required=True) is None
    assert reader.take("tahun", parse_int) is None

    assert not reader.is_clean
    assert [(p.row, p.column, p.cell, p.value, p.code) for p in reader.problems] == [
        (2, "RT", "B2", "12A", "rt_not_a_number"),
        (2, "KK", "C2", None, "missing"),
    ]


def test_the_real_recaps_are_understood():
    fixtures = Path(__file__).parents[3] / "fixtures"
    with (fixtures / "recap_2015_2016.csv").open(encoding="utf-8", newline="") as lines:
        read = table(list(csv_module.reader(lines)), RECAP)

    assert (len(read.rows), len(read.totals)) == (11, 1)
    assert (read.years("diusulkan"), read.years("terlaksana")) == ([2015, 2016], [2015, 2016])
    assert sum(int(row.get("terlaksana", 2015).text) for row in read.rows) == 109


GRIDS = st.lists(
    st.lists(
        st.one_of(
            st.sampled_from(["", "Kelurahan", "RT", "KK", "Jumlah", "Legok", "Tahun 2020", "2019", "Sumber: x", "'=1"]),
            st.integers(0, 3000),
            st.text(max_size=6),
            st.booleans(),
            st.just({"date": "2020-01-31"}),
        ),
        max_size=6,
    ),
    max_size=9,
)
SPANS = st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 9), st.integers(0, 6))


@given(GRIDS, st.lists(SPANS, max_size=3), st.frozensets(st.tuples(st.integers(0, 9), st.integers(0, 6)), max_size=3))
def test_any_grid_is_sorted_into_rows_once(rows, merges, without_value):
    sheet = sheet_of(rows, merges=merges, without_value=without_value)
    header = find_header(sheet, ROSTER)
    if header is None:
        return

    read = Table(sheet, header, ROSTER)

    numbers = [row.number for row in (*read.rows, *read.totals)]
    assert len(set(numbers)) == len(numbers)
    assert all(read.header_row < number for number in numbers)
    for problem in (*read.cell_problems(), *read.header_problems()):
        assert set(problem.as_dict()) >= {"row", "column", "cell", "code"}
