"""Bad input over every form and upload: nothing half-stored, never a crash, and a sentence in Indonesian."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from competitions.enums import Phase
from competitions.models import Nomination
from rt_registry.models import RT
from scoring.models import Score
from scoring.services.publication import draft_result
from tests.access.world import World, create_world
from tests.contract.bad_inputs import DECIDING, DRAFTED, HUGE, READY, TABLE, Bad, of_sheet
from tests.contract.conftest import undone
from tests.factories import NOW, create_edition, create_scored_nomination
from tests.sheets import picture


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world of the access list, with results in three states and a sheet that lacks one score."""
    with django_db_blocker.unblock(), undone():
        world = create_world()
        Score.objects.filter(sheet=world.sheet, indicator__code="P7").delete()
        for slug, budget in ((DECIDING, 1), (READY, None), (DRAFTED, None)):
            edition = create_edition(slug=slug, year=2031, phase=Phase.TALLY, budget=budget)
            create_scored_nomination(edition=edition, value=4)
        draft_result(edition=edition, by=world.people["committee"], now=NOW)
        yield world


def client_of(world: World, role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(world.people[role])
    return client


def made(what: Any, world: World) -> Any:
    return what(world) if callable(what) else what


def said(html: str) -> str:
    """What the page says is wrong: notices, and errors beside fields."""
    start = r'(?:role="alert"|class="[^"]*(?:invalid-feedback|alert-danger)[^"]*")'
    parts = re.findall(rf"{start}[^>]*>(.*?)</(?:div|span|p|ul)>", html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", " ".join(parts))).split())


INDONESIAN = re.compile(
    r"\b(tidak|harus|bukan|belum|sudah|silakan|mohon|isi|isilah|pilih|pilihlah|wajib|paling|hanya|ini|yang|kosong|dari"
    r"|ada|salah|berbeda|memerlukan|masukkan|berikan|sebutkan|terlalu)\b",
    re.IGNORECASE,
)


def facts() -> tuple[object, ...]:
    """Every count but the note that a desk was opened, and what the acts of the table would change in place."""
    rows = {name: count for name, count in picture().items() if name != "accounts.DeskVisit"}
    entries = Nomination.objects.order_by("pk").values_list("pk", "status", "kk", "track", "note", "reason")
    scores = Score.objects.order_by("pk").values_list("pk", "value", "note")
    rts = RT.objects.order_by("pk").values_list("pk", "number", "head_name", "active_from", "active_until", "kelurahan")
    return rows, list(entries), list(scores), list(rts)


@pytest.mark.parametrize("bad", TABLE, ids=str)
def test_bad_input_is_told_and_stores_nothing(world: World, bad: Bad) -> None:
    with undone():
        data, url, client = made(bad.data, world), made(bad.url, world), client_of(world, bad.role)
        before = facts()

        response = client.post(url, data, follow=True)

        html = response.content.decode()
        assert response.status_code < 500
        assert facts() == before
        if bad.unknown:
            assert response.status_code == 404
            assert INDONESIAN.search(html)
        else:
            told = bad.says if bad.says and bad.says in html else said(html)
            assert INDONESIAN.search(told), told or (response.status_code, response.redirect_chain)


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60
    assert len({bad.what for bad in TABLE}) == len(TABLE)


def test_a_sheet_saved_on_an_old_revision_overwrites_nothing(world: World) -> None:
    """Two phones: the second one is told what the first one saved."""
    with undone():
        client, url = client_of(world, "assessor"), made(of_sheet(), world)
        first = client.post(url, {"revision": world.sheet.revision, "s_B1": "2"})

        second = client.post(url, {"revision": world.sheet.revision, "s_B1": "1"})

        assert (first.status_code, second.status_code) == (302, 409)
        assert INDONESIAN.search(said(second.content.decode()))
        assert Score.objects.get(sheet=world.sheet, indicator__code="B1").value == 2


def test_a_draft_that_may_not_be_submitted_is_kept_and_told_why(world: World) -> None:
    with undone():
        data = {"rts": [world.rt.pk], "track": "kencana", "note": "Warga siap", "act": "submit"}

        response = client_of(world, "operator").post(f"/usulan/{world.draft.pk}/ubah/", data, follow=True)

        world.draft.refresh_from_db()
        assert (world.draft.status, world.draft.note) == ("draft", "Warga siap")
        assert INDONESIAN.search(said(response.content.decode()))


LONG_QUERY = "a" * 10_000
PUBLIC_FILTERS = [
    *("/?page=0", "/hasil/?page=abc", "/hasil/?page=-1", f"/hasil/?page={HUGE}", "/hasil/?tahun=x"),
    *(f"/hasil/terbit/?versi={HUGE}", "/hasil/terbit/?versi=x", "/hasil/terbit/?versi=%00", "/hasil/terbit/?q=%00"),
    *("/hasil/terbit/?kategori=x", "/hasil/terbit/?jalur=x", "/hasil/terbit/?kecamatan=x&kelurahan=y"),
    *(f"/hasil/terbit/?q={LONG_QUERY}", "/hasil/terbit/?tampil=x&page=0", "/hasil/terbit/?kategori=a&kategori=b"),
    *(f"/hasil/terbit/hasil.json?versi={HUGE}", "/hasil/terbit/hasil.csv?versi=-1", "/hasil/terbit/hasil.xlsx?versi=x"),
    *("/cari/?q=%00", "/cari/?q=%ff%fe", f"/cari/?q={HUGE}", f"/cari/?q=RT+{HUGE}", f"/cari/?q={LONG_QUERY}"),
    *("/cari/?q=%25_%25", f"/wilayah/?tahun={HUGE}", "/statistik/?tahun=x", f"/statistik/?dari={HUGE}"),
    *("/peta/?edisi=%00", "/peta/?edisi=tiada", "/peta/wilayah.json?edisi=%00", "/indikator/?aspek=x"),
    *("/masuk/?next=//jahat.example", f"/masuk/slip/?u=%00{LONG_QUERY[:5000]}"),
]


@pytest.mark.parametrize("address", PUBLIC_FILTERS, ids=lambda address: address[:50])
def test_no_public_filter_breaks_a_page(world: World, address: str) -> None:
    with undone():
        assert Client().get(address).status_code in (200, 302, 404)


HUGE_IDS = [
    *("/rt/{}/", "/usulan/{}/", "/kecamatan/usulan/{}/", "/penilaian/{}/", "/akun/{}/", "/panitia/penilai/{}/"),
    *("/panitia/penilaian/tim/{}/", "/panitia/terbit/hasil/versi-{}/"),
]


@pytest.mark.parametrize("number", ["0", str(2**31), str(2**63 - 1), str(2**63), HUGE])
@pytest.mark.parametrize("address", HUGE_IDS)
def test_no_id_is_too_large_to_be_unknown(world: World, address: str, number: str) -> None:
    with undone():
        for role in ("anonymous", "operator", "verifier", "assessor", "committee", "admin"):
            response = client_of(world, role).get(address.format(number))
            assert response.status_code in (302, 403, 404), f"{role}: {response.status_code}"
            assert INDONESIAN.search(response.content.decode()) or response.status_code == 302
