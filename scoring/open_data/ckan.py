"""All datasets as the body of CKAN's package_create, for portals of Satu Data Indonesia.

`owner_org` is left to the portal: it names the organisation by an id of its own. The standard fields of Perpres 39/2019
(producer, concept, definition, unit, reference codes) that CKAN has no field for stand in `extras`.
"""

from collections.abc import Sequence
from typing import Any, Final

from scoring.open_data import licences
from scoring.open_data.datasets import FileFacts, Weighed
from scoring.open_data.package import FORMAT, KEYWORDS


CITY_CODE: Final = "15.71"


def ckan_packages(found: Sequence[Weighed], base: str) -> list[dict[str, Any]]:
    """`base`: this site, without a slash at its end."""
    return [_package(one, base) for one in found]


def _package(one: Weighed, base: str) -> dict[str, Any]:
    listed, address = one.listed, f"{base}/data/{one.listed.name}/"
    simulated = " DATA SIMULASI." if listed.simulated else ""
    return {
        "name": f"kampung-bantar-{listed.name}",
        "title": listed.title.id,
        "notes": f"{listed.about.id}{simulated}\n\n{listed.about.en}",
        "url": address,
        "version": str(listed.version or FORMAT),
        "author": licences.PUBLISHER,
        "maintainer": licences.PUBLISHER,
        "license_id": licences.CKAN_LICENCE,
        "private": False,
        "state": "active",
        "type": "dataset",
        "tags": [{"name": word} for word in KEYWORDS],
        "extras": _extras(one),
        "resources": [_archive(one, base), *(_resource(file, address) for file in one.files)],
    }


def _extras(one: Weighed) -> list[dict[str, str]]:
    listed = one.listed
    facts = {
        "identifier": listed.name,
        "produsen_data": licences.PUBLISHER,
        "cakupan_wilayah": "Kota Jambi",
        "kode_wilayah": CITY_CODE,
        "kode_referensi": "Kode wilayah Kemendagri",
        "tahun": str(listed.year or ""),
        "frekuensi": "per edisi lomba" if listed.year else "tidak berkala",
        "issued": listed.published_at or "",
        "sha256": listed.digest,
        "kamus_data": "kamus_data.csv",
        "bahasa": "id, en",
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def _resource(file: FileFacts, address: str) -> dict[str, Any]:
    return {
        "name": file.name,
        "description": f"{file.about.id} / {file.about.en}",
        "url": f"{address}{file.name}",
        "format": file.format.upper(),
        "mimetype": file.content_type.partition(";")[0],
        "size": file.size,
    }


def _archive(one: Weighed, base: str) -> dict[str, Any]:
    return {
        "name": f"{one.listed.name}.zip",
        "description": "Semua berkas (Frictionless Data Package) / All files (Frictionless Data Package)",
        "url": f"{base}/data/{one.listed.name}.zip",
        "format": "ZIP",
        "mimetype": "application/zip",
        "size": one.archive,
    }
