"""What may be asked: every value in its one form; whatever else is refused before anything is looked up."""

import re
from typing import Annotated, Any, Final, Literal

from ninja import Path, Schema
from pydantic import BeforeValidator, Field


MOST: Final = 100
LARGEST: Final = 2_147_483_647
_DIGITS = re.compile(r"[0-9]{1,10}")


def _plain_digits(value: Any) -> Any:
    """Neither " 5", nor "+5", nor "5.0", nor the digits of other scripts."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("only the digits 0 to 9")
    return value


SLUG = r"^[a-z0-9\-]{1,60}$"
KECAMATAN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$"
KELURAHAN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"
NUMBERS = r"^[0-9]{3}(\+[0-9]{3}){0,24}$"

Slug = Annotated[str, Path(pattern=SLUG, description="Alamat edisi / Address of the edition")]
KelurahanInPath = Annotated[str, Path(pattern=KELURAHAN, description="Kode kelurahan / Code of the kelurahan")]
Numbers = Annotated[str, Path(pattern=NUMBERS, description="Nomor RT, 017 atau 011+012 / RT numbers")]
RtId = Annotated[
    int,
    BeforeValidator(_plain_digits),
    Path(ge=1, le=LARGEST, description="Nomor tetap RT / Permanent id of the RT"),
]
Digits = Annotated[int, BeforeValidator(_plain_digits)]
# Bounds stand inside of what may be left out; outside of it the description would lose them.
VersionNumber = Annotated[int, Field(ge=1, le=32_767), BeforeValidator(_plain_digits)]
Id = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_plain_digits)]
Year = Annotated[int, Field(ge=2000, le=2100), BeforeValidator(_plain_digits)]


class Paging(Schema):
    page: Digits = Field(1, ge=1, le=100_000, description="Halaman / Page")
    per_page: Digits = Field(50, ge=1, le=MOST, description="Isi per halaman / Items per page")


class InRegion(Paging):
    kecamatan: str | None = Field(None, pattern=KECAMATAN, description="Kode kecamatan / Code of the kecamatan")
    kelurahan: str | None = Field(None, pattern=KELURAHAN, description="Kode kelurahan / Code of the kelurahan")


class OfVersion(Schema):
    version: VersionNumber | None = Field(
        None, description="Versi hasil, bila bukan yang berlaku / Version, if not the one in force"
    )


class Entries(InRegion, OfVersion):
    category: str | None = Field(None, pattern=r"^[a-zA-Z0-9_\-]{1,20}$", description="Kategori ukuran / Size category")
    track: Literal["reguler", "kencana"] | None = Field(None, description="Jalur / Track")
    winner: Literal["true", "false"] | None = Field(
        None, description="Hanya pemenang, atau hanya yang bukan / Winners only, or only the others"
    )


class Awards(InRegion):
    edition: str | None = Field(None, pattern=SLUG, description="Alamat edisi / Address of the edition")
    rt: Id | None = Field(None, description="Nomor tetap RT / Permanent id of the RT")


class Regions(Paging):
    level: Literal["kecamatan", "kelurahan"] | None = Field(None, description="Tingkat / Level")
    kecamatan: str | None = Field(None, pattern=KECAMATAN, description="Kode kecamatan / Code of the kecamatan")


class Recaps(Paging):
    year: Year | None = Field(None, description="Tahun / Year")
