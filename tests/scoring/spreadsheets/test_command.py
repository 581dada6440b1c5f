import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from rt_registry.models import RT, ImportBatch
from scoring.models import ScoreSheet
from scoring.selectors.tally import tally_of
from tests.factories import create_edition, create_kelurahan, create_rt, create_user
from tests.rt_registry.spreadsheets.books import saved, xlsx
from tests.sheets import csv_bytes, picture, score_rows


pytestmark = pytest.mark.django_db
KEYS = ["kind", "file", "sheet", "header_row", "rows", "problems", "stored", "import_id"]
HEADER = ("kode_kelurahan", "rt", "jumlah_kk", "tahun")


def command(kind, path, *options):
    """Exit code, standard output and the sentence on standard error."""
    out = StringIO()
    try:
        call_command("import_spreadsheet", kind, str(path), *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


@pytest.fixture
def write(tmp_path):
    def _write(data, name="lembar.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return _write


def test_it_says_what_was_stored_in_a_line(write):
    kelurahan, clerk = create_kelurahan(), create_user(username="admin")
    path = write(xlsx([HEADER, (kelurahan.code, 1, 80, 2020), (kelurahan.code, 2, 81, 2020)]))

    code, out, error = command("roster", path, "--by", "admin")

    assert (code, error) == (0, "")
    assert out.splitlines()[0].startswith("2 ")
    assert ImportBatch.objects.get().imported_by == clerk
    assert set(TraceEntry.objects.values_list("actor", flat=True)) == {clerk.pk}


@pytest.mark.parametrize(
    ("case", "exit_code"),
    [
        ("good", 0),
        ("warned", 0),
        ("bad row", 1),
        ("no rows", 1),
        ("missing file", 2),
        ("no sheet", 2),
        ("by nobody", 2),
    ],
)
def test_the_report_has_the_same_keys_at_every_exit_code(write, tmp_path, case, exit_code):
    kelurahan = create_kelurahan()
    good = (kelurahan.code, 1, 80, 2020)
    rows = {
        "good": [HEADER, good],
        "warned": [HEADER, good, good],
        "bad row": [HEADER, (kelurahan.code, 0, 80, 2020)],
        "no rows": [HEADER],
    }
    path = write(xlsx(rows.get(case, rows["good"])))
    options = {"no sheet": ["--sheet", "Lain"], "by nobody": ["--by", "siapa"]}.get(case, [])

    code, out, _ = command("roster", tmp_path / "tiada.xlsx" if case == "missing file" else path, "--json", *options)

    report = json.loads(out)
    assert (code, list(report)) == (exit_code, KEYS)
    assert set(report["rows"]) == {"read", "new", "changed", "unchanged", "skipped"}
    assert report["stored"] == (exit_code == 0)


def test_a_dry_run_exits_as_the_real_run_would_and_stores_nothing(write):
    kelurahan = create_kelurahan()
    good = write(xlsx([HEADER, (kelurahan.code, 1, 80, 2020)]))
    bad = write(xlsx([HEADER, (kelurahan.code, 1, "x", 2020)]), "salah.xlsx")
    before = picture()

    assert [command("roster", path, "--dry-run")[0] for path in (good, bad)] == [0, 1]
    assert picture() == before


def test_decisions_pass_when_a_person_says_so(write):
    rt = create_rt(number=1, kk=70, year=2020)
    path = write(xlsx([HEADER, (rt.kelurahan.code, 1, 75, 2020)]))

    asked = command("roster", path, "--accept-suggestions")
    taken = command("roster", path, "--acknowledge", "data lama keliru")

    assert (asked[0], taken[0], rt.household_counts.get().kk) == (1, 0, 75)


def book(*sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows, state in sheets:
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))
    return saved(workbook)


def test_several_sheets_with_a_table_must_be_told_apart(write):
    code = create_kelurahan().code
    rows = [HEADER, (code, 1, 80, 2020)]
    path = write(book(("Satu", rows, "visible"), ("Dua", [HEADER, (code, 2, 81, 2020)], "visible")))

    asked, named = command("roster", path, "--json"), command("roster", path, "--sheet", "Dua")

    said = json.loads(asked[1])["problems"][0]
    assert (asked[0], said["code"], "Satu" in said["message"], "Dua" in said["message"]) == (
        1,
        "several_sheets",
        True,
        True,
    )
    assert (named[0], RT.objects.get().number) == (0, 2)


def test_a_hidden_sheet_is_named_and_read_only_when_asked_for(write):
    code = create_kelurahan().code
    shown, hidden = [HEADER, (code, 1, 80, 2020)], [HEADER, (code, 2, 81, 2020)]
    path = write(book(("Data", shown, "visible"), ("Lama", hidden, "hidden")))

    first = command("roster", path, "--json")
    second = command("roster", path, "--sheet", "Lama")

    assert [problem["code"] for problem in json.loads(first[1])["problems"]] == ["hidden_sheet"]
    assert (first[0], second[0]) == (0, 0)
    assert set(RT.objects.values_list("number", flat=True)) == {1, 2}


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x00", b"%PDF-1.7 not a sheet", b"PK\x03\x04broken"])
def test_unreadable_files_are_one_sentence(write, data):
    code, out, error = command("scores", write(data), "--edition", "apa")

    assert (code, out) == (2, "")
    assert error.endswith(".")


def test_an_unknown_kind_or_edition_is_wrong_use(write):
    path = write(csv_bytes(("kode_kelurahan", "rt"), ("x", 1)), "a.csv")

    assert [command(*args)[0] for args in (("nilai", path), ("nominations", path), ("scores", path))] == [2, 2, 1]
    assert command("nominations", path, "--edition", "tiada")[0] == 2


def test_a_whole_edition_comes_in_by_sheets_and_is_tallied(write):
    edition = create_edition(slug="uji", phase=Phase.DRAFT)
    kelurahan = create_kelurahan()
    roster = [HEADER, *((kelurahan.code, n, 25 * n, 2026) for n in range(1, 5))]
    entries = [("kode_kelurahan", "rt"), (kelurahan.code, "001+002"), (kelurahan.code, 3), (kelurahan.code, "RT 04")]
    scores = list(score_rows(kelurahan, ["2", "003", 4], ["Ani", "Budi", "Cici"]))

    codes = [
        command("roster", write(xlsx(roster)))[0],
        command("nominations", write(xlsx(entries)), "--edition", "uji")[0],
        command("scores", write(csv_bytes(*scores), "nilai.csv"), "--edition", "uji")[0],
    ]

    edition.refresh_from_db()
    result = tally_of(edition)
    assert (codes, edition.phase, ScoreSheet.objects.count()) == ([0, 0, 0], Phase.ASSESSMENT, 9)
    assert {(entry.entry.partition("/")[2], entry.category, str(entry.total)) for entry in result.entries} == {
        ("001+002", "sedang", "75.00"),
        ("003", "sedang", "75.00"),
        ("004", "besar", "75.00"),
    }
    assert [entry.winner for entry in result.entries] == [True] * 3
    assert result.blockers == ()
