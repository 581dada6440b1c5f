import pytest

from bantar.trace.models import TraceEntry
from competitions.models import Recap, RecapRow
from rt_registry.services.reference import fixture
from tests.factories import create_edition, create_kecamatan
from tests.rt_registry.spreadsheets.books import xlsx
from tests.sheets import cells, codes, counts, pair_of_kecamatan, picture, run


pytestmark = pytest.mark.django_db
WINNERS = ("pemenang_besar", "pemenang_sedang", "pemenang_kecil", "pemenang_jumlah")
HEADER = ("kecamatan", "jumlah_kelurahan", "jumlah_rt", "diusulkan", *WINNERS, "tahun")
PASAR = ("Pasar Jambi", 4, 58, 3, 0, 1, 0, 1, 2020)
SIPIN = ("Danau sipin", 5, 151, 13, 0, 5, 8, 13, 2020)
NAMES = ("Jambi Timur", "Telanaipura", "Danau Sipin", "Pelayangan", "Danau Teluk", "Pasar Jambi")
OTHER_NAMES = ("Kota Baru", "Alam Barajo", "Jelutung", "Jambi Selatan", "Paal Merah")


@pytest.mark.parametrize(("name", "years"), [("recap_2020.csv", [2020]), ("recap_2015_2016.csv", [2015, 2016])])
def test_the_real_recaps_are_read_as_printed(name, years):
    for kecamatan in (*NAMES, *OTHER_NAMES):
        create_kecamatan(name=kecamatan)
    data = fixture(name).read_bytes()

    first, second = (run("recap", data=data, file_name=name) for _ in range(2))

    assert (first.exit_code(), codes(first), counts(first), counts(second)) == (0, [], (11, 0, 0, 0), (0, 0, 11, 0))
    assert list(Recap.objects.values_list("year", flat=True)) == years
    assert [sum(row.nominated for row in recap.rows.all()) for recap in Recap.objects.all()] == (
        [158] if years == [2020] else [165, 156]
    )
    assert TraceEntry.objects.filter(act="recap.stored").count() == len(years)


def test_figures_are_stored_under_their_names():
    _, sipin = pair_of_kecamatan()

    run("recap", HEADER, PASAR, SIPIN)

    row = RecapRow.objects.get(kecamatan=sipin)
    assert (row.rt_count, row.nominated, row.carried_out, row.winners_kecil, row.winners) == (151, 13, None, 8, 13)


def test_stacked_headers_and_a_title_are_understood():
    pair_of_kecamatan()

    def merge(sheet):
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("D2:G2")

    rows = [
        ("REKAPITULASI KAMPUNG BANTAR KOTA JAMBI", *[None] * 6),
        ("No", "Kecamatan", "RT yang Diusulkan", "Pemenang Tahun 2020", None, None, None),
        (None, None, None, "Besar", "Sedang", "Kecil", "Jumlah"),
        (1, "Kec. Pasar", 3, 0, 1, 0, 1),
        (2, "Danau Sipin", 13, 0, 5, 8, 13),
        (None, "JUMLAH", 16, 0, 6, 8, 14),
    ]

    report = run("recap", data=xlsx(rows, change=merge), file_name="rekap.xlsx", edition="2020-1")

    assert (report.exit_code(), codes(report), counts(report)) == (0, [], (2, 0, 0, 0))
    assert sum(row.winners for row in RecapRow.objects.filter(recap__year=2020)) == 14


def test_wrong_totals_are_decisions_with_both_figures():
    pair_of_kecamatan()
    rows = (HEADER, PASAR, SIPIN, ("Jumlah", 9, 210, 16, 0, 6, 8, 14, ""))

    asked = run("recap", *rows)
    taken = run("recap", *rows, acknowledge="tercetak demikian")

    [problem] = [problem.as_dict() for problem in asked.problems]
    assert (problem["code"], problem["cell"], problem["printed"], problem["computed"]) == (
        "sum_mismatch",
        "C4",
        "210",
        "209",
    )
    assert (asked.exit_code(), asked.stored, taken.exit_code(), taken.stored) == (1, False, 0, True)


def test_winners_that_do_not_add_up_across_are_a_decision():
    pair_of_kecamatan()

    report = run("recap", HEADER, ("Pasar Jambi", 4, 58, 3, 0, 1, 0, 2, 2020))

    assert (cells(report), report.exit_code()) == ([("sum_mismatch", "H2")], 1)


@pytest.mark.parametrize(
    ("printed", "problems"),
    [("85%", []), ("84,62 %", []), (0.8462, []), ("80%", ["sum_mismatch"]), ("n", ["not_a_number"])],
)
def test_a_printed_percentage_must_fit_some_share_of_the_row(printed, problems):
    pair_of_kecamatan()
    rows = [("kecamatan", "diusulkan", "terlaksana", "persentase", "tahun"), ("Danau Sipin", 13, 11, printed, 2019)]

    report = run("recap", data=xlsx(rows), file_name="rekap.xlsx")

    assert codes(report) == problems


def test_figures_that_contradict_the_stored_ones_are_a_decision_and_blanks_are_filled():
    pasar, _ = pair_of_kecamatan()
    run("recap", HEADER, PASAR)

    filled = run("recap", ("kecamatan", "terlaksana", "tahun"), ("Pasar Jambi", 2, 2020))
    asked = run("recap", ("kecamatan", "diusulkan", "tahun"), ("Pasar Jambi", 4, 2020))
    taken = run("recap", ("kecamatan", "diusulkan", "tahun"), ("Pasar Jambi", 4, 2020), acknowledge="kertas asli")

    row = RecapRow.objects.get(kecamatan=pasar)
    assert (filled.exit_code(), counts(filled)) == (0, (0, 1, 0, 0))
    assert (asked.exit_code(), cells(asked)) == (1, [("contradicts_stored", "B2")])
    assert (taken.exit_code(), row.nominated, row.carried_out, row.winners) == (0, 4, 2, 1)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Pasar Jambu", 3, 1, 2020), ("similar_name", "A2")),
        (("Danau", 3, 1, 2020), ("unknown_region", "A2")),
        (("", 3, 1, 2020), ("missing", "A2")),
        (("Pasar Jambi", "tiga", 1, 2020), ("not_a_number", "B2")),
        (("Pasar Jambi", -3, 1, 2020), ("out_of_range", "B2")),
        (("Pasar Jambi", "3,5", 1, 2020), ("not_whole", "B2")),
        (("Pasar Jambi", 99999, 1, 2020), ("out_of_range", "B2")),
        (("Pasar Jambi", 3, 1, 1995), ("year_out_of_range", "D2")),
        (("Pasar Jambi", 3, 1, "kemarin"), ("not_a_year", "D2")),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(row, expected):
    pair_of_kecamatan()
    before = picture()

    report = run("recap", ("kecamatan", "diusulkan", "terlaksana", "tahun"), row, ("Danau Sipin", 5, 4, 2020))

    assert expected in cells(report)
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 1))
    assert picture() == before


def test_a_wide_row_counts_once_and_the_same_kecamatan_twice_is_noticed():
    pair_of_kecamatan()
    header = ("kecamatan", "diusulkan 2015", "diusulkan 2016")

    report = run("recap", header, ("Pasar Jambi", 3, 4), ("Pasar", 3, 5), dry_run=True)

    assert counts(report) == (1, 0, 0, 1)
    assert codes(report) == ["duplicate_row", "duplicate_row"]
    assert [problem.severity for problem in report.problems] == ["warning", "error"]


def test_an_edition_gives_the_year_even_once_it_is_published():
    pair_of_kecamatan()
    create_edition(slug="kota", year=2018, phase="published")

    report = run("recap", ("kecamatan", "diusulkan"), ("Pasar Jambi", 3), edition="kota")

    assert (report.exit_code(), Recap.objects.get().year) == (0, 2018)
