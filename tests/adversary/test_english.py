"""Under /en/ one stays under /en/: links, forms and redirects, and the words are English."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.access.routes import PUBLIC, ROUTES
from tests.access.world import World, create_world


pytestmark = pytest.mark.django_db

PLACE = re.compile(r'(?:href|action|hx-get|hx-post|formaction)="(/[^"]*)"')
OUTSIDE_BOTH = ("/static/", "/admin/", "/healthz", "/readyz", "/manifest.webmanifest", "/sw.js", "/api/")
OFFICIAL_PAPER = re.compile(r"/hasil/[a-z0-9-]+/(lampiran|ringkasan)\.pdf")  # in Indonesian alone, under one address
OTHER_LANGUAGE = re.compile(r'<(?:a|link)\b[^>]*hreflang="id"[^>]*>')
INDONESIAN_WORDS = re.compile(r"\b(Simpan|Masuk|Keluar|Hasil|Beranda|Cari|Tambah|Alasan|Kembali|Belum ada)\b")


def pages(world: World) -> list[tuple[str, str, str]]:
    """Name, address and text of every page as somebody who may."""
    found = []
    with translation.override("en"):
        guarded = [
            (n, reverse(n, kwargs=r.kwargs(world)) + r.query(world)) for n, r in ROUTES.items() if r.method == "get"
        ]
        public = [(n, reverse(n, kwargs=kwargs(world))) for n, kwargs in PUBLIC.items()]
    for name, url in [*guarded, *public]:
        client = Client()
        if name in ROUTES:
            client.force_login(world.people[next(iter(sorted(ROUTES[name].allowed)))])
        response = client.get(url)
        if "html" in response.headers.get("Content-Type", "") and not response.streaming:
            found.append((name, url, response.content.decode()))
    return found


def test_english_pages_lead_to_english_pages(world: World) -> None:
    strays = set()
    mixed = set()
    for name, url, text in pages(world):
        assert '<html lang="en"' in text or "<html" not in text, url
        own = OTHER_LANGUAGE.sub("", text)
        for place in PLACE.findall(own):
            if not place.startswith(("/en/", *OUTSIDE_BOTH)) and not OFFICIAL_PAPER.fullmatch(place):
                strays.add((name, place))
        for word in INDONESIAN_WORDS.findall(
            re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", own, flags=re.DOTALL)
        ):
            mixed.add((name, word))

    assert strays == set()
    assert mixed == set()


def test_forms_and_redirects_stay_english(world: World) -> None:
    operator = Client()
    operator.force_login(world.people["operator"])
    rt = world.rt

    to_the_door = Client().get("/en/panitia/")
    saved = operator.post("/en/akun/saya/", {"email": "a@b.id"})
    counted = operator.post(
        f"/en/kelurahan/daftar-rt/{rt.pk}/kk/", {"kk": "77", "counted_on": "2026-01-05", "source": "KK"}
    )
    refused = operator.post(f"/en/usulan/{world.draft.pk}/ajukan/")
    search = Client().get("/en/cari/", {"q": f"rt {rt.number} {rt.kelurahan.name}"})

    assert to_the_door["Location"].startswith("/en/masuk/?next=/en/panitia/")
    for response in (saved, counted, refused):
        assert response.status_code == 302
        assert response["Location"].startswith("/en/")
    assert search.status_code == 200 or search["Location"].startswith("/en/")
    told = operator.get(refused["Location"]).content.decode()
    assert '<html lang="en"' in told


@pytest.fixture
def world() -> World:
    return create_world()
