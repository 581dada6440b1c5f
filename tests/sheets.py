"""Importing small sheets in tests: rows in, report out, and a picture of the database to compare."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps

from bantar.accounts.models import User
from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.report import ImportReport
from scoring.spreadsheets.scores import CODES
from tests.factories import NOW, create_kecamatan, create_kelurahan


Row = Sequence[object]


def csv_bytes(*rows: Row) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def run(
    kind: str, *rows: Row, edition: str = "", data: bytes = b"", by: User | None = None, **options: Any
) -> ImportReport:
    options = {"file_name": "lembar.csv", "now": NOW, **options}
    return import_spreadsheet(kind=kind, data=data or csv_bytes(*rows), edition_slug=edition, by=by, **options)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    rows = report.rows
    return rows.new, rows.changed, rows.unchanged, rows.skipped


def codes(report: ImportReport) -> list[str]:
    return [problem.code for problem in report.problems]


def cells(report: ImportReport) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.cell) for problem in report.problems]


def picture() -> dict[str, int]:
    """How many rows each of our tables has: equal before and after an import that stores nothing."""
    ours = ("accounts", "trace", "rt_registry", "competitions", "scoring")
    return {model._meta.label: model.objects.count() for app in ours for model in apps.get_app_config(app).get_models()}


def real_names() -> dict[str, Kelurahan]:
    """Some real names, among them one that is both a kecamatan and a kelurahan, and a kelurahan of 2023."""
    places = {"Alam Barajo": ["Kenali Besar", "Rawa Sari", "Beliung"], "Telanaipura": ["Telanaipura", "Buluran Kenali"]}
    found: dict[str, Kelurahan] = {}
    for kecamatan, names in places.items():
        parent = create_kecamatan(name=kecamatan)
        found |= {name: create_kelurahan(name=name, kecamatan=parent) for name in names}
    return found


def pair_of_kecamatan() -> tuple[Kecamatan, Kecamatan]:
    return create_kecamatan(name="Pasar Jambi"), create_kecamatan(name="Danau Sipin")


SCORES_HEADER = ("kode_kelurahan", "rt", "penilai", *CODES)


def score_row(kelurahan: Kelurahan, rt: object, assessor: object, value: object = 3, **others: object) -> Row:
    return (kelurahan.code, rt, assessor, *(others.get(code, value) for code in CODES))


def score_rows(kelurahan: Kelurahan, rts: Sequence[object], assessors: Sequence[object]) -> Iterator[Row]:
    yield SCORES_HEADER
    for rt in rts:
        for assessor in assessors:
            yield score_row(kelurahan, rt, assessor)
