from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt_registry.domain.rt_code import RtCodeError, format_entry, format_rt, parse_rt, rt_label


NUMBERS = st.integers(1, 999)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RT 12", (12,)),
        ("RT.08", (8,)),
        ("RT 05", (5,)),
        ("Rt 60", (60,)),
        ("021", (21,)),
        ("rt012", (12,)),
        ("RT. 007", (7,)),
        ("R.T. 7", (7,)),
        ("RT No. 7", (7,)),
        (" 17 ", (17,)),
        ("'017", (17,)),
        ("12.0", (12,)),
        ("12,0", (12,)),
        (12, (12,)),
        (12.0, (12,)),
        (Decimal("12"), (12,)),
        ("011+012", (11, 12)),
        ("RT 12 + RT 11", (11, 12)),
        ("RT 11 dan 12", (11, 12)),
        ("11, 12 & 13", (11, 12, 13)),
        ("11 & 12", (11, 12)),
        ("RT 11, 12", (11, 12)),
        ("RT.011 dan RT.012", (11, 12)),
        ("１７", (17,)),
    ],
)
def test_rt_numbers_as_people_type_them(typed, meant):
    assert parse_rt(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("RT", "not_a_number"),
        ("tujuh", "not_a_number"),
        ("12A", "not_a_number"),
        ("-3", "not_a_number"),
        ("12.5", "not_a_number"),
        ("RT 12 RW 3", "not_a_number"),
        ("RT 12/RW 03", "slash"),
        ("012/003", "slash"),
        ("011+", "not_a_number"),
        (12.5, "not_whole"),
        (float("nan"), "not_a_number"),
        (True, "not_a_number"),
        ("0", "out_of_range"),
        (0, "out_of_range"),
        ("1000", "out_of_range"),
        (1e30, "out_of_range"),
        ("1-3", "range"),
        ("RT 01 s/d RT 03", "range"),
        ("011+011", "repeated"),
    ],
)
def test_what_is_no_rt_number_says_why(typed, code):
    with pytest.raises(RtCodeError) as refused:
        parse_rt(typed)

    assert refused.value.code == code


def test_formats():
    assert format_rt(17) == "017"
    assert format_entry((12, 11)) == "011+012"
    assert rt_label((17,), "Kenali Besar") == "RT 17 Kenali Besar"
    assert rt_label((12, 5), "Selamat") == "RT 05+12 Selamat"


@given(st.sets(NUMBERS, min_size=1, max_size=11))
def test_a_written_entry_reads_back(numbers):
    assert parse_rt(format_entry(numbers)) == tuple(sorted(numbers))


@given(NUMBERS, st.sampled_from(["{}", "{:03d}", "RT {}", "RT.{:02d}", "rt {:03d}", "{}.0", "RT. {} "]))
def test_every_spelling_of_one_number_is_that_number(number, spelling):
    assert parse_rt(spelling.format(number)) == (number,)


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.decimals()))
def test_anything_typed_is_numbers_in_range_or_refused(value):
    try:
        numbers = parse_rt(value)
    except RtCodeError:
        return

    assert numbers == tuple(sorted(set(numbers)))
    assert all(1 <= number <= 999 for number in numbers)
