"""The datasets that belong to no edition: recaps, regions, indicators, and the RTs with their predikat.

Their names have an underscore, which no edition's address can have.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from competitions.models import Award, RecapRow
from scoring.open_data import licences
from scoring.open_data import reference_words as words
from scoring.open_data.fields import Filled, Row, Words, figure
from scoring.open_data.package import File, Package
from scoring.selectors import open_data as read


GEOJSON: Final = "application/geo+json"


@dataclass(frozen=True)
class Reference:
    """A dataset that is always there: its name, what it is, and how it is made."""

    name: str
    title: Words
    about: Words
    make: Callable[["Reference"], Package]

    def package(self) -> Package:
        return self.make(self)


def _recaps(one: Reference) -> Package:
    """One query."""
    rows = read.recap_rows()
    papers = sorted({(row.recap.year, row.recap.source) for row in rows if row.recap.source})
    sources = [{"title": f"{year}: {source}"} for year, source in papers]
    return _package(one, [Filled(words.RECAPS, [_recap(row) for row in rows])], sources)


def _recap(row: RecapRow) -> Row:
    return (
        row.recap.year,
        row.kecamatan.code,
        row.kecamatan.name,
        row.kelurahan_count,
        row.rt_count,
        row.nominated,
        row.carried_out,
        row.winners_besar,
        row.winners_sedang,
        row.winners_kecil,
        row.winners,
        row.recap.source or None,
    )


def _regions(one: Reference) -> Package:
    """Three queries."""
    rows: list[Row] = [(code, name, "kecamatan", None, None) for code, name in read.kecamatan_lines()]
    names = {str(row[0]): str(row[1]) for row in rows}
    for kelurahan in read.kelurahan_lines():
        since = kelurahan.active_from.isoformat() if kelurahan.active_from else None
        rows.append((kelurahan.code, kelurahan.name, "kelurahan", kelurahan.kecamatan.code, since))
        names[kelurahan.code] = kelurahan.name
    outlines = File("batas_wilayah.geojson", GEOJSON, _geojson(names), _BOUNDARIES)
    tables = [Filled(words.ALL_REGIONS, sorted(rows, key=lambda row: str(row[0])))]
    return _package(one, tables, [licences.REGION_CODES, licences.BOUNDARIES], outlines)


_BOUNDARIES: Final = Words(
    "Batas kecamatan dan kelurahan, EPSG:4326, untuk orientasi saja, bukan untuk sengketa batas",
    "Boundaries of kecamatan and kelurahan, EPSG:4326, for orientation only, not for boundary disputes",
)


def _geojson(names: Mapping[str, str]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"kode": one.code, "nama": names.get(one.code, one.code), "tingkat": one.level},
            "geometry": one.geometry,
        }
        for one in read.boundaries()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _indicators(one: Reference) -> Package:
    """One query."""
    rows = [
        (
            indicator.code,
            indicator.aspect,
            indicator.order,
            indicator.wording,
            indicator.guide or None,
            *(indicator.level_guide.get(str(level)) for level in range(5)),
        )
        for indicator in read.indicators()
    ]
    return _package(one, [Filled(words.INDICATOR_GUIDE, rows)], [licences.PORTAL])


def _rts(one: Reference) -> Package:
    """Three queries."""
    rts = list(read.rts())
    rows = [
        (
            rt.pk,
            rt.kelurahan.code,
            rt.number,
            rt.active_from.isoformat(),
            rt.active_until.isoformat() if rt.active_until else None,
            rt.simulated,
        )
        for rt in rts
    ]
    tables = [
        Filled(words.RT_LIST, rows),
        Filled(words.SUCCESSIONS, read.successions()),
        Filled(words.AWARDS, [_award(award) for award in read.all_awards()]),
    ]
    return _package(one, tables, [licences.PORTAL, licences.REGION_CODES], simulated=any(rt.simulated for rt in rts))


def _award(award: Award) -> Row:
    return (
        award.edition.slug,
        award.edition.year,
        award.rt_id,
        award.entry_code,
        award.label,
        award.track,
        award.category_code or None,
        figure(award.total),
        award.prize,
        award.lost_on.isoformat() if award.lost_on else None,
    )


def _package(
    one: Reference,
    tables: list[Filled],
    sources: list[dict[str, str]] | list[dict[str, Any]],
    *others: File,
    simulated: bool = False,
) -> Package:
    return Package(
        one.name,
        one.title,
        one.about,
        tables,
        others,
        sources or [licences.PORTAL],
        {"version": "1"},
        simulated,
    )


REFERENCES: Final = (
    Reference(
        "rekap_kecamatan",
        Words(
            "Rekap Kampung BANTAR per kecamatan, tahun-tahun lalu", "Recaps of Kampung BANTAR by kecamatan, past years"
        ),
        Words(
            "Angka per kecamatan sebagaimana tercetak: usulan, terlaksana, pemenang. Diusulkan dan terlaksana tidak "
            "boleh dicampur; satu RT dapat terhitung lebih dari sekali bila tahun-tahun dijumlahkan.",
            "Figures by kecamatan as printed: nominated, carried out, winners. Nominated and carried out must not be "
            "mixed; one RT may be counted more than once where years are added up.",
        ),
        _recaps,
    ),
    Reference(
        "rt_predikat",
        Words("RT Kota Jambi dan predikat Kampung BANTAR", "RTs of Kota Jambi and their predikat Kampung BANTAR"),
        Words(
            "Setiap RT dengan nomor tetapnya, pemekaran dan penggabungannya, dan semua edisi yang dimenangkannya.",
            "Every RT with its permanent id, its splits and mergers, and all editions it has won.",
        ),
        _rts,
    ),
    Reference(
        "kode_wilayah",
        Words("Kode dan batas wilayah Kota Jambi", "Region codes and boundaries of Kota Jambi"),
        Words(
            "11 kecamatan dan 68 kelurahan dengan kode resmi Kemendagri dan batasnya.",
            "The 11 kecamatan and 68 kelurahan with the official codes of the Ministry of Home Affairs, and their "
            "boundaries.",
        ),
        _regions,
    ),
    Reference(
        "indikator_bantar",
        Words("21 indikator Kampung BANTAR", "The 21 indicators of Kampung BANTAR"),
        Words(
            "Bunyi resmi tiap indikator dan petunjuk menilainya. Petunjuk adalah bawaan portal, bukan naskah "
            "peraturan.",
            "The official wording of each indicator and a guide to scoring it. The guide is this portal's default, "
            "not the regulation's text.",
        ),
        _indicators,
    ),
)
