"""manage.py export_edition: whole or not at all, and nobody else's files."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scoring.open_data.datasets import package_named
from scoring.services import data_export
from tests.scoring.open_data.site import Site


def export(name: str, folder: Path, *options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("export_edition", name, str(folder), *options, stdout=out)
    except CommandError as error:
        return error.returncode, str(error) if "--json" not in options else out.getvalue()
    return 0, out.getvalue()


def test_writes_the_files_of_the_site(site: Site, tmp_path: Path) -> None:
    code, said = export("2026-1", tmp_path / "a" / "paket", "--json")

    made = package_named("2026-1")
    assert made is not None
    document = json.loads(said)
    assert code == 0
    assert {one.name: one.read_bytes() for one in (tmp_path / "a" / "paket").iterdir()} == {
        one.name: one.body for one in made.files
    }
    assert (document["edition"], document["version"]) == ("2026-1", "2")
    assert document["digest"] == f"sha256:{site.newest.digest}"
    assert {one["name"] for one in document["files"]} == {one.name for one in made.files}
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["paket"]


@pytest.mark.parametrize("name", ["arsip-2019", "rekap_kecamatan", "kode_wilayah"])
def test_archives_and_reference_data_are_exported_too(site: Site, tmp_path: Path, name: str) -> None:
    assert export(name, tmp_path / "x")[0] == 0
    assert (tmp_path / "x" / "datapackage.json").is_file()


@pytest.mark.parametrize(("name", "code"), [("2026-2", 1), ("2027-1", 1), ("tidak-ada", 2), ("../x", 2), ("", 2)])
def test_what_is_not_published_is_not_exported(site: Site, tmp_path: Path, name: str, code: int) -> None:
    refused, said = export(name, tmp_path / "x", "--json")

    assert (refused, json.loads(said)["exit_code"]) == (code, code)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_export_gives_way_and_an_empty_folder_is_taken(site: Site, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()

    assert [export("2026-1", tmp_path / "x")[0] for _ in range(2)] == [0, 0]
    (tmp_path / "x" / "entri.csv").write_text("kuno")
    assert export("2026-1", tmp_path / "x")[0] == 0
    assert (tmp_path / "x" / "entri.csv").read_text() != "kuno"


@pytest.mark.parametrize("name", ["catatan.txt", "datapackage.json"])
def test_foreign_files_stay(site: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")

    code, said = export("2026-1", tmp_path)

    assert code == 1
    assert name in said
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "{}"


def test_another_dataset_or_a_file_does_not_give_way(site: Site, tmp_path: Path) -> None:
    export("kode_wilayah", tmp_path / "x")
    (tmp_path / "y").write_text("berkas")
    (tmp_path / "z").symlink_to(tmp_path / "x")

    assert [export("2026-1", tmp_path / name)[0] for name in "xyz"] == [1, 1, 1]
    assert export("2026-1", tmp_path / "y" / "x")[0] == 2


def test_a_failure_on_the_way_leaves_what_was_there(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export("2026-1", tmp_path / "x")
    before = {one.name: one.read_bytes() for one in (tmp_path / "x").iterdir()}
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(data_export.Path, "rename", failing)
    code, said = export("2026-1", tmp_path / "x")

    assert (code, "No space left" in said) == (2, True)
    assert {one.name: one.read_bytes() for one in (tmp_path / "x").iterdir()} == before
    assert [one.name for one in tmp_path.iterdir()] == ["x"]
