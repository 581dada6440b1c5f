import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantar.web import formats
from rt_registry.spreadsheets.cells import (
    CellProblem,
    parse_decimal,
    parse_int,
    parse_percent,
    parse_rt,
    parse_rupiah,
    parse_text,
    parse_year,
)
from rt_registry.spreadsheets.grid import make_cell


PARSERS = [parse_int, parse_decimal, parse_rupiah, parse_percent, parse_year, parse_rt, parse_text]


def cell(value):
    return make_cell({"date": value.isoformat()} if isinstance(value, date) else value, "A1")


@pytest.mark.parametrize(
    ("parse", "typed", "meant"),
    [
        (parse_int, 12.0, 12),
        (parse_int, "12", 12),
        (parse_int, "1.635", 1635),
        (parse_int, "1,635", 1635),
        (parse_int, "1 635", 1635),
        (parse_int, "1\u00a0635", 1635),
        (parse_int, "1.635.000", 1_635_000),
        (parse_int, "1635 RT", 1635),
        (parse_int, "120 KK", 120),
        (parse_int, "120 Kepala Keluarga", 120),
        (parse_int, "1.635 RT", 1635),
        (parse_int, "1.635RT", 1635),
        (parse_int, "120 *", 120),
        (parse_int, "120**)", 120),
        (parse_int, "12,0", 12),
        (parse_int, "12.00", 12),
        (parse_int, "1.635,00", 1635),
        (parse_int, "", None),
        (parse_int, "-", None),
        (parse_int, "–", None),
        (parse_int, None, None),
        (parse_decimal, 87.5, Decimal("87.5")),
        (parse_decimal, 1.1, Decimal("1.1")),
        (parse_decimal, "87,50", Decimal("87.50")),
        (parse_decimal, "87.50", Decimal("87.50")),
        (parse_decimal, "1.234,56", Decimal("1234.56")),
        (parse_decimal, "1,234.56", Decimal("1234.56")),
        (parse_percent, "37%", Decimal(37)),
        (parse_percent, "37,5 %", Decimal("37.5")),
        (parse_percent, 0.37, Decimal("37")),
        (parse_percent, 37.0, Decimal(37)),
        (parse_rupiah, "Rp10.000.000,00", 10_000_000),
        (parse_rupiah, "Rp.10.000.000,00", 10_000_000),
        (parse_rupiah, "Rp. 7.500.000,-", 7_500_000),
        (parse_rupiah, "IDR 10,000,000.00", 10_000_000),
        (parse_rupiah, "7,5 juta", 7_500_000),
        (parse_rupiah, "Rp7.5 jt", 7_500_000),
        (parse_rupiah, "10 jt", 10_000_000),
        (parse_rupiah, "10jt", 10_000_000),
        (parse_rupiah, "Rp. -", None),
        (parse_rupiah, "500 ribu", 500_000),
        (parse_rupiah, "1,2 miliar", 1_200_000_000),
        (parse_rupiah, "10.000.000 rupiah", 10_000_000),
        (parse_rupiah, 10_000_000.0, 10_000_000),
        (parse_rupiah, "", None),
        (parse_year, 2020.0, 2020),
        (parse_year, "2020", 2020),
        (parse_year, "Tahun 2020", 2020),
        (parse_year, date(2020, 5, 1), 2020),
        (parse_year, "2.020", 2020),
        (parse_year, "31/12/2020", 2020),
        (parse_year, "1 Mei 2020", 2020),
        (parse_year, "2020-05-01 00:00:00", 2020),
        (parse_year, 43861.0, 2020),
        (parse_year, "43861", 2020),
        (parse_year, "", None),
        (parse_rt, "RT.08", (8,)),
        (parse_rt, 12.0, (12,)),
        (parse_rt, "011+012", (11, 12)),
        (parse_rt, "", None),
        (parse_text, "  Siti\n Aminah ", "Siti Aminah"),
        (parse_text, 12.0, "12"),
    ],
)
def test_cells_as_people_type_them(parse, typed, meant):
    assert parse(cell(typed)) == meant


@pytest.mark.parametrize(
    ("parse", "typed", "code"),
    [
        (parse_int, "dua", "not_a_number"),
        (parse_int, "12a", "not_a_number"),
        (parse_int, "RT", "not_a_number"),
        (parse_int, "12+3", "not_a_number"),
        (parse_int, "1.63.5", "not_a_number"),
        (parse_int, "12,5", "not_whole"),
        (parse_int, 12.5, "not_whole"),
        (parse_int, "0.635", "ambiguous_number"),
        (parse_int, "012,345", "ambiguous_number"),
        (parse_int, "-3", "out_of_range"),
        (parse_int, float("inf"), "out_of_range"),
        (parse_int, 1e300, "out_of_range"),
        (parse_int, True, "not_a_number"),
        (parse_int, date(2020, 1, 12), "is_a_date"),
        (parse_decimal, "87,5,1", "not_a_number"),
        (parse_decimal, "81,500", "ambiguous_number"),
        (parse_rupiah, "7.500 juta", "ambiguous_number"),
        (parse_rupiah, "10 M", "not_a_number"),
        (parse_rupiah, "banyak", "not_a_number"),
        (parse_rupiah, "Rp", "not_a_number"),
        (parse_rupiah, "juta", "not_a_number"),
        (parse_rupiah, "Rp10,5", "not_whole"),
        (parse_rupiah, "-Rp5", "not_a_number"),
        (parse_percent, "banyak %", "not_a_number"),
        (parse_year, "20", "not_a_year"),
        (parse_year, "3020", "not_a_year"),
        (parse_year, 2020.5, "not_a_year"),
        (parse_rt, "0", "rt_out_of_range"),
        (parse_rt, "12A", "rt_not_a_number"),
        (parse_rt, "1-3", "rt_range"),
        (parse_rt, date(2020, 2, 1), "is_a_date"),
    ],
)
def test_what_cannot_be_taken_says_why(parse, typed, code):
    with pytest.raises(CellProblem) as refused:
        parse(cell(typed))

    assert refused.value.code == code
    assert str(refused.value.message)


def test_thousands_that_a_program_took_for_decimals_are_suggested():
    with pytest.raises(CellProblem) as refused:
        parse_int(cell(1.635))

    assert (refused.value.code, refused.value.suggestion) == ("not_whole", "1635")


def test_an_ambiguous_number_says_both_readings():
    with pytest.raises(CellProblem) as refused:
        parse_rupiah(cell("7.500 juta"))

    assert "7500000 " in str(refused.value.message)
    assert "7500000000" in str(refused.value.message)


def test_bounds_settle_what_would_be_ambiguous():
    assert parse_decimal(cell("81,500"), maximum=100) == Decimal("81.5")


def test_bounds_are_checked():
    assert parse_int(cell(5.0), minimum=5, maximum=5) == 5
    with pytest.raises(CellProblem):
        parse_int(cell(6.0), maximum=5)
    with pytest.raises(CellProblem):
        parse_decimal(cell("100,01"), minimum=0, maximum=100)
    with pytest.raises(CellProblem):
        parse_text(cell("abc"), max_length=2)


@given(st.integers(0, 10**12), st.sampled_from(["id", "en"]))
def test_numbers_the_portal_prints_read_back(number, language):
    assert parse_int(cell(formats.number(number, language=language))) == number
    assert parse_rupiah(cell(formats.rupiah(number, language=language))) == number


@given(st.decimals(0, 999, places=2), st.sampled_from(["id", "en"]))
def test_scores_the_portal_prints_read_back(number, language):
    assert parse_decimal(cell(formats.score(number, language=language))) == number


@given(
    st.sampled_from(PARSERS),
    st.one_of(st.text(max_size=25), st.floats(), st.booleans(), st.dates(), st.from_regex(r"[Rp0-9.,%+\- a-z]{0,14}")),
)
def test_any_cell_is_a_value_or_a_named_problem(parse, value):
    with contextlib.suppress(CellProblem):
        parse(cell(value))
