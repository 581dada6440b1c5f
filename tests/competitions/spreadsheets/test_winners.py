from datetime import date
from decimal import Decimal

import pytest

from bantar.trace.models import TraceEntry
from competitions.enums import AwardSource, Phase
from competitions.models import Award, Edition
from tests.factories import create_edition, create_kelurahan, create_rt
from tests.rt_registry.spreadsheets.books import xlsx
from tests.sheets import cells, codes, counts, picture, run


pytestmark = pytest.mark.django_db
HEADER = ("tahun", "periode", "kode_kelurahan", "rt", "kategori", "nilai", "hadiah")


@pytest.fixture
def kelurahan():
    kelurahan = create_kelurahan()
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number)
    return kelurahan


def test_winners_of_a_year_without_an_edition_make_an_archive(kelurahan):
    report = run(
        "winners",
        HEADER,
        (2018, 1, kelurahan.code, "001", "besar", "87,50", "Rp10.000.000"),
        (2018, "II", kelurahan.code, "002+003", "kecil", "", "5 juta"),
    )

    first, second = Edition.objects.order_by("period")
    assert (report.exit_code(), codes(report), counts(report)) == (0, [], (2, 0, 0, 0))
    assert [(e.slug, e.period, e.is_archive, e.phase) for e in (first, second)] == [
        ("2018-1", 1, True, Phase.CLOSED),
        ("2018-2", 2, True, Phase.CLOSED),
    ]
    award = first.awards.get()
    assert (award.total, award.prize, award.category_code) == (Decimal("87.50"), 10_000_000, "besar")
    assert (award.source, award.batch_id, award.label) == (
        AwardSource.IMPORTED,
        report.import_id,
        f"RT 01 {kelurahan.name}",
    )
    assert {(a.rt.number, a.entry_code, a.prize, a.total) for a in second.awards.all()} == {
        (2, f"{kelurahan.code}/002+003", 5_000_000, None),
        (3, f"{kelurahan.code}/002+003", 5_000_000, None),
    }
    assert TraceEntry.objects.filter(act="award.recorded").count() == 2


def test_a_second_run_changes_nothing_and_a_second_sheet_adds(kelurahan):
    row = (2018, 1, kelurahan.code, "1", "besar", 87.5, 10_000_000)
    run("winners", HEADER, row)
    before = picture()

    again = run("winners", HEADER, row)
    after = picture()
    added = run("winners", HEADER, (2018, 1, kelurahan.code, "2", "besar", 80, 10_000_000))

    assert (counts(again), after) == ((0, 0, 1, 0), before)
    assert (counts(added), Edition.objects.count(), Award.objects.count()) == ((1, 0, 0, 0), 1, 2)


def test_blanks_are_filled_and_what_differs_is_a_decision(kelurahan):
    run("winners", HEADER, (2018, 1, kelurahan.code, "1", "besar", "", ""))

    filled = run("winners", HEADER, (2018, 1, kelurahan.code, "1", "", "88", ""))
    asked = run("winners", HEADER, (2018, 1, kelurahan.code, "1", "besar", "89", 7_500_000))
    taken = run("winners", HEADER, (2018, 1, kelurahan.code, "1", "besar", "89", ""), acknowledge="SK asli")

    award = Award.objects.get()
    assert (filled.exit_code(), counts(filled)) == (0, (0, 1, 0, 0))
    assert (asked.exit_code(), cells(asked)) == (1, [("contradicts_stored", "F2")])
    assert (asked.problems[0].printed, asked.problems[0].computed) == ("89.00", "88.00")
    assert (taken.exit_code(), award.total, award.category_code, award.prize) == (0, 89, "besar", None)


def test_an_edition_with_a_result_of_its_own_or_on_its_way_is_left_alone(kelurahan):
    create_edition(slug="terbit", year=2020, phase=Phase.PUBLISHED)
    create_edition(slug="jalan", year=2026, phase=Phase.ASSESSMENT)
    before = picture()

    report = run("winners", HEADER, *((y, 1, kelurahan.code, "1", "besar", 80, "") for y in (2020, 2026, 2019)))

    assert cells(report) == [("published", "A2"), ("edition_open", "A3")]
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 2))
    assert picture() == before


def test_the_year_and_period_may_stand_in_the_title_or_the_address(kelurahan):
    titled = [
        ("PEMENANG KAMPUNG BANTAR TAHUN 2017 PERIODE II",),
        ("kode_kelurahan", "rt", "kategori"),
        (kelurahan.code, 1, "kecil"),
    ]

    first = run("winners", data=xlsx(titled), file_name="pemenang.xlsx")
    second = run("winners", titled[1], titled[2], edition="2016-2")

    assert (first.exit_code(), second.exit_code()) == (0, 0)
    assert set(Edition.objects.values_list("year", "period")) == {(2017, 2), (2016, 2)}


def test_several_editions_of_one_period_must_be_told_apart(kelurahan):
    for slug in ("satu", "dua"):
        create_edition(slug=slug, year=2019, phase=Phase.DRAFT)

    report = run("winners", HEADER, (2019, 1, kelurahan.code, "1", "besar", 80, ""))

    assert cells(report) == [("several_editions", "A2")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((2018, 1, "99.99.99.9999", 1, "besar", 80, 1), ("unknown_region", "C2")),
        ((2018, 1, "{code}", 44, "besar", 80, 1), ("unknown_rt", "D2")),
        ((2010, 1, "{code}", 1, "besar", 80, 1), ("rt_not_active", "D2")),
        ((2018, 1, "{code}", "satu", "besar", 80, 1), ("rt_not_a_number", "D2")),
        ((2018, 1, "{code}", 1, "raksasa", 80, 1), ("unknown_category", "E2")),
        ((2018, 1, "{code}", 1, "besar", 101, 1), ("out_of_range", "F2")),
        ((2018, 1, "{code}", 1, "besar", -1, 1), ("out_of_range", "F2")),
        ((2018, 1, "{code}", 1, "besar", "87,505", 1), ("too_fine", "F2")),
        ((2018, 1, "{code}", 1, "besar", "bagus", 1), ("not_a_number", "F2")),
        ((2018, 1, "{code}", 1, "besar", 80, "banyak"), ("not_a_number", "G2")),
        ((2018, 1, "{code}", 1, "besar", 80, -5), ("out_of_range", "G2")),
        ((2018, 0, "{code}", 1, "besar", 80, 1), ("out_of_range", "B2")),
        ((2018, "akhir", "{code}", 1, "besar", 80, 1), ("not_a_number", "B2")),
        ((1999, 1, "{code}", 1, "besar", 80, 1), ("year_out_of_range", "A2")),
        (("lalu", 1, "{code}", 1, "besar", 80, 1), ("not_a_year", "A2")),
        (("", 1, "{code}", 1, "besar", 80, 1), ("year_unknown", "A2")),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(kelurahan, row, expected):
    filled = [value.format(code=kelurahan.code) if isinstance(value, str) else value for value in row]
    before = picture()

    report = run("winners", HEADER, filled, (2018, 1, kelurahan.code, "2", "besar", 80, ""))

    assert expected in cells(report)
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 1))
    assert picture() == before


def test_the_same_winner_twice_and_a_wrong_total_of_prizes(kelurahan):
    row = (2018, 1, kelurahan.code, 1, "besar", 80, 10_000_000)

    report = run("winners", HEADER, row, row, (*row[:6], 5_000_000), ("Jumlah", "", "", "", "", "", 30_000_000))

    assert cells(report) == [("duplicate_row", "D3"), ("duplicate_row", "D4"), ("sum_mismatch", "G5")]
    assert [problem.severity for problem in report.problems] == ["warning", "error", "decision"]


def test_an_rt_stored_within_another_entry_is_an_error(kelurahan):
    run("winners", HEADER, (2018, 1, kelurahan.code, "1+2", "besar", 80, ""))

    report = run("winners", HEADER, (2018, 1, kelurahan.code, "1", "besar", 80, ""))

    assert cells(report) == [("already_entered", "D2")]


def test_a_recorded_loss_survives_a_corrected_award(kelurahan):
    run("winners", HEADER, (2018, 1, kelurahan.code, 1, "besar", "", ""))
    Award.objects.update(lost_on=date(2020, 5, 1), loss_reason="kotor lagi")

    run("winners", HEADER, (2018, 1, kelurahan.code, 1, "besar", 80, ""))

    assert Award.objects.get().loss_reason == "kotor lagi"
