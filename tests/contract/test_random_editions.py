"""Random editions through the commands alone, against a slow recount that shares no code with the portal."""

import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.commands import run
from tests.contract.conftest import undone
from tests.contract.random_editions import CODES, Files, Rows, as_csv, as_xlsx, random_files
from tests.scoring.domain import reference


FIELDS = (
    *("entry", "track", "category", "kk", "sheets", "bersih", "aman", "pintar", "total", "passed", "failed_test"),
    *("rank", "decided_by", "winner", "best_in_city", "prize"),
)


@settings(max_examples=max(15, settings().max_examples // 10))
@given(seed=st.integers(0, 2**32))
def test_tally_of_files_equals_the_reference(city: None, seed: int) -> None:
    files = random_files(Random(seed))
    with tempfile.TemporaryDirectory() as folder, undone():
        said = tally_by_commands(files, Path(folder))

    check(said, files)


def tally_by_commands(files: Files, folder: Path) -> dict[str, Any]:
    """Everything as files, nothing by the ORM."""
    path = folder / "edisi.json"
    path.write_text(json.dumps(files.edition), encoding="utf-8")
    assert run("load_edition", path)[::2] == (0, "")
    slug = files.edition["slug"]
    sheets: list[tuple[str, Rows, list[str]]] = [
        ("roster", files.roster, []),
        ("nominations", files.nominations, ["--edition", slug]),
        ("scores", files.scores, ["--edition", slug]),
    ]
    for kind, rows, options in sheets:
        if len(rows) == 1:
            continue
        path = folder / f"{kind}.{files.suffix}"
        path.write_bytes(as_xlsx(rows) if files.suffix == "xlsx" else as_csv(rows))
        said = run("import_spreadsheet", kind, path, *options, "--json")
        report = said.json()
        assert (said.code, report["rows"]["new"], report["rows"]["read"]) == (0, len(rows) - 1, len(rows) - 1), report
    said = run("tally", slug, "--json")
    assert (said.code, said.error) == (0, "")
    return said.json()


def check(said: dict[str, Any], files: Files) -> None:
    weights = {code: files.edition["indicator_weights"].get(code, 1) for code in CODES}
    rules = {**files.edition, "indicator_weights": weights}

    rows, prize_total, blockers = reference.tally(rules, files.entries)

    assert list(said) == ["edition", "entries", "prize_total", "blockers"]
    assert said["edition"] == files.edition["slug"]
    assert {entry["entry"]: {name: entry[name] for name in FIELDS} for entry in said["entries"]} == {
        code: {name: row[name] for name in FIELDS} for code, row in rows.items()
    }
    assert len(said["entries"]) == len(rows)
    assert said["prize_total"] == prize_total == sum(entry["prize"] for entry in said["entries"])
    assert sorted(blocker["code"] for blocker in said["blockers"]) == sorted(code for code, _ in blockers)
    about_entries = {(b["code"], b["entry"]) for b in said["blockers"] if b["code"] in ("quorum", "unvisited")}
    assert about_entries == {(code, what) for code, what in blockers if code in ("quorum", "unvisited")}
    assert all(blocker["message"].strip() for blocker in said["blockers"])
