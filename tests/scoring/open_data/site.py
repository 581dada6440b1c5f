"""A small site with something of everything that open data holds, and of everything that it must not hold."""

from dataclasses import dataclass
from datetime import date
from random import Random

from competitions.enums import AwardSource, NominationStatus, Phase, Track
from competitions.models import Award, Edition, Nomination, Recap, RecapRow
from rt_registry.enums import RegionLevel, Role, SuccessionKind
from rt_registry.models import RT, Kelurahan, RegionBoundary, RTSuccession
from scoring.models import Result, Score, ScoreSheet
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import (
    NOW,
    create_assessor,
    create_edition,
    create_indicators,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_user,
)


FORMULA = '=HYPERLINK("http://jahat.example";"RT 01")'
REASON = "+62 banjir, kata “Pak RT”;\nlihat berita acara"
SECRET_LABEL = "RT 88 Rahasia"
SECRET_HEAD = "Ketua RT 001"


@dataclass(frozen=True)
class Site:
    """`newest` is version 2 of `published`; `running` has an approved result that nobody may know of."""

    kelurahan: Kelurahan
    published: Edition
    first: Result
    newest: Result
    running: Edition
    hidden: Edition
    archive: Edition
    winner: RT


def build_site() -> Site:
    kelurahan = create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    published, first, newest = _published(kelurahan, committee, publisher)
    running = create_edition(slug="2026-2", period=2, phase=Phase.ASSESSMENT)
    secret = _entry(running, kelurahan, 88, kk=80)
    Nomination.objects.filter(pk=secret.pk).update(label=SECRET_LABEL)
    _score(running, Random(2))
    drafted = draft_result(edition=running, by=committee, now=NOW)
    approve_result(result=drafted, by=publisher, now=NOW)
    _reference(kelurahan)
    return Site(
        kelurahan=kelurahan,
        published=published,
        first=first,
        newest=newest,
        running=Edition.objects.get(pk=running.pk),
        hidden=create_edition(slug="2027-1", year=2027, phase=Phase.DRAFT),
        archive=_archive(kelurahan),
        winner=RT.objects.get(kelurahan=kelurahan, number=1),
    )


def _published(kelurahan: Kelurahan, committee: object, publisher: object) -> tuple[Edition, Result, Result]:
    edition = create_edition(
        slug="2026-1", phase=Phase.ASSESSMENT, aggregation="trimmed", best_in_city_prize=15_000_000
    )
    for number, kk in ((1, 120), (2, 80), (3, 40), (6, 80), (7, 80), (8, 130), (9, 35)):
        _entry(edition, kelurahan, number, kk=kk)
    joined = [create_rt(kelurahan=kelurahan, number=n, kk=20) for n in (4, 5)]
    create_nomination(edition=edition, rts=joined, status=NominationStatus.CARRIED_OUT)
    _entry(edition, kelurahan, 10, kk=90, track=Track.KENCANA)
    _entry(edition, kelurahan, 11, kk=90, status=NominationStatus.DISQUALIFIED, reason=REASON)
    Nomination.objects.filter(edition=edition, code__endswith="/001").update(label=FORMULA)
    _score(edition, Random(1))
    versions = []
    for reason in ("", "Salah salin lembar RT 03"):
        result = draft_result(edition=Edition.objects.get(pk=edition.pk), by=committee, now=NOW, reason=reason)  # type: ignore[arg-type]
        result = approve_result(result=result, by=publisher, now=NOW)  # type: ignore[arg-type]
        versions.append(publish_result(result=result, by=publisher, now=NOW))  # type: ignore[arg-type]
        Score.objects.filter(sheet__nomination__code__endswith="/003", value=4).update(value=3)
    return Edition.objects.get(pk=edition.pk), versions[0], versions[1]


def _entry(
    edition: Edition,
    kelurahan: Kelurahan,
    number: int,
    *,
    kk: int,
    status: NominationStatus = NominationStatus.CARRIED_OUT,
    track: Track = Track.REGULER,
    reason: str = "",
) -> Nomination:
    rt = create_rt(kelurahan=kelurahan, number=number, kk=kk)
    return create_nomination(edition=edition, rts=[rt], status=status, track=track, reason=reason)


def _score(edition: Edition, chance: Random) -> None:
    """Five sheets for every entry, mostly good ones; written in bulk."""
    assessors = [create_assessor(with_account=False) for _ in range(5)]
    entries, indicators = list(edition.nominations.order_by("code")), create_indicators()
    submitted = {"status": "submitted", "created_at": NOW, "updated_at": NOW, "submitted_at": NOW}
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(nomination=entry, assessor=assessor, **submitted) for entry in entries for assessor in assessors
    )
    Score.objects.bulk_create(
        (
            Score(sheet=sheet, indicator=indicator, value=min(4, chance.randint(2, 5)))
            for sheet in sheets
            for indicator in indicators
        ),
        batch_size=1000,
    )


def _archive(kelurahan: Kelurahan) -> Edition:
    edition = create_edition(slug="arsip-2019", year=2019, phase=Phase.CLOSED)
    Edition.objects.filter(pk=edition.pk).update(is_archive=True)
    rt = RT.objects.get(kelurahan=kelurahan, number=2)
    Award.objects.create(
        edition=edition,
        rt=rt,
        entry_code=f"{kelurahan.code}/002",
        label="RT 02 Kenali Besar",
        source=AwardSource.IMPORTED,
        lost_on=date(2021, 5, 1),
        loss_reason="Pak Amat tidak lagi menyapu",
    )
    return Edition.objects.get(pk=edition.pk)


def _reference(kelurahan: Kelurahan) -> None:
    recap = Recap.objects.create(year=2020, source="Rekap uji")
    RecapRow.objects.create(recap=recap, kecamatan=kelurahan.kecamatan, nominated=15, carried_out=12, winners=10)
    square = {"type": "Polygon", "coordinates": [[[103.5, -1.6], [103.6, -1.6], [103.6, -1.5], [103.5, -1.6]]]}
    RegionBoundary.objects.create(code=kelurahan.code, level=RegionLevel.KELURAHAN, geometry=square)
    before, after = (RT.objects.get(kelurahan=kelurahan, number=n) for n in (8, 9))
    RTSuccession.objects.create(
        predecessor=before, successor=after, kind=SuccessionKind.SPLIT, on=date(2023, 1, 1), note="kata Bu Ani"
    )
