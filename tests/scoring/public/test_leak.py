"""Before publication no public page, count, order, header or file tells anything of scores or a drafted result."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import RT, Kelurahan
from scoring.models import Result, ResultEntry
from scoring.services.publication import approve_result, draft_result
from tests.factories import NOW, create_edition, create_nomination, create_rt, create_sheet, create_user


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 22, 5, tzinfo=NOW.tzinfo))


def addresses(edition: Edition, kelurahan: Kelurahan) -> list[str]:
    place = f"/wilayah/{kelurahan.kecamatan.slug}/"
    own = [f"/hasil/{edition.slug}/{path}" for path in ("", "hasil.json", "hasil.csv", "hasil.xlsx", "?versi=1")]
    entries = [f"/hasil/{edition.slug}/{code}/" for code in Nomination.objects.values_list("code", flat=True)]
    rts = [f"/rt/{pk}/" for pk in RT.objects.values_list("pk", flat=True)]
    pages = ["/", "/hasil/", "/wilayah/", place, f"{place}{kelurahan.slug}/", "/statistik/", "/indikator/", "/peta/"]
    searches = ["/cari/?q=rt+1", "/peta/wilayah.json", f"/hasil/{edition.slug}/?tampil=pemenang&q=rt+1"]
    everything = [*own, *entries, *rts, *pages, *searches]
    return [*everything, *(f"/en{url}" for url in everything)]


TOKEN = re.compile(rb'"X-CSRFToken": "[^"]+"')
Seen = dict[str, tuple[int, bytes, int, dict[str, str]]]


def look(client: Client, urls: list[str]) -> Seen:
    """What a visitor can observe: status, bytes, number of queries, headers."""
    seen: Seen = {}
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
        seen[url] = (response.status_code, TOKEN.sub(b"", response.content), len(queries), headers)
    return seen


@pytest.mark.parametrize("phase", [Phase.TALLY, Phase.PROVISIONAL])
@pytest.mark.parametrize("role", [None, Role.ASSESSOR, Role.OPERATOR])
def test_nothing_public_changes_before_publication(
    client: Client, kelurahan: Kelurahan, phase: Phase, role: Role | None
) -> None:
    edition = create_edition(slug="2026-1", phase=Phase.TALLY)
    entries = [
        create_nomination(
            edition=edition,
            rts=[create_rt(kelurahan=kelurahan, number=n, kk=80)],
            status=NominationStatus.CARRIED_OUT,
        )
        for n in (1, 2, 3)
    ]
    if role is not None:
        client.force_login(create_user(role=role, kelurahan=kelurahan if role == Role.OPERATOR else None))
    Edition.objects.filter(pk=edition.pk).update(phase=phase)
    urls = addresses(edition, kelurahan)
    look(client, urls)  # what is kept after the first visit is kept before both looks
    before = look(client, urls)

    Edition.objects.filter(pk=edition.pk).update(phase=Phase.TALLY)
    for entry, value in zip(entries, (4, 2, 3), strict=True):
        for _ in range(3):
            create_sheet(nomination=entry, value=value)
    edition = Edition.objects.get(pk=edition.pk)
    result = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    approve_result(result=result, by=create_user(role=Role.PUBLISHER), now=NOW)
    Edition.objects.filter(pk=edition.pk).update(phase=phase)

    after = look(client, urls)
    assert (Result.objects.count(), ResultEntry.objects.filter(winner=True).count()) == (1, 2)
    assert after == before
    assert max(queries for _status, _body, queries, _headers in after.values()) <= 12
