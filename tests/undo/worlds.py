"""One small world and, for every kind, sheets that make, change and do both."""

from dataclasses import dataclass

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from rt_registry.enums import Role
from rt_registry.models import RT, Kecamatan, Kelurahan
from scoring.models import Assessor
from tests.factories import (
    create_assessor,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_user,
)
from tests.sheets import SCORES_HEADER, Row, score_row


@dataclass
class World:
    kecamatan: list[Kecamatan]
    kelurahan: Kelurahan
    rts: list[RT]
    edition: Edition
    assessor: Assessor


def build() -> World:
    kecamatan = [create_kecamatan(name=name) for name in ("Pasar Jambi", "Danau Sipin", "Jelutung")]
    kelurahan = create_kelurahan(name="Beringin", kecamatan=kecamatan[0])
    rts = [create_rt(kelurahan=kelurahan, number=number, kk=80) for number in range(1, 7)]
    edition = create_edition(slug="2026-1", phase=Phase.NOMINATION)
    create_nomination(edition=edition, rts=[rts[0]], status=NominationStatus.DRAFT)
    verified = create_nomination(edition=edition, rts=[rts[1]], status=NominationStatus.VERIFIED)
    assessor = create_assessor(name="Ani")
    create_sheet(nomination=verified, assessor=assessor, submitted=False, value=None, values={"B1": 1})
    create_user(username="admin", role=Role.ADMIN)
    create_user(username="operator.lama", role=Role.OPERATOR, kelurahan=kelurahan)
    return World(kecamatan, kelurahan, rts, edition, assessor)


SHEETS = ("recap", "winners", "nominations", "scores", "accounts", "roster")


def rows_of(kind: str, world: World, first: bool) -> list[Row]:
    """The first sheet of a kind brings what is new, the second some news and some changes."""
    code = world.kelurahan.code
    match kind:
        case "recap":
            header: Row = ("kecamatan", "diusulkan", "terlaksana", "tahun")
            news: list[Row] = [("Pasar Jambi", 3, 2, 2019), ("Danau Sipin", 5, 5, 2019)]
            return [header, *news] if first else [header, ("Pasar Jambi", 4, 2, 2019), ("Jelutung", 7, 6, 2019)]
        case "winners":
            header = ("kode_kelurahan", "rt", "tahun", "periode", "kategori", "nilai", "hadiah")
            news = [(code, 1, 2018, 1, "kecil", 80.5, 5000000), (code, "3+4", 2018, 1, "besar", 90, 10000000)]
            more: list[Row] = [(code, 1, 2018, 1, "kecil", 81.25, 5000000), (code, 5, 2019, 2, "sedang", "", "")]
            return [header, *(news if first else more)]
        case "nominations":
            header = ("kode_kelurahan", "rt", "jumlah_kk", "jalur")
            news = [(code, 1, 80, "reguler"), (code, "3+4", 160, "reguler")]
            return [header, *news] if first else [header, (code, 1, 95, "reguler"), (code, 5, 70, "reguler")]
        case "scores":
            news = [score_row(world.kelurahan, 2, "Ani"), score_row(world.kelurahan, 2, "Budi baru", 2)]
            return [SCORES_HEADER, *(news if first else [score_row(world.kelurahan, 2, "Cici", 4)])]
        case "accounts":
            header = ("nama", "nama_pengguna", "peran", "wilayah")
            news = [("Dedi", "dedi", "admin", ""), ("Eka", "eka", "operator", "Beringin")]
            return [header, *news] if first else [header, ("Eka", "eka", "admin", ""), ("Fani", "fani", "auditor", "")]
        case _:
            header = ("kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")
            news = [(code, 1, "Ketua Baru", 90, 2026), (code, 9, "Pak Sembilan", 45, 2026)]
            return [header, *news] if first else [header, (code, 9, "Bu Sembilan", 46, 2026), (code, 10, "", 33, 2026)]
