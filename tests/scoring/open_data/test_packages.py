"""What the packages hold, that a library for data packages takes them, and that nothing else gets into them."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from frictionless import validate

from rt_registry.spreadsheets.writing import restore
from scoring.domain.canonical import digest, public_document
from scoring.exports import formats
from scoring.models import Assessor
from scoring.open_data.datasets import listed, package_named
from scoring.open_data.package import Package
from scoring.selectors.results import find_version
from tests.scoring.open_data.site import FORMULA, SECRET_LABEL, Site


NAMES = ("2026-1", "arsip-2019", "rekap_kecamatan", "rt_predikat", "kode_wilayah", "indikator_bantar")


def package(name: str) -> Package:
    found = package_named(name)
    assert found is not None
    return found


def rows(name: str, table: str) -> list[dict[str, str]]:
    found = package(name).file(f"{table}.csv")
    assert found is not None
    return list(csv.DictReader(io.StringIO(found.body.decode(), newline="")))


def test_every_public_dataset_is_listed_and_no_other(site: Site) -> None:
    assert [one.name for one in listed()] == list(NAMES)
    assert package_named("2026-2") is None
    assert package_named("2027-1") is None
    assert package_named("tidak-ada") is None


@pytest.mark.parametrize("name", NAMES)
def test_package_is_valid_and_the_same_each_time(site: Site, tmp_path: Path, name: str) -> None:
    made = package(name)
    for one in made.files:
        (tmp_path / one.name).write_bytes(one.body)

    report = validate(str(tmp_path / "datapackage.json"))

    assert report.valid, report.flatten(["name", "type", "rowNumber", "message"])
    assert len(report.tasks) == len(made.resources)
    assert [one.body for one in package(name).files] == [one.body for one in made.files]
    assert package(name).archive() == made.archive()
    with zipfile.ZipFile(io.BytesIO(made.archive())) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == {f"{name}/{f.name}": f.body for f in made.files}


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_json_and_a_single_file_say_the_same(site: Site, name: str) -> None:
    made = package(name)
    for filled in made.tables:
        table = filled.table.name
        as_json = json.loads(made.file(f"{table}.json").body)  # type: ignore[union-attr]
        texts = [{key: _as_csv(value) for key, value in row.items()} for row in as_json]
        assert [{key: restore(text) for key, text in row.items()} for row in rows(name, table)] == texts
    for one in made.files:
        assert made.file(one.name) == one


def _as_csv(value: object) -> str:
    return {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)


def test_entries_are_those_of_the_published_json(site: Site) -> None:
    version = find_version("2026-1")
    assert version is not None
    document = json.loads(formats.as_json(version))

    found = rows("2026-1", "entri")

    assert package("2026-1").file("hasil.json").body == formats.as_json(version)  # type: ignore[union-attr]
    assert digest(public_document(document)) == site.newest.digest
    assert {row["entri"]: (row["nilai"], row["peringkat"], row["hadiah"]) for row in found} == {
        e["entry"]: (e["total"] or "", str(e["rank"] or ""), str(e["prize"])) for e in document["entries"]
    }
    out = next(row for row in found if row["entri"].endswith("/011"))
    assert (out["keadaan"], out["nilai"], out["lulus"]) == ("disqualified", "", "false")
    assert out["entri"] not in {row["entri"] for row in rows("2026-1", "lembar_nilai")}


def test_descriptor_says_version_digest_and_what_was_replaced(site: Site) -> None:
    descriptor = package("2026-1").descriptor()

    assert descriptor["version"] == "2"
    assert descriptor["digest"] == f"sha256:{site.newest.digest}"
    assert descriptor["reason"] == "Salah salin lembar RT 03"
    assert [(old["version"], old["digest"]) for old in descriptor["olderVersions"]] == [("1", site.first.digest)]
    assert [one["name"] for one in descriptor["licenses"]] == ["CC-BY-4.0"]
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one["hash"]) for one in descriptor["resources"])


def test_text_that_could_be_a_formula_is_harmless_and_not_lost(site: Site) -> None:
    """In CSV behind an apostrophe that comes off again; in JSON as it is."""
    raw = package("2026-1").file("entri.csv").body.decode()  # type: ignore[union-attr]
    as_json = json.loads(package("2026-1").file("entri.json").body)  # type: ignore[union-attr]
    dangerous = [
        cell for row in csv.reader(io.StringIO(raw, newline="")) for cell in row if re.match(r"\s*[=+\-@]", cell)
    ]

    assert dangerous == []
    assert FORMULA in {restore(row["rt"]) for row in rows("2026-1", "entri")}
    assert FORMULA in {row["rt"] for row in as_json}
    assert "apostrof" in package("2026-1").descriptor()["description"]


def test_rts_keep_their_permanent_ids(site: Site) -> None:
    winners, story = rows("2026-1", "pemenang"), rows("rt_predikat", "predikat")
    known = {row["rt_id"] for row in rows("rt_predikat", "rt")}

    assert str(site.winner.pk) in {row["rt_id"] for row in winners}
    assert {row["rt_id"] for row in [*winners, *story]} <= known
    assert {(row["edisi"], row["rt_id"]) for row in story} == {
        *(("2026-1", row["rt_id"]) for row in winners),
        *(("arsip-2019", row["rt_id"]) for row in rows("arsip-2019", "pemenang")),
    }
    assert rows("arsip-2019", "pemenang")[0]["predikat_hilang"] == date(2021, 5, 1).isoformat()
    assert [row["jenis"] for row in rows("rt_predikat", "suksesi")] == ["split"]


@pytest.mark.parametrize("name", NAMES)
def test_no_person_and_nothing_unpublished_is_in_any_file(site: Site, name: str) -> None:
    everything = b"\n".join(one.body for one in package(name).files).decode()
    people = [*Assessor.objects.values_list("name", flat=True), "Ketua RT", "Pak Amat", "Bu Ani", "Pak RT"]

    assert not [word for word in [*people, SECRET_LABEL, site.running.slug, site.hidden.slug] if word in everything]
    assert "NIK" not in everything


@pytest.mark.parametrize(("name", "most"), [("2026-1", 7), ("arsip-2019", 4), ("rt_predikat", 3), ("kode_wilayah", 3)])
def test_a_package_costs_a_fixed_number_of_queries(site: Site, name: str, most: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        package(name).archive()

    assert len(queries) <= most
