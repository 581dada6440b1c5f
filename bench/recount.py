"""One result counted four ways: by the portal, the browser's script, the spreadsheet's formulas and the SQL query.

Over the edition of 2020, one made up as large, and fifty random ones. LibreOffice recalculates all workbooks in one
run; without it, or without Chromium, that way says that it was not gone.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from openpyxl import load_workbook
from playwright.sync_api import Route, sync_playwright

from scoring.domain.canonical import public_document, recompute
from scoring.domain.rules import rules_from_json
from scoring.exports.formats import workbook
from scoring.exports.published import published_document
from scoring.exports.recount_tabs import RECOUNT
from scoring.models import Assessor
from scoring.selectors.results import find_version
from tests.factories import create_kelurahan
from tests.scoring.recount.cases import RECOUNTED, cases, store


REAL: Final = "2020-1"
FIGURES: Final = ("bersih", "aman", "pintar", "total")
SCRIPTS: Final = Path(settings.BASE_DIR) / "static" / "js" / "recount"
QUERY: Final = Path(settings.BASE_DIR) / "scoring" / "sql" / "recount.sql"
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
WORDS: Final = {"kuorum": "quorum", "bersama": "shared"}
COUNT: Final = """async (texts) => {
  const { recount } = await import("/tally.js");
  const { parse } = await import("/proof.js");
  const plain = (_key, value) => (typeof value === "bigint" ? Number(value) : value);
  return texts.map((text) => JSON.stringify(recount(parse(text)).entries, plain));
}"""

Counted = dict[str, dict[str, dict[str, Any]]]
"""By edition and entry: what was recounted."""
Documents = Mapping[str, Mapping[str, Any]]


def measure(folder: Path) -> list[dict[str, Any]]:
    """One row per way: editions, entries, how many editions came out the same, and what that took."""
    documents = {REAL: _real(), **{case.slug: json.loads(case.published()) for case in cases()}}
    truth = {slug: _rows(document["entries"]) for slug, document in documents.items()}
    no_office = "" if shutil.which("soffice") else "not run: apt-get install libreoffice-calc"
    ways: list[tuple[str, str, Callable[[], Counted]]] = [
        ("the portal's recount (verify_result)", "", lambda: by_portal(documents)),
        ("the browser's script", "" if CHROMIUM else "not run: no Chromium", lambda: by_browser(documents)),
        ("the spreadsheet, by LibreOffice", no_office, lambda: by_spreadsheet(documents, folder)),
        ("the SQL query over the tables", "", lambda: by_query(documents)),
    ]
    return [_gone(name, missing, count, truth) for name, missing, count in ways]


def _gone(name: str, missing: str, count: Callable[[], Counted], truth: Counted) -> dict[str, Any]:
    begun = time.perf_counter()
    counted = {} if missing else count()
    return {
        "way": name,
        "missing": missing,
        "editions": len(counted),
        "entries": sum(map(len, counted.values())),
        "same": sum(counted[slug] == truth[slug] for slug in counted),
        "seconds": round(time.perf_counter() - begun, 1),
        "differing": [slug for slug in counted if counted[slug] != truth[slug]],
    }


def _real() -> Mapping[str, Any]:
    version = find_version(REAL)
    if version is None:
        raise LookupError(f"{REAL} is not published here")
    return published_document(version)


def _rows(entries: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(row["entry"]): {name: row[name] for name in RECOUNTED} for row in entries}


def by_portal(documents: Documents) -> Counted:
    return {slug: _rows(recompute(public_document(one))["entries"]) for slug, one in documents.items()}


def by_browser(documents: Documents) -> Counted:
    """All of them in one page, without the figures that were published."""
    texts = [json.dumps(_blank(one), default=str) for one in documents.values()]
    with _page() as evaluate:
        said = evaluate(COUNT, texts)
    return {slug: _rows(json.loads(text)) for slug, text in zip(documents, said, strict=True)}


def _blank(document: Mapping[str, Any]) -> dict[str, Any]:
    computed = dict.fromkeys(
        (*FIGURES, "passed", "failed_test", "rank", "decided_by", "winner", "best_in_city", "prize")
    )
    return {**document, "signature": None, "entries": [{**row, **computed} for row in document["entries"]]}


@contextmanager
def _page() -> Iterator[Callable[..., Any]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", _answer)
        page.goto("https://hitung.test/")
        yield page.evaluate
        browser.close()


def _answer(route: Route) -> None:
    """Nothing is asked for: the scripts are given here."""
    script = SCRIPTS / route.request.url.rpartition("/")[2]
    if script.is_file():
        route.fulfill(content_type="text/javascript", path=script)
    else:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Hitung</title>")


def by_spreadsheet(documents: Documents, folder: Path) -> Counted:
    """The workbooks hold formulas without values, so that LibreOffice must compute each; then they are read."""
    source, target = folder / "xlsx", folder / "recalculated"
    source.mkdir()
    for slug, document in documents.items():
        (source / f"{slug}.xlsx").write_bytes(workbook(document, rules_from_json(document["rules"])))
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(target)]
    files = sorted(str(path) for path in source.iterdir())
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=600)
    return {slug: _recalculated(target / f"{slug}.xlsx") for slug in documents}


def _recalculated(path: Path) -> dict[str, dict[str, Any]]:
    book = load_workbook(path, data_only=True, read_only=True)
    _above, header, *lines = book[RECOUNT].iter_rows(values_only=True)
    categories = [row[0] for row in book["Aturan"].iter_rows(values_only=True)]
    codes = categories[categories.index("kategori") + 1 : categories.index("indikator") - 1]
    rows = [dict(zip(map(str, header), line, strict=True)) for line in lines]
    book.close()
    if any(row["hasil"] != "sama" for row in rows):
        raise ValueError(f"{path.name}: a row says “beda”")
    return {str(row["peserta"]): _in_words_of_the_tally(row, codes) for row in rows}


def _in_words_of_the_tally(row: Mapping[str, Any], codes: Sequence[Any]) -> dict[str, Any]:
    figures = {**row, "total": row["nilai"]}
    return {
        "category": codes[row["kategori_ke"] - 1],
        "sheets": row["lembar"],
        **{name: f"{figures[name] / 100:.2f}" if figures[name] not in (None, "") else None for name in FIGURES},
        "passed": bool(row["lulus"]),
        "failed_test": WORDS.get(row["gagal_pada"], row["gagal_pada"]) or None,
        "rank": row["peringkat"] or None,
        "decided_by": WORDS.get(row["penentu"], row["penentu"]) or None,
        "winner": bool(row["pemenang"]),
        "best_in_city": bool(row["terbaik"]),
        "prize": row["hadiah"],
    }


def by_query(documents: Documents) -> Counted:
    """The random ones are put into the tables for it, and taken out again."""
    with transaction.atomic():
        kelurahan = create_kelurahan()
        assessors = [Assessor.objects.create(name=f"Hitung {n}", name_key=f"hitung {n}") for n in range(9)]
        for case in cases():
            store(case, kelurahan, assessors)
        found = _query()
        transaction.set_rollback(True)
    return {slug: found[slug] for slug in documents}


def _query() -> Counted:
    with connection.cursor() as cursor:
        cursor.execute(QUERY.read_text(encoding="utf-8"))
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found: Counted = {}
    for row in rows:
        figures = {name: None if row[name] is None else f"{row[name] / 100:.2f}" for name in FIGURES}
        flags = {name: bool(row[name]) for name in ("passed", "winner", "best_in_city")}
        said = {**row, **figures, **flags}
        found.setdefault(row["edition"], {})[row["entry"]] = {name: said[name] for name in RECOUNTED}
    return found
