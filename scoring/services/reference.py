from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from competitions.services.recaps import RecapValue, store_recap
from rt_registry.domain.region_names import KECAMATAN_ALIASES, Region, match_region
from rt_registry.models import Kecamatan
from rt_registry.services.reference import load_regions, read_fixture_rows
from scoring.models import Indicator
from scoring.services.indicator_guide import load_indicator_guide


SOURCE_2015 = (
    "Aulia Cindy Dwi Putri (IPDN, 2019), Implementasi Kebijakan Walikota dalam Mewujudkan Kampung Bersih Aman dan "
    "Pintar (BANTAR) di Kecamatan Kota Baru Kota Jambi, Tabel 1.1 (kampungbantarkotajambi.blogspot.com)"
)
SOURCE_2020 = (
    "Jefri Candra Putra J (IPDN), Partisipasi Masyarakat Dalam Pelaksanaan Program Kampung Bantar di Kecamatan Alam "
    "Barajo Kota Jambi, bagian 1.2 (data.jambikota.go.id)"
)


@transaction.atomic
def load_reference(*, by: User | None, now: datetime) -> None:
    """Store regions, boundaries, indicators and the real recaps; a second run changes nothing."""
    load_regions()
    load_indicators()
    load_recaps(by=by, now=now)


def load_indicators() -> None:
    """Store the 21 official indicators with their guide; a second run changes nothing."""
    for order, row in enumerate(read_fixture_rows("indicators.csv"), start=1):
        Indicator.objects.update_or_create(
            code=row["kode"],
            defaults={"aspect": row["aspek"].lower(), "order": order, "wording": row["uraian"]},
        )
    load_indicator_guide()


def load_recaps(*, by: User | None, now: datetime) -> None:
    early = _rows_by_kecamatan("recap_2015_2016.csv")
    for year in (2015, 2016):
        columns = {"nominated": f"diusulkan_{year}", "carried_out": f"terlaksana_{year}"}
        store_recap(year=year, rows=_values(early, columns), source=SOURCE_2015, by=by, now=now)
    columns = {
        "nominated": "rt_diusulkan",
        "winners_besar": "pemenang_besar",
        "winners_sedang": "pemenang_sedang",
        "winners_kecil": "pemenang_kecil",
        "winners": "pemenang_jumlah",
    }
    rows = _values(_rows_by_kecamatan("recap_2020.csv"), columns)
    store_recap(year=2020, rows=rows, source=SOURCE_2020, by=by, now=now)


_Row = Mapping[str, str]


def _rows_by_kecamatan(name: str) -> list[tuple[Kecamatan, _Row]]:
    """The rows of a recap with their kecamatan; the total row is left out."""
    by_code = {kecamatan.code: kecamatan for kecamatan in Kecamatan.objects.all()}
    regions = [Region(code=k.code, name=k.name) for k in by_code.values()]
    rows = [row for row in read_fixture_rows(name) if row["no"]]
    return [(by_code[_code_of(row["kecamatan"], regions)], row) for row in rows]


def _code_of(name: str, regions: Sequence[Region]) -> str:
    match = match_region(name, regions, aliases=KECAMATAN_ALIASES)
    if match.region is None:
        raise LookupError(f"fixtures: no kecamatan is called {name}")
    return match.region.code


def _values(rows: Sequence[tuple[Kecamatan, _Row]], columns: Mapping[str, str]) -> list[RecapValue]:
    columns = {"kelurahan_count": "jumlah_kelurahan", "rt_count": "jumlah_rt", **columns}
    return [
        RecapValue(kecamatan=kecamatan, **{field: int(row[column]) for field, column in columns.items()})
        for kecamatan, row in rows
    ]
