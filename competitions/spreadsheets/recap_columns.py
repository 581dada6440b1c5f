"""Columns of a recap, and which figure of a kecamatan each one prints."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.headers import FoundColumn
from rt_registry.spreadsheets.places import KECAMATAN, KODE_KECAMATAN
from rt_registry.spreadsheets.tables import Table
from rt_registry.spreadsheets.years import YEAR


KELURAHAN_COUNT: Final = Column("jumlah_kelurahan", ("kelurahan", "banyak kelurahan"), _("Number of kelurahan"))
RT_COUNT: Final = Column("jumlah_rt", ("rt", "total rt", "banyak rt"), _("Number of RTs"))
NOMINATED: Final = Column(
    "diusulkan",
    (
        *("rt diusulkan", "rt yang diusulkan", "jumlah rt diusulkan", "jumlah rt yang diusulkan", "jumlah diusulkan"),
        *("pengusulan", "jumlah pengusulan", "usulan", "jumlah usulan", "usul", "diusul"),
    ),
    _("Nominated"),
)
CARRIED_OUT: Final = Column(
    "terlaksana",
    (
        *("rt terlaksana", "rt yang terlaksana", "jumlah rt terlaksana", "jumlah rt yang terlaksana"),
        *("jumlah terlaksana", "pelaksanaan", "dilaksanakan", "realisasi"),
        *("ikut serta", "rt ikut serta", "rt yang ikut serta", "jumlah rt ikut serta", "jumlah rt yang ikut serta"),
        *("ikut", "rt yang ikut", "yang ikut", "keikutsertaan", "ikut lomba", "ikut penilaian"),
        *("mengikuti", "rt mengikuti", "rt yang mengikuti", "yang mengikuti", "jumlah rt yang mengikuti"),
        *("peserta", "rt peserta", "jumlah peserta", "jumlah rt peserta", "partisipasi", "berpartisipasi"),
    ),
    _("Carried out"),
)
BESAR, SEDANG, KECIL = (
    Column(f"pemenang_{size}", (size, f"jumlah pemenang {size}", f"pemenang kategori {size}", f"rt {size}"), label)
    for size, label in (("besar", _("Winners besar")), ("sedang", _("Winners sedang")), ("kecil", _("Winners kecil")))
)
WINNERS: Final = Column(
    "pemenang_jumlah", ("jumlah pemenang", "pemenang", "total pemenang", "jumlah", "total"), _("Winners")
)
PERCENT: Final = Column(
    "persentase", ("persen", "prosentase", "capaian", "persentase terlaksana", "persentase capaian"), _("Percentage")
)

FIELDS: Final[Mapping[str, str]] = {
    KELURAHAN_COUNT.key: "kelurahan_count",
    RT_COUNT.key: "rt_count",
    NOMINATED.key: "nominated",
    CARRIED_OUT.key: "carried_out",
    BESAR.key: "winners_besar",
    SEDANG.key: "winners_sedang",
    KECIL.key: "winners_kecil",
    WINNERS.key: "winners",
}
OF_ALL_YEARS: Final = frozenset({KELURAHAN_COUNT.key, RT_COUNT.key})
"""Columns that a sheet of several years prints once, for all of them."""
SIZES: Final = ("winners_besar", "winners_sedang", "winners_kecil")
COLUMNS: Final[Sequence[Column]] = (
    *(KODE_KECAMATAN, KECAMATAN, YEAR, KELURAHAN_COUNT, RT_COUNT, NOMINATED, CARRIED_OUT),
    *(BESAR, SEDANG, KECIL, WINNERS, PERCENT),
)
REQUIRED: Final[Sequence[frozenset[str]]] = (
    frozenset({KODE_KECAMATAN.key, KECAMATAN.key}),
    frozenset({NOMINATED.key, CARRIED_OUT.key, BESAR.key, SEDANG.key, KECIL.key, WINNERS.key, RT_COUNT.key}),
)


def column_years(table: Table) -> list[int | None]:
    """The years that columns name, or None alone: every row then speaks of one year."""
    dated = {year for key in (*FIELDS, PERCENT.key) for year in table.years(key)}
    return [*sorted(dated)] or [None]


def column_for(table: Table, key: str, year: int | None, *, of_one_year: bool) -> FoundColumn | None:
    """The column that speaks of `year`: its own, or one printed once for all years."""
    found = [column for column in table.columns if column.key == key]
    own = next((column for column in found if column.year == year), None)
    is_shared = key in OF_ALL_YEARS or of_one_year
    return own or next((column for column in found if column.year is None and is_shared), None)
