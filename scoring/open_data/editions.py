"""The package of a published edition, and of a past year of which only the winners are left."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from competitions.models import Award, Edition
from scoring.domain.rules import rules_from_json
from scoring.exports import formats
from scoring.exports.published import published_at
from scoring.models import Result
from scoring.open_data import licences
from scoring.open_data.fields import Filled, Row, Words, figure
from scoring.open_data.package import JSON, TEXT, File, Package
from scoring.open_data.reference_words import ARCHIVE_WINNERS
from scoring.open_data.tables import tables_of
from scoring.selectors.frozen import means_of
from scoring.selectors.open_data import awards_of, official_wording
from scoring.selectors.results import Version


ABOUT_RESULT: Final = Words(
    "Hasil yang diumumkan: setiap peserta dengan nilai, peringkat, dan hadiahnya, nilai anonim, aturan, indikator, dan "
    "RT pemenang. Cukup untuk menghitung ulang semuanya: jalankan hitung_ulang.py.",
    "The published result: every entry with its figures, rank and prize, the anonymous scores, the rules, the "
    "indicators and the winning RTs. Enough to recount everything: run hitung_ulang.py.",
)
ABOUT_ARCHIVE: Final = Words(
    "Daftar pemenang tahun lalu yang dimasukkan ke portal; nilai dan aturannya tidak ada.",
    "The winners of a past year as entered into the portal; there are no scores or rules of it.",
)
RECOUNT: Final = Path(__file__).with_name("hitung_ulang.py")


def title_of_result(name: str) -> Words:
    return Words(f"Hasil {name}", f"Result of {name}")


def title_of_archive(name: str) -> Words:
    return Words(f"Pemenang {name}", f"Winners of {name}")


def result_package(version: Version) -> Package:
    """The package of a published version; seven queries."""
    result = version.result
    body = formats.as_json(version)
    document: dict[str, Any] = json.loads(body)
    filled = tables_of(
        document,
        means=means_of(document, rules_from_json(document["rules"])),
        wording=official_wording(),
        winners=[_winner(award) for award in awards_of(result.edition)],
    )
    return Package(
        name=result.edition.slug,
        title=title_of_result(result.edition.name),
        about=ABOUT_RESULT,
        tables=filled,
        others=(
            File("hasil.json", JSON, body, Words("Hasil lengkap dalam satu berkas", "The whole result in one file")),
            _recount_script(),
        ),
        sources=[licences.PORTAL, licences.REGION_CODES],
        facts=_facts(version),
        simulated=result.simulated,
    )


def _winner(award: Award) -> Row:
    lost = award.lost_on.isoformat() if award.lost_on else None
    return award.entry_code, award.rt_id, award.label, award.prize, lost


def _facts(version: Version) -> dict[str, Any]:
    """Version, digest and signature of the newest version, and which ones it replaces."""
    result = version.result
    return {
        "version": str(result.version),
        "created": published_at(result),
        "edition": {"slug": result.edition.slug, "year": result.edition.year, "period": result.edition.period},
        "digest": f"sha256:{result.digest}",
        "reason": result.reason or None,
        "olderVersions": [_older(one) for one in version.versions[1:]],
    }


def _older(one: Result) -> dict[str, object]:
    return {
        "version": str(one.version),
        "digest": one.digest,
        "published_at": published_at(one),
        "path": f"/hasil/{one.edition.slug}/hasil.json?versi={one.version}",
    }


@lru_cache(maxsize=1)
def _recount_script() -> File:
    about = Words("Skrip hitung ulang, hanya pustaka baku Python", "Recount script, Python's standard library alone")
    return File(RECOUNT.name, TEXT, RECOUNT.read_bytes(), about)


def archive_package(edition: Edition) -> Package:
    """The winners of a past year; one query."""
    awards = awards_of(edition)
    return Package(
        name=edition.slug,
        title=title_of_archive(edition.name),
        about=ABOUT_ARCHIVE,
        tables=[Filled(ARCHIVE_WINNERS, [_archived(award) for award in awards])],
        sources=[licences.PORTAL, licences.REGION_CODES],
        facts={"edition": {"slug": edition.slug, "year": edition.year, "period": edition.period}, "version": "1"},
        simulated=edition.simulated,
    )


def _archived(award: Award) -> Row:
    kelurahan = award.rt.kelurahan
    return (
        *_winner(award)[:3],
        kelurahan.kecamatan.code,
        kelurahan.kecamatan.name,
        kelurahan.code,
        kelurahan.name,
        award.track,
        award.category_code or None,
        figure(award.total),
        *_winner(award)[3:],
    )
