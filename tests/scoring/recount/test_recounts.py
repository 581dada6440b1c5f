"""The slow reference, the recount of the stored document, the query over the tables and the tally: all the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from scoring.domain.canonical import canonical_bytes, public_document, recompute
from scoring.models import Assessor
from tests.factories import create_kelurahan
from tests.scoring.domain import reference
from tests.scoring.recount.cases import FIGURES, RECOUNTED, cases, store


def test_the_cases_ask_for_something() -> None:
    """Ties at every level, decisions, trimming, top N, entries taken out and figures exactly on a half."""
    rows = [row for case in cases() for row in case.document["entries"]]
    decided = {row["decided_by"] for row in rows}

    assert decided == {"total", "bersih", "aman", "pintar", "shared", None}
    assert {row["failed_test"] for row in rows} == {"bersih", "aman", "pintar", "total", "quorum", None}
    assert {case.rules.mode for case in cases()} == {"threshold", "top_n"}
    assert {row["state"] for row in rows} == {"counted", "not_assessed", "disqualified"}
    assert any(made["choice"] for case in cases() for made in case.document["decisions"])
    assert {row["prize"] for row in rows if row["track"] == "kencana" and row["winner"]} >= {0, 1_500_000}
    assert any(row["sheets"] >= 5 for case in cases() if case.rules.aggregation == "trimmed" for row in rows)


def test_the_documents_say_what_the_reference_says() -> None:
    for case in cases():
        rows, prize_total, _blockers = reference.tally(dict(case.edition), [dict(entry) for entry in case.entries])
        for row in rows.values():
            if any(made["choice"] == row["entry"] for made in case.document["decisions"]):
                row["best_in_city"] = True
                row["prize"] += case.rules.best_in_city_prize
                prize_total += case.rules.best_in_city_prize

        assert case.recounted() == {code: {name: row[name] for name in RECOUNTED} for code, row in rows.items()}
        assert case.document["prize_total"] == prize_total
        assert canonical_bytes(recompute(public_document(json.loads(case.published())))) == canonical_bytes(
            case.document
        )


@pytest.mark.django_db
def test_the_query_says_the_same_of_the_tables() -> None:
    kelurahan = create_kelurahan()
    assessors = Assessor.objects.bulk_create(Assessor(name=f"P{n}", name_key=f"p{n}") for n in range(9))
    for case in cases():
        store(case, kelurahan, assessors)

    said = query()

    assert len(said) == len(cases())
    for case in cases():
        assert said[case.slug] == case.recounted(), case.slug


def query() -> dict[str, dict[str, dict[str, Any]]]:
    """What the query gives, by edition and entry, in the words of the tally."""
    path = Path(settings.BASE_DIR) / "scoring" / "sql" / "recount.sql"
    with connection.cursor() as cursor:
        cursor.execute(path.read_text(encoding="utf-8"))
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        for name in FIGURES:
            row[name] = None if row[name] is None else f"{row[name] // 100}.{row[name] % 100:02d}"
        for name in ("passed", "winner", "best_in_city"):
            row[name] = bool(row[name])
        found.setdefault(row["edition"], {})[row["entry"]] = {name: row[name] for name in RECOUNTED}
    return found
