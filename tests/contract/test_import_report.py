"""The import report of CONTRACT 3, sentence by sentence, through `import_spreadsheet ... --json`."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.conf import LazySettings
from openpyxl import Workbook

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Award, Edition, Nomination
from rt_registry.models import RT, HouseholdCount, ImportBatch, Kelurahan
from scoring.models import Assessor, ScoreSheet
from tests.contract.commands import Said, run
from tests.factories import create_edition, create_rt, create_user
from tests.rt_registry.spreadsheets.books import csv, ods, old_xls, repacked, saved, xlsx
from tests.rt_registry.spreadsheets.hostile import encrypted_ods, encrypted_xlsx, entities, lying_bomb
from tests.sheets import csv_bytes, picture


pytestmark = pytest.mark.usefixtures("reference")

KEYS = ["kind", "file", "sheet", "header_row", "rows", "problems", "stored", "import_id"]
ROW_KEYS = ["read", "new", "changed", "unchanged", "skipped"]
PROBLEM_KEYS = ["row", "column", "cell", "value", "severity", "code", "message", "suggestion"]
CODES = [f"{letter}{n}" for letter in "BAP" for n in range(1, 8)]
SIPIN, PAAL_LIMA = "15.71.01.1001", "15.71.07.1004"
ROSTER = ("kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")


Import = Callable[..., Said]


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Import bytes or rows; the report must have its keys, whatever became of it."""

    def act(kind: str, what: bytes | Sequence[Sequence[object]], *options: str, name: str = "lembar.xlsx") -> Said:
        path = tmp_path / name
        path.write_bytes(what if isinstance(what, bytes) else xlsx(what))
        said = run("import_spreadsheet", kind, path, *options, "--json")
        check_keys(said)
        return said

    return act


def check_keys(said: Said) -> None:
    report = said.json()
    rows = report["rows"]
    assert list(report) == KEYS
    assert list(rows) == ROW_KEYS
    assert rows["read"] == rows["new"] + rows["changed"] + rows["unchanged"] + rows["skipped"]
    for problem in report["problems"]:
        assert list(problem)[: len(PROBLEM_KEYS)] == PROBLEM_KEYS
        assert set(problem) - set(PROBLEM_KEYS) in (set(), {"printed", "computed"})
        assert problem["severity"] in ("error", "decision", "warning")
        assert problem["message"].strip()
        assert "%(" not in problem["message"]
    assert report["stored"] or report["import_id"] is None
    assert (said.error == "") == (said.code == 0)


def problems(said: Said) -> list[tuple[str, str]]:
    return [(problem["severity"], problem["code"]) for problem in said.json()["problems"]]


def roster(*rows: Sequence[object]) -> list[Sequence[object]]:
    return [ROSTER, *rows]


# Every kind, every exit code


def sheets_of(kind: str) -> tuple[list[Sequence[object]], list[Sequence[object]]]:
    """A sheet of the kind that is right, and one that is wrong."""
    return {
        "roster": (roster((SIPIN, 1, "A", 80, 2026)), roster((SIPIN, 0, "A", 80, 2026))),
        "recap": (
            [("kecamatan", "diusulkan", "tahun"), ("Jelutung", 7, 2018)],
            [("kecamatan", "diusulkan", "tahun"), ("Bandung", 7, 2018)],
        ),
        "nominations": ([("kode_kelurahan", "rt"), (SIPIN, 5)], [("kode_kelurahan", "rt"), (SIPIN, 999)]),
        "scores": (
            [("kode_kelurahan", "rt", "penilai", *CODES), (SIPIN, 6, "Ani", *[3] * 21)],
            [("kode_kelurahan", "rt", "penilai", *CODES), (SIPIN, 6, "Ani", *[9] * 21)],
        ),
        "winners": (
            [("tahun", "kode_kelurahan", "rt"), (2018, SIPIN, 5)],
            [("tahun", "kode_kelurahan", "rt"), (2018, SIPIN, 999)],
        ),
    }[kind]


@pytest.fixture
def edition(reference: None) -> Edition:
    """RT 5 is free, RT 6 is entered."""
    edition = create_edition(slug="2026-1")
    kelurahan = Kelurahan.objects.get(code=SIPIN)
    for number in (5, 6):
        create_rt(kelurahan=kelurahan, number=number)
    return edition


KINDS = ["roster", "recap", "nominations", "scores", "winners"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reports_alike_at_every_exit_code(imported: Import, edition: Edition, kind: str) -> None:
    good, bad = sheets_of(kind)
    options = ["--edition", "2026-1"] if kind in ("nominations", "scores") else []
    imported("nominations", [("kode_kelurahan", "rt"), (SIPIN, 6)], "--edition", "2026-1")
    before = picture()

    unreadable = imported(kind, b"%PDF-1.7\n", *options)
    empty = imported(kind, good[:1], *options)
    wrong = imported(kind, bad, *options)
    dry = imported(kind, good, *options, "--dry-run")
    wrong_dry = imported(kind, bad, *options, "--dry-run")
    assert picture() == before
    done = imported(kind, good, *options)
    again = imported(kind, good, *options)

    assert [said.code for said in (unreadable, empty, wrong, dry, wrong_dry, done, again)] == [2, 1, 1, 0, 1, 0, 0]
    assert problems(empty) == [("error", "no_rows")]
    assert wrong.json()["problems"] == wrong_dry.json()["problems"]
    assert wrong.json()["rows"] == {"read": 1, "new": 0, "changed": 0, "unchanged": 0, "skipped": 1}
    assert (
        dry.json()["rows"] == done.json()["rows"] == {"read": 1, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0}
    )
    assert [said.json()["stored"] for said in (dry, done, again)] == [False, True, True]
    assert again.json()["rows"]["unchanged"] == 1
    assert ImportBatch.objects.get(pk=done.json()["import_id"]).kind == kind


def test_the_trace_names_the_account_or_the_command_line(imported: Import) -> None:
    clerk = create_user(username="operator")

    imported("roster", roster((SIPIN, 1, "A", 80, 2026)), "--by", "operator")
    imported("roster", roster((SIPIN, 2, "A", 80, 2026)))

    stored = TraceEntry.objects.filter(act="import.stored").order_by("pk")
    assert [(entry.actor, entry.actor_label) for entry in stored] == [(clerk, str(clerk)), (None, "command line")]


# Rows are numbered as a spreadsheet program shows them


def test_rows_are_those_of_the_program_and_only_data_rows_are_read(imported: Import) -> None:
    rows: list[Sequence[object]] = [
        ("DAFTAR RT KOTA JAMBI",),
        ("Tahun 2026",),
        (),
        ("No", "Kelurahan", "RT", "Jumlah KK"),
        (1, "Simpang IV Sipin", "RT 01", 80),
        (),
        (2, "Simpang IV Sipin", "RT 02", "delapan puluh"),
        ("Jumlah", None, None, 80),
        ("Catatan: sementara",),
    ]

    report = imported("roster", rows).json()

    [problem] = report["problems"]
    assert (report["header_row"], report["rows"]["read"], report["rows"]["skipped"]) == (4, 2, 1)
    assert (problem["row"], problem["column"], problem["cell"], problem["value"]) == (
        7,
        "Jumlah KK",
        "D7",
        "delapan puluh",
    )


def test_one_row_of_a_wide_recap_counts_once(imported: Import) -> None:
    header = ("Kecamatan", "Diusulkan 2017", "Terlaksana 2017", "Diusulkan 2018", "Terlaksana 2018")

    report = imported("recap", [header, ("Jelutung", 9, 7, 8, 6), ("Kota Baru", 5, 5, 4, 4)]).json()

    assert report["rows"] == {"read": 2, "new": 2, "changed": 0, "unchanged": 0, "skipped": 0}


# Severities


def test_suggestions_are_taken_with_their_option_alone(imported: Import) -> None:
    rows = [("kecamatan", "kelurahan", "rt", "jumlah_kk", "tahun"), ("Telanaipura", "Simpang IV Sipim", 1, 80, 2026)]

    asked = imported("roster", rows)
    acknowledged = imported("roster", rows, "--acknowledge", "ya")
    taken = imported("roster", rows, "--accept-suggestions")

    assert (asked.code, acknowledged.code, taken.code) == (1, 1, 0)
    assert problems(asked) == [("decision", "similar_name")]
    assert "Simpang IV Sipin" in asked.json()["problems"][0]["suggestion"]
    assert RT.objects.get().kelurahan.code == SIPIN


@pytest.mark.parametrize(
    ("kind", "rows", "printed", "computed"),
    [
        (
            "recap",
            [("kecamatan", "diusulkan", "tahun"), ("Jelutung", 7, 2018), ("Kota Baru", 5, 2018), ("Jumlah", 13, None)],
            "13",
            "12",
        ),
        (
            "recap",
            [("kecamatan", "diusulkan", "terlaksana", "persentase", "tahun"), ("Jelutung", 10, 5, "60%", 2018)],
            "60",
            "50.00",
        ),
        (
            "recap",
            [("kecamatan", "besar", "sedang", "kecil", "jumlah pemenang", "tahun"), ("Jelutung", 1, 2, 3, 7, 2018)],
            "7",
            "6",
        ),
        (
            "roster",
            roster((SIPIN, 1, "A", 80, 2026), (SIPIN, 2, "B", 90, 2026), ("TOTAL", None, None, 171, None)),
            "171",
            "170",
        ),
    ],
)
def test_a_printed_figure_that_does_not_hold(
    imported: Import, kind: str, rows: list[Sequence[object]], printed: str, computed: str
) -> None:
    asked = imported(kind, rows)
    taken = imported(kind, rows, "--acknowledge", "Salah cetak")

    [problem] = asked.json()["problems"]
    assert (asked.code, problem["severity"], problem["code"]) == (1, "decision", "sum_mismatch")
    assert (problem["printed"], problem["computed"]) == (printed, computed)
    assert (taken.code, taken.json()["stored"]) == (0, True)
    assert ImportBatch.objects.get().note == "Salah cetak"


def test_the_same_rt_twice(imported: Import) -> None:
    equal = imported("roster", roster((SIPIN, 1, "A", 80, 2026), (SIPIN, "RT 001", "A", "80", 2026)))
    different = imported("roster", roster((SIPIN, 2, "A", 80, 2026), (SIPIN, 2, "A", 81, 2026)))

    assert (equal.code, problems(equal)) == (0, [("warning", "duplicate_row")])
    assert (different.code, problems(different)) == (1, [("error", "duplicate_row")])
    assert different.json()["problems"][0]["row"] == 3
    assert list(RT.objects.values_list("number", flat=True)) == [1]


def test_a_formula_without_a_stored_value(imported: Import) -> None:
    said = imported("roster", roster((SIPIN, 1, "A", "=40+40", 2026), (SIPIN, 2, "A", 80, 2026)))

    assert (said.code, problems(said)) == (1, [("error", "formula_without_value")])
    assert said.json()["problems"][0]["cell"] == "D2"
    assert said.json()["rows"] == {"read": 2, "new": 1, "changed": 0, "unchanged": 0, "skipped": 1}
    assert not RT.objects.exists()


def test_a_past_year_that_differs_is_a_decision_and_this_year_is_corrected(imported: Import) -> None:
    imported("roster", roster((SIPIN, 1, "A", 80, 2019)))

    asked = imported("roster", roster((SIPIN, 1, "A", 85, 2019)))
    taken = imported("roster", roster((SIPIN, 1, "A", 85, 2019)), "--acknowledge", "Data BPS")

    assert (asked.code, problems(asked)) == (1, [("decision", "contradicts_stored")])
    assert (taken.code, HouseholdCount.objects.get().kk) == (0, 85)


# Which sheet


def book(*sheets: tuple[str, Sequence[Sequence[object]], str]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows, state in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))
    return saved(made)


def test_the_only_sheet_with_a_table_is_taken_and_several_are_named(imported: Import) -> None:
    first, second = roster((SIPIN, 1, "A", 80, 2026)), roster((SIPIN, 2, "A", 80, 2026))
    note = [("Surat pengantar",), ("dengan hormat",)]

    one = imported("roster", book(("Pengantar", note, "visible"), ("Data", first, "visible")))
    two = imported("roster", book(("Satu", first, "visible"), ("Dua", second, "visible")))
    named = imported("roster", book(("Satu", first, "visible"), ("Dua", second, "visible")), "--sheet", "Dua")
    missing = imported("roster", book(("Satu", first, "visible")), "--sheet", "Tiga")

    assert (one.code, one.json()["sheet"]) == (0, "Data")
    assert (two.code, problems(two)) == (1, [("error", "several_sheets")])
    assert "Satu" in two.error
    assert "Dua" in two.error
    assert (named.code, named.json()["sheet"]) == (0, "Dua")
    assert (missing.code, "Satu" in missing.error) == (2, True)


def test_hidden_sheets_are_named_and_read_only_when_asked_for(imported: Import) -> None:
    shown, hidden = roster((SIPIN, 1, "A", 80, 2026)), roster((SIPIN, 2, "A", 80, 2026))
    data = book(("Data", shown, "visible"), ("Rahasia", hidden, "hidden"), ("Sangat", hidden, "veryHidden"))

    first = imported("roster", data)
    only_hidden = imported("roster", book(("Kosong", [("x",)], "visible"), ("Rahasia", hidden, "hidden")))
    second = imported("roster", data, "--sheet", "Rahasia")

    assert (first.code, problems(first)) == (0, [("warning", "hidden_sheet")])
    assert "Rahasia" in first.json()["problems"][0]["message"]
    assert "Sangat" in first.json()["problems"][0]["message"]
    assert (only_hidden.code, "Rahasia" in only_hidden.error) == (1, True)
    assert (second.code, second.json()["rows"]["new"]) == (0, 1)


def test_merged_data_cells_hold_for_every_row(imported: Import) -> None:
    rows = [("kecamatan", "kelurahan", "rt", "jumlah_kk", "tahun")]
    rows += [("Telanaipura", "Simpang IV Sipin", 1, 80, 2026), (None, None, 2, 81, None), (None, None, 3, 82, None)]
    data = xlsx(rows, change=lambda sheet: [sheet.merge_cells(area) for area in ("A2:A4", "B2:B4", "E2:E4")] and None)

    said = imported("roster", data)

    assert (said.code, said.json()["rows"]["new"]) == (0, 3)


# Names and years


def test_a_name_without_its_parent_is_enough_where_only_one_region_is_meant(imported: Import) -> None:
    header = ("kelurahan", "rt", "jumlah_kk", "tahun")

    said = imported("roster", [header, ("Paal V", 1, 80, 2020), ("Telanaipura", 2, 81, 2020)])

    assert (said.code, set(RT.objects.values_list("kelurahan__code", flat=True))) == (0, {PAAL_LIMA, "15.71.01.1004"})


def test_two_regions_that_may_be_meant_are_a_decision(imported: Import) -> None:
    rows = [("kelurahan", "rt", "jumlah_kk", "tahun"), ("Simpang Sipin", 1, 80, 2026)]

    said = imported("roster", rows)
    accepted = imported("roster", rows, "--accept-suggestions")

    assert (said.code, accepted.code, RT.objects.count()) == (1, 1, 0)
    assert problems(said) == [("decision", "ambiguous_name")]
    assert all(name in said.json()["problems"][0]["message"] for name in ("Simpang III Sipin", "Simpang IV Sipin"))


YEARS: dict[str, tuple[list[Sequence[object]], list[str]]] = {
    "title": ([("DAFTAR RT TAHUN 2020",), ("kode_kelurahan", "rt", "jumlah_kk"), (SIPIN, 1, 80)], []),
    "header": ([("kode_kelurahan", "rt", "jumlah KK 2020"), (SIPIN, 1, 80)], []),
    "edition": ([("kode_kelurahan", "rt", "jumlah_kk"), (SIPIN, 1, 80)], ["--edition", "2020-1"]),
    "column": ([("kode_kelurahan", "rt", "jumlah_kk", "tahun"), (SIPIN, 1, 80, "Tahun 2020")], []),
}


@pytest.mark.parametrize("where", YEARS)
def test_the_year_may_stand_elsewhere(imported: Import, where: str) -> None:
    rows, options = YEARS[where]

    said = imported("roster", rows, *options)

    assert (said.code, [c.counted_on.year for c in HouseholdCount.objects.all()]) == (0, [2020])


def test_without_any_year_a_person_must_say_it(imported: Import) -> None:
    said = imported("roster", [("kode_kelurahan", "rt", "jumlah_kk"), (SIPIN, 1, 80)])

    assert (said.code, RT.objects.count()) == (1, 0)


def test_an_import_is_judged_by_its_year_not_by_today(imported: Import) -> None:
    """Paal Merah of 2015 is not the one of today, and an RT that ended in 2023 stood in 2022."""
    edition = create_edition(slug="2015-1", year=2015)
    imported("roster", roster((SIPIN, 1, "A", 80, 2015)))

    said = imported("nominations", [("kode_kelurahan", "rt"), (SIPIN, 1)], "--edition", "2015-1")

    assert (said.code, Nomination.objects.get().kk) == (0, 80)
    edition.refresh_from_db()
    assert edition.phase == Phase.VERIFICATION


# Text


def test_control_characters_go_with_a_warning_and_emoji_and_accents_stay(imported: Import) -> None:
    data = csv_bytes(*roster((SIPIN, 1, "Sitti\u202e \u0007Amélie 🌿", 80, 2026)))

    said = imported("roster", data, name="lembar.csv")

    assert (said.code, problems(said)) == (0, [("warning", "characters_removed")])
    assert RT.objects.get().head_name == "Sitti Amélie 🌿"


def test_a_leading_apostrophe_is_lost_on_import(imported: Import) -> None:
    imported("roster", csv_bytes(*roster((SIPIN, 1, "'=1+1", 80, 2026), (SIPIN, 2, "O'Neill", 80, 2026))))

    assert list(RT.objects.order_by("number").values_list("head_name", flat=True)) == ["=1+1", "O'Neill"]


# Files


READABLE: dict[str, tuple[bytes, str]] = {
    "xlsx called csv": (xlsx(roster((SIPIN, 1, "A", 80, 2026))), "lembar.csv"),
    "csv called xlsx": (csv_bytes(*roster((SIPIN, 1, "A", 80, 2026))), "lembar.xlsx"),
    "ods called xls": (ods([ROSTER, (SIPIN, 1, "A", 80, 2026)]), "lembar.xls"),
    "xlsx without an extension": (xlsx(roster((SIPIN, 1, "A", 80, 2026))), "lembar"),
    "csv with semicolons": (csv(";".join(ROSTER), f"{SIPIN};1;A;80;2026"), "lembar.csv"),
    "csv of Excel": (b"\xef\xbb\xbf" + csv_bytes(*roster((SIPIN, 1, "A", 80, 2026))), "lembar.csv"),
    "csv in UTF-16": (csv_bytes(*roster((SIPIN, 1, "A", 80, 2026))).decode().encode("utf-16"), "lembar.csv"),
}


@pytest.mark.parametrize("name", READABLE)
def test_a_file_is_read_as_what_it_is(imported: Import, name: str) -> None:
    data, called = READABLE[name]

    said = imported("roster", data, name=called)

    assert (said.code, said.json()["rows"]["new"], said.json()["file"]) == (0, 1, called)


def test_old_xls_is_read(imported: Import) -> None:
    said = imported("roster", old_xls(), name="lembar.ods")

    assert said.code == 1
    assert said.json()["header_row"] is not None


UNREADABLE: dict[str, bytes] = {
    "empty": b"",
    "encrypted xlsx": encrypted_xlsx(),
    "encrypted ods": encrypted_ods(),
    "zip names that leave it": repacked(xlsx(roster()), lambda n, c: c, {"../../etc/passwd": b"x"}),
    "external entities": entities(),
    "pdf": b"%PDF-1.7\n",
    "cut": xlsx(roster((SIPIN, 1, "A", 80, 2026)))[:-300],
    "noise": bytes(range(256)) * 9,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_and_dangerous_files_end_with_2(imported: Import, name: str) -> None:
    before = picture()

    said = imported("roster", UNREADABLE[name])

    assert (said.code, said.json()["stored"], picture()) == (2, False, before)
    assert said.error.count("\n") == 0


def test_bombs_and_oversized_files_end_with_2(imported: Import, settings: LazySettings) -> None:
    settings.SPREADSHEET_MAX_UNPACKED_BYTES = 1_000_000
    bomb = imported("roster", lying_bomb())
    settings.SPREADSHEET_MAX_BYTES = 1000
    large = imported("roster", xlsx(roster((SIPIN, 1, "A", 80, 2026))))

    assert [(said.code, len(said.json()["problems"])) for said in (bomb, large)] == [(2, 1), (2, 1)]


@pytest.mark.parametrize("name", ["tiada.xlsx", ".", "a" * 300 + ".xlsx"])
def test_a_missing_file_ends_with_2(tmp_path: Path, name: str) -> None:
    said = run("import_spreadsheet", "roster", tmp_path / name, "--json")

    check_keys(said)
    assert said.code == 2


def test_without_json_people_read_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "lembar.xlsx"
    path.write_bytes(xlsx(roster((SIPIN, 0, "A", 80, 2026))))

    said = run("import_spreadsheet", "roster", path)

    assert said.code == 1
    assert "B2" in said.out
    assert not said.out.lstrip().startswith("{")


# The kinds


def test_winners_of_a_year_without_an_edition_make_an_archive(imported: Import) -> None:
    create_rt(kelurahan=Kelurahan.objects.get(code=SIPIN), number=11)
    create_rt(kelurahan=Kelurahan.objects.get(code=SIPIN), number=12)
    header = ("tahun", "periode", "kecamatan", "kelurahan", "rt", "kategori", "nilai", "hadiah")
    rows = [header, (2018, 2, "Telanaipura", "Simpang IV Sipin", "011+012", "besar", "87,50", "Rp10.000.000")]

    said = imported("winners", rows)

    edition = Edition.objects.get()
    assert (said.code, edition.is_archive, edition.year, edition.period) == (0, True, 2018, 2)
    assert set(Award.objects.values_list("entry_code", "prize")) == {(f"{SIPIN}/011+012", 10_000_000)}


def test_scores_know_people_exactly_and_lock(imported: Import, edition: Edition) -> None:
    imported("nominations", [("kode_kelurahan", "rt"), (SIPIN, 6)], "--edition", "2026-1")
    header = ("kode_kelurahan", "rt", "penilai", *CODES)

    first = imported("scores", [header, (SIPIN, 6, "Siti Aminah", *[3] * 21)], "--edition", "2026-1")
    same = imported("scores", [header, (SIPIN, 6, " siti  AMINAH ", *[3] * 21)], "--edition", "2026-1")
    near = imported("scores", [header, (SIPIN, 6, "Sitti Aminah", *[3] * 21)], "--edition", "2026-1")
    locked = imported("scores", [header, (SIPIN, 6, "Siti Aminah", 4, *[3] * 20)], "--edition", "2026-1")

    assert [said.code for said in (first, same, near, locked)] == [0, 0, 0, 1]
    assert problems(first) == problems(near) == [("warning", "unknown_assessor")]
    assert same.json()["rows"]["unchanged"] == 1
    assert problems(locked) == [("error", "locked")]
    assert (Assessor.objects.count(), ScoreSheet.objects.count()) == (2, 2)
    edition.refresh_from_db()
    assert edition.phase == Phase.ASSESSMENT


def test_the_kk_of_the_sheet_is_taken_and_a_difference_is_said(imported: Import, edition: Edition) -> None:
    said = imported("nominations", [("kode_kelurahan", "rt", "jumlah_kk"), (SIPIN, 5, 120)], "--edition", "2026-1")

    assert (said.code, problems(said)) == (0, [("warning", "kk_differs")])
    assert (Nomination.objects.get().kk, Nomination.objects.get().category_code) == (120, "besar")


@pytest.mark.parametrize("phase", [Phase.PUBLISHED, Phase.CLOSED])
@pytest.mark.parametrize("kind", ["nominations", "scores", "winners"])
def test_after_publication_every_import_is_refused(imported: Import, edition: Edition, kind: str, phase: str) -> None:
    imported("nominations", [("kode_kelurahan", "rt"), (SIPIN, 6)], "--edition", "2026-1")
    Edition.objects.update(phase=phase)
    good, _ = sheets_of(kind)
    rows = [("tahun", "kode_kelurahan", "rt"), (2026, SIPIN, 5)] if kind == "winners" else good
    before = picture()

    for options in ([], ["--acknowledge", "tetap", "--accept-suggestions"], ["--dry-run"]):
        said = imported(kind, rows, "--edition", "2026-1", *options)
        assert (said.code, said.json()["problems"][0]["code"]) == (1, "published")
    assert picture() == before


STRANGE: list[object] = [
    *(-1, 0, 10**30, 1.5, 1e308, True, "", " ", "-", "'", "=", "\t", "\u202e", "٣", "½", "1e5", "NaN", "inf", "0x1F"),
    *("RT", "RT 1-5", "1,2,3", "011+011", "a" * 40_000, "🌿" * 500, "'; DROP TABLE rt; --", "%(x)s", "{0}", "null"),
]


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: repr(value)[:20])
def test_a_strange_value_in_any_column_is_taken_or_named(imported: Import, value: object) -> None:
    rows = roster(
        *((value, 1, "A", 80, 2026), (SIPIN, value, "A", 80, 2026), (SIPIN, 2, value, 80, 2026)),
        *((SIPIN, 3, "A", value, 2026), (SIPIN, 4, "A", 80, value), (SIPIN, 5, "A", 80, 2026)),
    )
    before = picture()

    said = imported("roster", csv_bytes(*rows), "--dry-run", name="lembar.csv")

    assert said.code in (0, 1), said
    assert said.json()["rows"]["read"] == 6
    assert all(p["cell"] for p in said.json()["problems"] if p["row"])
    assert picture() == before


def test_a_report_that_was_stored_is_kept_with_the_import(imported: Import) -> None:
    said = imported("roster", roster((SIPIN, 1, "A", 80, 2026)))

    batch = ImportBatch.objects.get(pk=said.json()["import_id"])
    assert json.loads(json.dumps(batch.report)) == said.json()


def test_a_person_is_told_the_number_to_take_it_back_by(tmp_path: Path) -> None:
    path = tmp_path / "lembar.xlsx"
    path.write_bytes(xlsx(roster((SIPIN, 1, "A", 80, 2026))))

    first, again = run("import_spreadsheet", "roster", path), run("import_spreadsheet", "roster", path)

    assert f"impor {ImportBatch.objects.get().pk}." in first.out
    assert again.out.endswith("Tersimpan.\n")
