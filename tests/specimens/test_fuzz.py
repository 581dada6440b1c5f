"""Whatever a sheet holds, it is answered: no unhandled error, and nothing is stored by halves."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rt_registry.spreadsheets import door
from rt_registry.spreadsheets.grid import Workbook
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.report import ImportReport
from tests.contract.conftest import undone
from tests.factories import NOW
from tests.sheets import picture
from tests.specimens.mutations import TAUGHT, bent, grids, invented, moved, read_here, workbook


pytestmark = [pytest.mark.fuzz, pytest.mark.usefixtures("fuzzed_city")]
EDITIONS = {"nominations": "2026-1", "scores": "2025-1"}
ANSWERS = st.fixed_dictionaries(
    {"accept_suggestions": st.booleans(), "acknowledge": st.sampled_from(("", "uji")), "park": st.booleans()}
)
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def fuzzed_city(built_city: None) -> Iterator[None]:
    """The examples of one test share the city, and each takes back what it stored."""
    with undone():
        grids()
        yield


def bring(kind: str, book: Workbook | None, data: bytes = b"lembar", **answers: Any) -> ImportReport:
    """Through the door; a workbook in memory stands for what the reading child would hand over."""
    reader = read_here if book is None else (lambda _: book)
    answers.setdefault("edition_slug", EDITIONS.get(kind, ""))
    with mock.patch.object(door, "read_workbook", reader):
        return door.import_spreadsheet(kind=kind, data=data, file_name="lembar.xlsx", by=None, now=NOW, **answers)


def check(kind: str, book: Workbook | None, data: bytes = b"lembar", **answers: Any) -> None:
    with undone():
        before = picture()

        report = bring(kind, book, data, **answers)

        document = json.loads(report.to_json())
        counts = document["rows"]
        assert counts["read"] == sum(counts[name] for name in ("new", "changed", "unchanged", "skipped"))
        assert all(p["message"].strip() and "%(" not in p["message"] for p in document["problems"])
        assert report.stored == (report.exit_code() == 0 or bool(report.preview.parked and report.stored))
        if not report.stored:
            assert picture() == before
            return
        again = bring(kind, book, data, **answers)
        assert (again.stored, again.rows.new, again.rows.changed) == (True, 0, 0)


@many
@given(invented(), ANSWERS, TAUGHT)
def test_invented_grids(
    kind_and_rows: tuple[str, list[list[Any]]], answers: dict[str, Any], taught: tuple[int, int, dict[int, str]] | None
) -> None:
    kind, rows = kind_and_rows
    check(kind, workbook(rows), taught=Taught(*taught) if taught else None, **answers)


@many
@given(moved(), ANSWERS)
def test_real_sheets_with_cells_moved_about(
    real: tuple[str, str, list[list[Any]], Sequence[tuple[int, int, int, int]]], answers: dict[str, Any]
) -> None:
    kind, _edition, rows, merges = real
    check(kind, workbook(rows, merges), **answers)


@settings(many, max_examples=max(10, settings.default.max_examples // 10))
@given(bent(), ANSWERS)
def test_changed_files_through_the_reading_child(real: tuple[str, str, bytes], answers: dict[str, Any]) -> None:
    kind, _edition, data = real
    with undone():
        before = picture()

        report = door.import_spreadsheet(
            kind=kind, data=data, file_name="lembar", by=None, now=NOW, edition_slug=EDITIONS.get(kind, ""), **answers
        )

        assert report.stored or picture() == before


@many
@given(bent(), ANSWERS)
def test_real_files_with_bytes_changed(real: tuple[str, str, bytes], answers: dict[str, Any]) -> None:
    kind, _edition, data = real
    if not data.startswith(b"\xd0\xcf"):  # the old format may abort its reader; that is what the child is for
        check(kind, None, data, **answers)
