"""The addresses of the open API: editions, results, entries, awards, RTs, regions, indicators, recaps, statistics."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Query

from scoring.api import params, rows, schemas
from scoring.api.answers import (
    NO_CATEGORY,
    NO_EDITION,
    NO_ENTRY,
    NO_REGION,
    NO_RESULT,
    NO_RT,
    PROBLEMS,
    teach,
)
from scoring.api.paging import paged
from scoring.open_data.licences import OURS
from scoring.selectors import open_api as read
from scoring.selectors import open_data
from scoring.selectors.results import Version, find_version, group_counts, summarise
from scoring.selectors.statistics import load_statistics


api = NinjaAPI(
    title="API Kampung BANTAR",
    version="1",
    description=(
        "Data lomba Kampung BANTAR, Kota Jambi, yang sudah diumumkan. Hanya baca, tanpa kunci, CC BY 4.0. "
        "/ The published data of the Kampung BANTAR contest of Kota Jambi. Read only, without a key, CC BY 4.0."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="open-api",
)
teach(api)

Context = Mapping[str, Any]
HASIL: Final = "Hasil"
ACUAN: Final = "Acuan"


def _ok(schema: Any) -> dict[int, Any]:
    return {200: schema, **PROBLEMS}


@api.get("", response=_ok(schemas.IndexOut), url_name="index", operation_id="index", tags=["API"])
def index(request: HttpRequest) -> Context:
    """Daftar alamat API ini. / The addresses of this API."""
    names = ("editions", "awards", "rts", "regions", "indicators", "recaps", "statistics")
    return {
        "name": "Kampung BANTAR, Kota Jambi",
        "version": "1",
        "description": request.build_absolute_uri(reverse("api:openapi")),
        "licence": OURS["path"],
        "addresses": {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names},
    }


@api.get(
    "editions",
    response=_ok(schemas.Page[schemas.EditionOut]),
    url_name="editions",
    operation_id="editions",
    tags=[HASIL],
)
def editions(request: HttpRequest, response: HttpResponse, asked: Query[params.Paging]) -> Context:
    """Semua edisi, terbaru dulu. / All editions, newest first."""
    return paged(request, response, read.public_editions(), asked, rows.edition)


@api.get("editions/{slug}", response=_ok(schemas.EditionOut), url_name="edition", operation_id="edition", tags=[HASIL])
def edition(request: HttpRequest, slug: params.Slug) -> Context:
    """Satu edisi dan tahapnya. / One edition and where it stands."""
    found = read.public_editions(slug)
    if not found:
        raise NO_EDITION
    return rows.edition(found[0])


@api.get(
    "editions/{slug}/result", response=_ok(schemas.ResultOut), url_name="result", operation_id="result", tags=[HASIL]
)
def result(request: HttpRequest, slug: params.Slug, asked: Query[params.OfVersion]) -> Context:
    """Hasil yang diumumkan: aturan, jumlah, semua versi. / The published result: rules, sums, all versions."""
    found = _version(slug, asked.version)
    return rows.result(found, summarise(group_counts(found.result), found.rules).city.totals)


@api.get(
    "editions/{slug}/entries",
    response=_ok(schemas.Page[schemas.EntryOut]),
    url_name="entries",
    operation_id="entries",
    tags=[HASIL],
)
def entries(request: HttpRequest, response: HttpResponse, slug: params.Slug, asked: Query[params.Entries]) -> Context:
    """Peserta sebuah hasil menurut jalur, kategori, peringkat. / Entries of a result by track, category and rank."""
    found = _version(slug, asked.version)
    _check_regions(asked)
    if asked.category is not None and asked.category not in {one.code for one in found.rules.categories}:
        raise NO_CATEGORY
    only = None if asked.winner is None else asked.winner == "true"
    wanted = read.EntryFilter(asked.kecamatan, asked.kelurahan, asked.category, asked.track, only)
    one_version = {"version": found.result.version}
    return paged(request, response, read.entries_asked(found, wanted), asked, rows.entry, pinned=one_version)


@api.get(
    "editions/{slug}/entries/{kelurahan}/{numbers}",
    response=_ok(schemas.EntryWithIndicators),
    url_name="entry",
    operation_id="entry",
    tags=[HASIL],
)
def entry(
    request: HttpRequest,
    slug: params.Slug,
    kelurahan: params.KelurahanInPath,
    numbers: params.Numbers,
    asked: Query[params.OfVersion],
) -> Context:
    """Satu peserta dengan rata-rata tiap indikator. / One entry with the mean of each indicator."""
    found = _version(slug, asked.version)
    one = read.one_entry(found, f"{kelurahan}/{numbers}")
    if one is None:
        raise NO_ENTRY
    return rows.entry_with_indicators(found, one, read.rts_of_entry(one))


@api.get("awards", response=_ok(schemas.Page[schemas.AwardOut]), url_name="awards", operation_id="awards", tags=["RT"])
def awards(request: HttpRequest, response: HttpResponse, asked: Query[params.Awards]) -> Context:
    """RT yang meraih predikat, terbaru dulu. / RTs that won the predikat, newest first."""
    _check_regions(asked)
    if asked.edition is not None and not read.edition_exists(asked.edition):
        raise NO_EDITION
    found = read.awards_asked(edition=asked.edition, kecamatan=asked.kecamatan, kelurahan=asked.kelurahan, rt=asked.rt)
    return paged(request, response, found, asked, rows.award)


@api.get("rts", response=_ok(schemas.Page[schemas.RTOut]), url_name="rts", operation_id="rts", tags=["RT"])
def rts(request: HttpRequest, response: HttpResponse, asked: Query[params.InRegion]) -> Context:
    """Semua RT, juga yang sudah berakhir. / All RTs, also those that have ended."""
    _check_regions(asked)
    return paged(request, response, read.rts_asked(asked.kecamatan, asked.kelurahan), asked, rows.rt)


@api.get("rts/{rt_id}", response=_ok(schemas.RTWithHistory), url_name="rt", operation_id="rt", tags=["RT"])
def rt(request: HttpRequest, rt_id: params.RtId) -> Context:
    """Satu RT: predikat, hasil, RT sebelum dan sesudahnya. / One RT: predikat, results, the RTs before and after it."""
    found = read.one_rt(rt_id)
    if found is None:
        raise NO_RT
    own_awards = read.awards_asked(rt=found.pk)
    return rows.rt_with_history(found, own_awards, read.results_of_rt(found), read.successions_of(found))


@api.get(
    "regions", response=_ok(schemas.Page[schemas.RegionOut]), url_name="regions", operation_id="regions", tags=[ACUAN]
)
def regions(request: HttpRequest, response: HttpResponse, asked: Query[params.Regions]) -> Context:
    """Kecamatan dan kelurahan dengan kode resminya. / Kecamatan and kelurahan with their official codes."""
    found = rows.regions(open_data.kecamatan_lines(), open_data.kelurahan_lines())
    if asked.kecamatan is not None and asked.kecamatan not in {one["code"] for one in found}:
        raise NO_REGION
    wanted = [
        one
        for one in found
        if asked.level in (None, one["level"]) and asked.kecamatan in (None, one["code"], one["parent"])
    ]
    return paged(request, response, wanted, asked, dict)


@api.get(
    "indicators",
    response=_ok(schemas.Page[schemas.IndicatorOut]),
    url_name="indicators",
    operation_id="indicators",
    tags=[ACUAN],
)
def indicators(request: HttpRequest, response: HttpResponse, asked: Query[params.Paging]) -> Context:
    """21 indikator resmi. / The 21 official indicators."""
    return paged(request, response, open_data.indicators(), asked, rows.indicator)


@api.get("recaps", response=_ok(schemas.Page[schemas.RecapOut]), url_name="recaps", operation_id="recaps", tags=[ACUAN])
def recaps(request: HttpRequest, response: HttpResponse, asked: Query[params.Recaps]) -> Context:
    """Rekap tahun-tahun lalu per kecamatan. / Recaps of past years by kecamatan."""
    return paged(request, response, open_data.recap_rows(asked.year), asked, rows.recap)


@api.get(
    "statistics", response=_ok(schemas.StatisticsOut), url_name="statistics", operation_id="statistics", tags=[ACUAN]
)
def statistics(request: HttpRequest) -> Context:
    """Semua tahun berdampingan, dan capaian. / All years side by side, and coverage."""
    return rows.statistics(load_statistics(timezone.localdate()))


def _version(slug: str, wanted: int | None) -> Version:
    found = find_version(slug, "" if wanted is None else str(wanted))
    if found is None:
        raise NO_RESULT
    return found


def _check_regions(asked: params.InRegion) -> None:
    codes = (asked.kecamatan, asked.kelurahan)
    if not all(read.region_exists(code) for code in codes if code is not None):
        raise NO_REGION
