"""The package alone suffices: its own script, with the standard library and nothing else, recounts everything."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from scoring.open_data import hitung_ulang
from scoring.open_data.fields import Words
from scoring.open_data.package import JSON, File, Package
from scoring.open_data.tables import tables_of
from scoring.selectors.frozen import means_of
from tests.scoring.open_data.site import Site
from tests.scoring.recount.cases import Case, cases


NOTHING = Words("", "")


def package_of(case: Case) -> Package:
    """What a published result of this edition exports, without any database."""
    body = case.published().encode()
    document = json.loads(body)
    tables = tables_of(document, means=means_of(case.document, case.rules), wording={}, winners=[])
    return Package(case.slug, NOTHING, NOTHING, tables, [File("hasil.json", JSON, body, NOTHING)])


def write(package: Package, folder: Path) -> Path:
    for one in package.files:
        (folder / one.name).write_bytes(one.body)
    return folder


def test_script_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(hitung_ulang.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_every_case_recounts_out_of_its_package(tmp_path: Path) -> None:
    """One like 2020 and random ones: scales, weights, trimming, ties, decisions, entries taken out."""
    chosen = cases()[::3]

    found = {case.slug: list(hitung_ulang.check(write(package_of(case), tmp_path))) for case in chosen}

    assert found == {case.slug: [] for case in chosen}


def test_exported_package_recounts_without_anything_installed(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    call_command("export_edition", "2026-1", str(folder), stdout=StringIO())

    done = subprocess.run(
        [sys.executable, "-I", "-S", "hitung_ulang.py"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SAMA")


@pytest.fixture(scope="module")
def case() -> Case:
    return next(one for one in cases() if one.document["prize_total"] and one.rules.aggregation == "trimmed")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def of_winner(case: Case, key: str) -> str:
    return str(next(row[key] for row in case.document["entries"] if row["winner"]))


Forge = Callable[[Path, Case], None]


def a_total(folder: Path, case: Case) -> None:
    replaced(folder / "entri.csv", f",{of_winner(case, 'total')},true,", ",100.01,true,")


def a_prize(folder: Path, case: Case) -> None:
    replaced(folder / "entri.csv", f",{of_winner(case, 'prize')}\n", ",1\n")


def a_score(folder: Path, case: Case) -> None:
    path = folder / "lembar_nilai.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[2:] = [str(case.rules.scale_max if cell == "0" else 0) for cell in cells[2:]]
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")


def a_rule(folder: Path, case: Case) -> None:
    replaced(folder / "aturan.csv", f"quorum,{case.rules.quorum},", "quorum,9,")


def the_document(folder: Path, case: Case) -> None:
    replaced(folder / "hasil.json", '"kecamatan":', '"kecamatan_":')


@pytest.mark.parametrize("forge", [a_total, a_prize, a_score, a_rule, the_document])
@pytest.mark.parametrize("hides", [False, True])
def test_whatever_is_changed_is_named(tmp_path: Path, case: Case, forge: Forge, hides: bool) -> None:
    """Also when who changed it wrote the files' hashes anew."""
    write(package_of(case), tmp_path)
    forge(tmp_path, case)
    if hides:
        _write_hashes_anew(tmp_path)

    if forge in (a_score, a_rule):
        assert hitung_ulang.main(tmp_path) in (1, 2)
        return
    found = list(hitung_ulang.check(tmp_path))
    assert found
    assert any("berkas" not in line for line in found)
    assert hides or any("berkas" in line for line in found)


def _write_hashes_anew(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_bytes())
    for one in descriptor["resources"]:
        one["hash"] = f"sha256:{hashlib.sha256((folder / one['path']).read_bytes()).hexdigest()}"
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def test_package_that_cannot_be_read_is_not_the_same(tmp_path: Path, case: Case) -> None:
    write(package_of(case), tmp_path)
    (tmp_path / "lembar_nilai.csv").unlink()

    assert hitung_ulang.main(tmp_path) == 2
