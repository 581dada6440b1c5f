import hashlib
import json
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as XlsxWorkbook

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.models import RT, ImportBatch
from rt_registry.spreadsheets import kinds, reading
from rt_registry.spreadsheets.cells import parse_int, parse_rt
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.door import import_file, import_spreadsheet
from rt_registry.spreadsheets.files import child
from rt_registry.spreadsheets.kinds import ImportStopped, Outcome, Plan, Seen
from rt_registry.spreadsheets.places import PLACE_COLUMNS, RegionBook
from rt_registry.spreadsheets.report import Resolution, Severity
from rt_registry.spreadsheets.tables import RowReader
from tests.factories import NOW, create_kecamatan, create_kelurahan, create_user
from tests.rt_registry.spreadsheets.books import csv, saved, xlsx


KEYS = ["kind", "file", "sheet", "header_row", "rows", "problems", "stored", "import_id"]
PROBLEM_KEYS = {"row", "column", "cell", "value", "severity", "code", "message", "suggestion"}
HEADER = "kelurahan,rt,jumlah_kk"


@dataclass
class Sample:
    """Adds RTs; a KK of 13 contradicts, a KK of 99 breaks a rule while storing."""

    name: str = "sample"
    columns: tuple[Column, ...] = (*PLACE_COLUMNS, Column("rt"), Column("jumlah_kk", ("kk",)))
    required: tuple[frozenset[str], ...] = (frozenset({"kode_kelurahan", "kelurahan"}), frozenset({"rt"}))

    def plan(self, table, context):
        if context.edition_slug == "unknown":
            raise ImportStopped("There is no edition called %(slug)s.", code="unknown_edition", slug="unknown")
        plan, seen, book = Plan(), Seen(), RegionBook.load()
        stored = set(RT.objects.values_list("kelurahan", "number"))
        for row in table.rows:
            reader = RowReader(row)
            numbers = reader.take("rt", parse_rt, required=True)
            kk = reader.take("jumlah_kk", parse_int)
            place = book.kelurahan(row)
            plan.report(*reader.problems, *place.problems)
            if place.region is None or not numbers or not reader.is_clean:
                continue
            if kk == 13:
                plan.report(
                    row.problem(
                        "jumlah_kk",
                        code="sum_mismatch",
                        message="wrong sum",
                        severity=Severity.DECISION,
                        printed=13,
                        computed=12,
                        resolved_by=Resolution.CONTRADICTION,
                    )
                )
            twice = seen.check(row, (place.region.pk, numbers), kk)
            if twice:
                plan.report(twice)
            is_known = twice is not None or (place.region.pk, numbers[0]) in stored
            plan.put(
                row,
                Outcome.UNCHANGED if is_known else Outcome.NEW,
                None if is_known else (place.region, numbers[0], kk),
            )
        return plan

    def store(self, plan, context, batch):
        for kelurahan, number, kk in plan.work:
            RT.objects.create(kelurahan=kelurahan, number=number, active_from=date(2020, 1, 1))
            if kk == 99:
                raise Refusal("a rule says no")


@pytest.fixture(autouse=True)
def _kind(db, monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", {})
    kinds.register(Sample())
    kecamatan = create_kecamatan(name="Danau Sipin")
    create_kelurahan(name="Legok", kecamatan=kecamatan)
    create_kelurahan(name="Murni", kecamatan=kecamatan)


def run(data, *, kind="sample", **options):
    return import_spreadsheet(kind=kind, data=data, file_name=r"C:\kiriman\data.csv", by=None, now=NOW, **options)


def codes(report):
    return [(p.row, str(p.severity), p.code) for p in report.problems]


def counts(report):
    return tuple(report.rows.as_dict().values())


def test_a_clean_sheet_is_stored_with_batch_and_trace():
    data = csv(HEADER, "Legok,017,50", "Murni,RT 3,60")
    user = create_user()

    report = import_spreadsheet(kind="sample", data=data, file_name="data.csv", by=user, now=NOW, acknowledge=" ok ")

    batch = ImportBatch.objects.get()
    assert (report.exit_code(), report.stored, report.import_id) == (0, True, batch.pk)
    assert counts(report) == (2, 2, 0, 0, 0)
    assert (batch.kind, batch.file_name, batch.file_sha256) == ("sample", "data.csv", hashlib.sha256(data).hexdigest())
    assert (batch.imported_by, batch.note, batch.report) == (user, "ok", report.as_dict())
    trace = TraceEntry.objects.about(batch).get()
    assert (trace.act, trace.actor, trace.details["header_row"]) == ("import.stored", user, 1)
    assert RT.objects.count() == 2


def test_a_second_run_changes_nothing():
    data = csv(HEADER, "Legok,017,50")
    run(data)

    report = run(data)

    assert (report.stored, report.import_id, counts(report)) == (True, None, (1, 0, 0, 1, 0))
    assert (ImportBatch.objects.count(), RT.objects.count(), TraceEntry.objects.count()) == (1, 1, 1)


def test_a_dry_run_reports_the_same_and_stores_nothing():
    report = run(csv(HEADER, "Legok,017,50"), dry_run=True)

    assert (report.exit_code(), report.stored, report.import_id, counts(report)) == (0, False, None, (1, 1, 0, 0, 0))
    assert (RT.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_one_wrong_row_stores_nothing_and_the_others_are_counted():
    report = run(csv(HEADER, "Legok,017,50", "Legok,12A,50", "Murni,,60"))

    assert (report.exit_code(), report.stored, counts(report)) == (1, False, (3, 1, 0, 0, 2))
    assert codes(report) == [(3, "error", "rt_not_a_number"), (4, "error", "missing")]
    assert RT.objects.count() == 0


def test_a_suggestion_waits_until_it_is_accepted():
    data = csv(HEADER, "Legokk,017,50")

    waiting = run(data)
    accepted = run(data, accept_suggestions=True)

    assert (waiting.exit_code(), counts(waiting)) == (1, (1, 0, 0, 0, 1))
    assert waiting.problems[0].suggestion == "Legok (Danau Sipin)"
    assert (accepted.exit_code(), accepted.stored, counts(accepted)) == (0, True, (1, 1, 0, 0, 0))
    assert RT.objects.get().kelurahan.name == "Legok"


def test_a_contradiction_waits_until_it_is_acknowledged_with_a_note():
    data = csv(HEADER, "Legok,017,13")

    assert run(data, accept_suggestions=True, acknowledge="  ").exit_code() == 1
    report = run(data, acknowledge="as printed")

    assert (report.exit_code(), report.stored) == (0, True)
    [problem] = report.as_dict()["problems"]
    assert (problem["code"], problem["printed"], problem["computed"]) == ("sum_mismatch", "13", "12")
    assert ImportBatch.objects.get().note == "as printed"


def test_the_same_rt_twice():
    assert codes(run(csv(HEADER, "Legok,1,50", "Legok,001,50"), dry_run=True)) == [(3, "warning", "duplicate_row")]

    report = run(csv(HEADER, "Legok,1,50", "Murni,1,50", "Legok,001,60"))

    assert codes(report) == [(4, "error", "duplicate_row")]
    assert "2" in str(report.problems[0].message)
    assert (report.stored, counts(report)) == (False, (3, 2, 0, 0, 1))


def test_a_formula_without_a_value_is_an_error():
    report = run(xlsx([["kelurahan", "rt", "jumlah_kk"], ["Legok", 1, "=10+20"]]))

    [problem] = report.as_dict()["problems"]
    assert (problem["row"], problem["column"], problem["cell"]) == (2, "jumlah_kk", "C2")
    assert (problem["severity"], problem["code"]) == ("error", "formula_without_value")
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 0, 1))


def test_removed_characters_are_a_warning():
    report = run(csv(HEADER, "Leg\u202eok,1,50"))

    assert (codes(report), report.stored) == ([(2, "warning", "characters_removed")], True)


def test_a_broken_rule_while_storing_takes_everything_back():
    report = run(csv(HEADER, "Legok,1,50", "Legok,2,99"))

    assert (report.exit_code(), report.stored, report.import_id) == (1, False, None)
    assert codes(report) == [(None, "error", "refused")]
    assert (RT.objects.count(), ImportBatch.objects.count(), TraceEntry.objects.count()) == (0, 0, 0)


def test_a_row_the_database_refuses_takes_everything_back(monkeypatch):
    def plan(self, table, context):
        made = Plan()
        for row in table.rows:
            made.put(row, Outcome.NEW, (RegionBook.load().kelurahan(row).region, 5, None))
        return made

    monkeypatch.setattr(Sample, "plan", plan)

    report = run(csv(HEADER, "Legok,5,50", "Legok,5,50"))

    assert codes(report) == [(None, "error", "changed_meanwhile")]
    assert RT.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "exit_code", "code"),
    [
        (b"", 2, "empty"),
        (b"%PDF-1.4", 2, "other_type"),
        (b"PK\x03\x04broken", 2, "damaged"),
        (csv("a,b", "1,2"), 1, "no_table"),
        (csv("kelurahan,jumlah_kk", "Legok,5"), 1, "missing_column"),
        (csv(HEADER), 1, "no_rows"),
    ],
)
def test_the_report_has_the_same_keys_whatever_happened(data, exit_code, code):
    report = run(data)

    said = json.loads(report.to_json())
    assert list(said) == KEYS
    assert (report.exit_code(), said["stored"], said["import_id"]) == (exit_code, False, None)
    assert [problem["code"] for problem in said["problems"]] == [code]
    assert all(set(problem) == PROBLEM_KEYS for problem in said["problems"])
    assert said["file"] == "data.csv"
    assert said["rows"] == {"read": 0, "new": 0, "changed": 0, "unchanged": 0, "skipped": 0}


def test_an_unknown_kind_and_a_refusal_of_the_kind_are_answers_too():
    unknown = run(csv(HEADER, "Legok,1,50"), kind="nothing")
    stopped = run(csv(HEADER, "Legok,1,50"), edition_slug="unknown")

    assert (unknown.exit_code(), codes(unknown)) == (2, [(None, "error", "unknown_kind")])
    assert (stopped.exit_code(), codes(stopped)) == (1, [(None, "error", "unknown_edition")])


def test_a_file_other_than_the_previewed_one_is_refused():
    report = run(csv(HEADER, "Legok,1,50"), expected_sha256="0" * 64)

    assert (codes(report), RT.objects.count()) == ([(None, "error", "other_file")], 0)


def test_a_file_is_imported_by_its_path(tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(csv(HEADER, "Legok,1,50"))

    report = import_file(kind="sample", path=path, by=None, now=NOW)
    missing = import_file(kind="sample", path=tmp_path / "absent.csv", by=None, now=NOW)

    assert (report.stored, report.file) == (True, "roster.xlsx")
    assert (missing.exit_code(), codes(missing)) == (2, [(None, "error", "missing")])


# --- which sheet


def book(*sheets):
    made = XlsxWorkbook()
    made.remove(made.active)
    for name, state, rows in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    return saved(made)


TABLE = [["kelurahan", "rt"], ["Legok", 1]]
OTHER = [["catatan"], ["kosong"]]


def test_the_only_sheet_with_a_table_is_taken():
    report = run(book(("Petunjuk", "visible", OTHER), ("Isi", "visible", TABLE)))

    assert (report.sheet, report.stored, codes(report)) == ("Isi", True, [])


def test_several_sheets_with_a_table_are_named():
    data = book(("Satu", "visible", TABLE), ("Dua", "visible", TABLE))

    report = run(data)

    assert (report.exit_code(), codes(report)) == (1, [(None, "error", "several_sheets")])
    assert "Satu" in str(report.problems[0].message)
    assert "Dua" in str(report.problems[0].message)
    assert run(data, sheet="dua").sheet == "Dua"


def test_hidden_sheets_are_named_and_read_only_when_asked_for():
    data = book(("Kini", "visible", TABLE), ("Lama", "hidden", TABLE))
    alone = book(("Petunjuk", "visible", OTHER), ("Lama", "hidden", TABLE))

    report = run(data, dry_run=True)
    hidden = run(alone)

    assert (report.sheet, codes(report)) == ("Kini", [(None, "warning", "hidden_sheet")])
    assert (hidden.exit_code(), codes(hidden)) == (1, [(None, "error", "hidden_sheet")])
    assert "Lama" in str(hidden.problems[0].message)
    assert run(alone, sheet="Lama").stored


def test_a_sheet_that_is_not_there_is_wrong_use():
    report = run(book(("Isi", "visible", TABLE)), sheet="Entah")

    assert (report.exit_code(), codes(report)) == (2, [(None, "error", "sheet_not_found")])
    assert "Isi" in str(report.problems[0].message)


# --- anything at all


ROWS = st.lists(
    st.sampled_from(
        [
            "Legok,1,50",
            "Legok,001,50",
            "Legokk,2,50",
            "Murni,12A,x",
            ",,",
            "Jumlah,,100",
            "Murni,3,13",
            "Entah,4,5",
            "a",
        ]
    ),
    max_size=6,
)


@pytest.fixture
def _read_here(monkeypatch):
    """Read in this process: the limits of the child are not what is tried here."""
    monkeypatch.setattr(reading, "_ask_child", lambda data, limits: json.loads(child.answer(data, limits)))


@pytest.mark.usefixtures("_read_here")
@given(ROWS, st.binary(max_size=30), st.booleans(), st.sampled_from(["", "note"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_is_stored_whole_or_not_at_all(rows, noise, accept, note):
    RT.objects.all().delete()
    data = csv(HEADER, *rows) + noise

    dry = run(data, dry_run=True, accept_suggestions=accept, acknowledge=note)
    report = run(data, accept_suggestions=accept, acknowledge=note)

    assert (dry.exit_code(), dry.rows) == (report.exit_code(), report.rows)
    assert report.stored == (report.exit_code() == 0)
    assert RT.objects.count() == (report.rows.new if report.stored else 0)
    assert report.rows.read == sum((report.rows.new, report.rows.changed, report.rows.unchanged, report.rows.skipped))
    if report.stored:
        assert run(data, accept_suggestions=accept, acknowledge=note).rows.new == 0
