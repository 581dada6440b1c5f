"""Numbers, money and dates as people read them, in both languages."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bantar.web import formats


WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1635, 0, "1.635", "1,635"),
        (0, 0, "0", "0"),
        (-1234567, 0, "-1.234.567", "-1,234,567"),
        (Decimal("87.5"), 2, "87,50", "87.50"),
        (Decimal("80.955"), 2, "80,96", "80.96"),
        (Decimal("80.945"), 2, "80,95", "80.95"),
        (0.5, 0, "1", "1"),
        (None, 2, "–", "–"),
    ],
)
def test_numbers(value: Decimal | None, decimals: int, indonesian: str, english: str) -> None:
    assert formats.number(value, decimals) == indonesian
    assert formats.number(value, decimals, language="en") == english


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_the_two_languages_differ_only_in_their_separators(value: int) -> None:
    indonesian, english = formats.number(value, 2), formats.number(value, 2, language="en")

    assert indonesian.translate(str.maketrans(",.", ".,")) == english
    assert Decimal(english.replace(",", "")) == value


@pytest.mark.parametrize(
    ("value", "exact", "short"),
    [
        (10_000_000, "Rp10.000.000", "Rp10 juta"),
        (892_000_000, "Rp892.000.000", "Rp892 juta"),
        (7_500_000, "Rp7.500.000", "Rp7,5 juta"),
        (1_000_000_000, "Rp1.000.000.000", "Rp1 miliar"),
        (1_250_000_000, "Rp1.250.000.000", "Rp1,25 miliar"),
        (1_234_567, "Rp1.234.567", "Rp1.234.567"),
        (0, "Rp0", "Rp0"),
        (-5000, "-Rp5.000", "-Rp5.000"),
        (None, "–", "–"),
    ],
)
def test_rupiah(value: int | None, exact: str, short: str) -> None:
    assert (formats.rupiah(value), formats.rupiah_short(value)) == (exact, short)


def test_percentages() -> None:
    assert formats.percent(Decimal("70.886")) == "70,9%"
    assert formats.percent_of(112, 158) == "70,9%"
    assert formats.percent_of(5, 0) == formats.percent_of(None, 5) == "–"


def test_dates() -> None:
    day, moment = date(2026, 8, 5), datetime(2026, 11, 21, 9, 5, tzinfo=WIB)

    assert formats.tanggal(day) == "5 Agustus 2026"
    assert formats.tanggal(day, short=True) == "5 Agu 2026"
    assert formats.tanggal(day, language="en") == "5 August 2026"
    assert formats.waktu(moment) == "21 November 2026 pukul 09.05 WIB"
    assert formats.waktu(moment, language="en") == "21 November 2026, 09:05 WIB"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 5, 1), date(2026, 5, 31), "1–31 Mei 2026"),
        (date(2026, 7, 1), date(2026, 8, 5), "1 Juli – 5 Agustus 2026"),
        (date(2025, 12, 1), date(2026, 1, 5), "1 Desember 2025 – 5 Januari 2026"),
        (date(2026, 5, 1), date(2026, 5, 1), "1 Mei 2026"),
        (date(2026, 5, 1), None, "1 Mei 2026"),
        (None, None, "–"),
    ],
)
def test_date_ranges_say_what_both_share_once(first: date | None, last: date | None, text: str) -> None:
    assert formats.tanggal_range(first, last) == text


def test_ranks() -> None:
    assert [formats.rank(n) for n in (1, 12, None)] == ["ke-1", "ke-12", "–"]
    english = [formats.rank(n, language="en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 111, 122)]
    assert english == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "122nd"]


@pytest.mark.parametrize("junk", [None, "", "abc", "nan", "inf", [], object()])
@pytest.mark.parametrize(
    "name", ["number", "score", "rupiah", "rupiah_short", "percent", "tanggal", "tanggal_short", "waktu", "rank"]
)
def test_filters_print_a_dash_for_what_is_no_figure(name: str, junk: object) -> None:
    page = Template(f"{{% load bantar_format %}}{{{{ value|{name} }}}}").render(Context({"value": junk}))

    assert page == "–"


def test_filters_follow_the_language_of_the_page() -> None:
    page = Template(
        "{% load bantar_format %}{{ n|number }} {{ s|score }} {{ d|tanggal }} {{ t|waktu }} {{ w|percent_of:n }}"
    )
    context = Context(
        {
            "n": 1635,
            "w": 112,
            "s": Decimal("87.5"),
            "d": date(2026, 5, 2),
            "t": datetime(2026, 5, 1, 20, 30, tzinfo=ZoneInfo("UTC")),
        }
    )

    assert page.render(context) == "1.635 87,50 2 Mei 2026 2 Mei 2026 pukul 03.30 WIB 6,9%"
    with translation.override("en"):
        assert page.render(context) == "1,635 87.50 2 May 2026 2 May 2026, 03:30 WIB 6.9%"


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("50.00", "50,00", "50.00"),
        ("1635", "1.635", "1,635"),
        (1635, "1.635", "1,635"),
        ("-2.5", "-2,5", "-2.5"),
        ("tidak ada", "tidak ada", "tidak ada"),
        ("1e9", "1e9", "1e9"),
        (None, "–", "–"),
    ],
)
def test_exact(value: object, indonesian: str, english: str) -> None:
    assert formats.exact(value) == indonesian
    assert formats.exact(value, language="en") == english


def test_names_are_sorted_as_people_count():
    names = ["Tim 10", "tim 9", "Penilai 2", "Penilai 12", "Tim"]

    assert sorted(names, key=formats.natural) == ["Penilai 2", "Penilai 12", "Tim", "tim 9", "Tim 10"]
