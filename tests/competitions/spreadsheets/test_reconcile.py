"""What a sheet prints twice, and what two sheets say of the same thing, is compared; a person decides (DOMAIN 9)."""

import pytest

from competitions.models import Award, Recap, RecapRow
from rt_registry.models import ImportBatch, Kecamatan
from tests.factories import create_edition, create_kecamatan, create_kelurahan, create_rt
from tests.sheets import cells, codes, counts, run


pytestmark = pytest.mark.django_db
SIZES = ("kecamatan", "besar", "sedang", "kecil", "jumlah pemenang", "tahun")
NAMES = ("Pasar Jambi", "Danau Sipin", "Jelutung", "Kota Baru")
NOMINATED = (3, 13, 8, 21)


def kecamatan() -> None:
    for name in NAMES:
        create_kecamatan(name=name)


def sheet(title: str, figures: tuple[int, ...], year: int = 2015) -> list[tuple[object, ...]]:
    return [("kecamatan", title, "tahun"), *((name, figure, year) for name, figure in zip(NAMES, figures, strict=True))]


def test_the_sum_of_the_sizes_is_stored_and_the_printed_one_kept_in_the_report():
    kecamatan()
    rows = [SIZES, ("Pasar Jambi", 1, 2, 3, 7, 2019), ("Jumlah", 1, 2, 3, 7, "")]

    asked = run("recap", *rows)
    taken = run("recap", *rows, acknowledge="salah jumlah di kertas")
    again = run("recap", *rows, acknowledge="salah jumlah di kertas")

    assert [(p.cell, p.printed, p.computed) for p in asked.problems] == [("E2", "7", "6"), ("E3", "7", "6")]
    assert (asked.stored, RecapRow.objects.get().winners, counts(taken), counts(again)) == (
        False,
        6,
        (1, 0, 0, 0),
        (0, 0, 1, 0),
    )
    batch = ImportBatch.objects.get()
    assert (batch.note, batch.report["problems"][0]["printed"]) == ("salah jumlah di kertas", "7")


@pytest.mark.parametrize(("printed", "wrong"), [("62,5%", False), ("75%", False), ("150%", True), ("70%", True)])
def test_the_percentage_of_a_total_row_fits_the_sums_or_the_mean_above(printed, wrong):
    kecamatan()
    header = ("kecamatan", "diusulkan", "terlaksana", "persentase", "tahun")
    rows = [("Pasar Jambi", 4, 4, "100%", 2019), ("Danau Sipin", 12, 6, "50%", 2019), ("Jumlah", 16, 10, printed, "")]

    report = run("recap", header, *rows)

    assert cells(report) == ([("sum_mismatch", "D4")] if wrong else [])


def test_a_wrong_percentage_is_told_in_figures_of_the_language_and_kept_as_plain_ones():
    kecamatan()
    header = ("kecamatan", "diusulkan", "terlaksana", "persentase", "tahun")

    [problem] = run("recap", header, ("Danau Sipin", 8, 5, "70,5%", 2019)).problems

    assert ("70,5" in problem.message, "62,50" in problem.message) == (True, True)
    assert (problem.printed, problem.computed) == ("70.5", "62.50")


@pytest.mark.parametrize("title", ["ikut serta", "RT yang mengikuti", "Peserta", "Jml. RT Peserta", "Terlaksana"])
def test_a_column_called_took_part_that_repeats_the_nominated_ones_is_a_question(title):
    kecamatan()
    run("recap", *sheet("diusulkan", NOMINATED), file_name="usulan 2015.csv")

    asked = run("recap", *sheet(title, NOMINATED), file_name="peserta 2015.csv")
    honest = run("recap", *sheet(title, (2, 9, 8, 12)), dry_run=True)
    other_year = run("recap", *sheet(title, NOMINATED, 2016), dry_run=True)
    taken = run("recap", *sheet(title, NOMINATED), acknowledge="semua ikut")
    again = run("recap", *sheet(title, NOMINATED))

    [problem] = asked.problems
    assert (problem.code, problem.severity, problem.cell) == ("same_as_other_column", "decision", "B1")
    assert (title in problem.message, "usulan 2015.csv" in problem.message, asked.stored) == (True, True, False)
    assert (codes(honest), codes(other_year), taken.stored) == ([], [], True)
    assert (codes(again), counts(again)) == ([], (0, 0, 4, 0))
    assert list(RecapRow.objects.order_by("pk").values_list("carried_out", flat=True)) == list(NOMINATED)


@pytest.mark.parametrize(
    ("figures", "asked"), [((3, 13, 8, 21), True), ((3, 13, 8, 20), False), ((3, 13, 0, 0), False)]
)
def test_nearly_all_rows_must_be_the_same(figures, asked):
    kecamatan()
    Recap.objects.create(year=2015, source="Laporan 2015")
    for name, figure in zip(NAMES, NOMINATED, strict=True):
        RecapRow.objects.create(recap=Recap.objects.get(), kecamatan=Kecamatan.objects.get(name=name), nominated=figure)

    report = run("recap", *sheet("peserta", figures), dry_run=True)

    assert codes(report) == (["same_as_other_column"] if asked else [])
    assert ("Laporan 2015" in str([str(problem.message) for problem in report.problems])) == asked


@pytest.mark.parametrize(("printed", "wrong"), [("3 RT", False), ("2", False), ("4 RT", True), ("", False)])
def test_a_total_row_may_count_entries_or_rts(printed, wrong):
    kelurahan = create_kelurahan(name="Beringin")
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number, year=2019)
    create_edition(slug="2026-1")
    rows = [("Beringin", "1", 80), ("Beringin", "2+3", 160), ("Jumlah", printed, 240)]

    winners = run("winners", ("kelurahan", "rt", "hadiah", "tahun"), *((*row, 2019) for row in rows), dry_run=True)
    entries = run("nominations", ("kelurahan", "rt", "jumlah_kk"), *rows, edition="2026-1", dry_run=True)

    assert [cells(report) for report in (winners, entries)] == [[("sum_mismatch", "B4")] if wrong else []] * 2


def test_prizes_and_kk_are_added_up():
    kelurahan = create_kelurahan(name="Beringin")
    for number in (1, 2):
        create_rt(kelurahan=kelurahan, number=number)
    create_edition(slug="2026-1")

    winners = run(
        "winners",
        ("kelurahan", "rt", "tahun", "hadiah"),
        ("Beringin", 1, 2018, "Rp5.000.000"),
        ("Beringin", 2, 2018, "Rp.7.000.000,00"),
        ("TOTAL", "", "", "Rp13.000.000"),
    )
    entries = run(
        "nominations",
        ("kelurahan", "rt", "jumlah_kk"),
        *(("Beringin", 1, 80), ("Beringin", 2, 60), ("Jumlah", "", 150)),
        edition="2026-1",
    )

    [prizes], [kk] = winners.problems, [p for p in entries.problems if p.code == "sum_mismatch"]
    assert (prizes.printed, prizes.computed, kk.printed, kk.computed) == ("13000000", "12000000", "150", "140")
    assert Award.objects.count() == 0
