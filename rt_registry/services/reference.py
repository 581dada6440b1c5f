import csv
import json
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from rt_registry.models import Kecamatan, Kelurahan, RegionBoundary


SPLIT_OF_2023 = date(2023, 1, 1)
"""Kepmendagri 100.1.1-6117/2022: the six new kelurahan exist from this day."""


def fixture(name: str) -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / name


def read_fixture_rows(name: str) -> list[dict[str, str]]:
    with fixture(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_regions() -> None:
    """Store the official kecamatan and kelurahan with their outlines; a second run changes nothing."""
    for row in read_fixture_rows("regions.csv"):
        kecamatan = _store_kecamatan(row)
        Kelurahan.objects.update_or_create(
            code=row["kode_kelurahan"],
            defaults={
                "kecamatan": kecamatan,
                "name": row["kelurahan"],
                "slug": slugify(row["kelurahan"]),
                "active_from": None if row["termasuk_62"] == "ya" else SPLIT_OF_2023,
            },
        )
    _load_boundaries()


def _store_kecamatan(row: dict[str, str]) -> Kecamatan:
    kecamatan, _ = Kecamatan.objects.update_or_create(
        code=row["kode_kecamatan"], defaults={"name": row["kecamatan"], "slug": slugify(row["kecamatan"])}
    )
    return kecamatan


def _load_boundaries() -> None:
    collection = json.loads(fixture("boundaries.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        about = feature["properties"]
        RegionBoundary.objects.update_or_create(
            code=about["kode"], defaults={"level": about["tingkat"], "geometry": feature["geometry"]}
        )
