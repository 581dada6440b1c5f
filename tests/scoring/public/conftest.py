"""Editions that everybody may read: published through the ordinary services."""

from collections.abc import Callable, Mapping

import pytest

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import Kelurahan
from scoring.enums import SheetStatus
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


Publish = Callable[..., Result]
Fill = Callable[..., Edition]


@pytest.fixture
def publish(db: None) -> Publish:
    """Draft, approve and publish as two people do."""
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)

    def act(edition: Edition, reason: str = "") -> Result:
        result = draft_result(edition=edition, by=committee, now=NOW, reason=reason)
        result = approve_result(result=result, by=publisher, now=NOW)
        return publish_result(result=result, by=publisher, now=NOW)

    return act


@pytest.fixture
def kelurahan(db: None) -> Kelurahan:
    return create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))


def create_sheets(values: Mapping[Nomination, int], sheets: int = 3) -> None:
    """So many submitted sheets per entry, with the same score everywhere; written in bulk."""
    assessors = [create_assessor(with_account=False) for _ in range(sheets)]
    submitted = {"status": SheetStatus.SUBMITTED, "created_at": NOW, "updated_at": NOW, "submitted_at": NOW}
    made = ScoreSheet.objects.bulk_create(
        ScoreSheet(nomination=entry, assessor=assessor, **submitted) for entry in values for assessor in assessors
    )
    indicators = create_indicators()
    Score.objects.bulk_create(
        (
            Score(sheet=sheet, indicator=indicator, value=values[sheet.nomination])
            for sheet in made
            for indicator in indicators
        ),
        batch_size=1000,
    )


@pytest.fixture
def fill(kelurahan: Kelurahan) -> Fill:
    """An edition in assessment with so many complete entries in one kelurahan; every third one fails."""

    def act(count: int = 3, *, slug: str = "2026-1", year: int = 2026, first: int = 1, **rules: object) -> Edition:
        edition = create_edition(slug=slug, year=year, phase=Phase.ASSESSMENT, **rules)  # type: ignore[arg-type]
        rts = [
            create_rt(kelurahan=kelurahan, number=first + n, kk=(120, 80, 40)[n % 3], year=year) for n in range(count)
        ]
        entries = [create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT) for rt in rts]
        create_sheets({entry: (4, 3, 2)[n % 3] for n, entry in enumerate(entries)})
        return edition

    return act


@pytest.fixture
def published(fill: Fill, publish: Publish) -> Result:
    """Three entries: RT 1 (besar) and RT 2 (sedang) win, RT 3 (kecil) fails."""
    return publish(fill())
