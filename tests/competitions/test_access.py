"""Every route of this app against every role and a neighbour's object."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from competitions.enums import NominationStatus, Phase
from competitions.models import Evidence, Nomination
from competitions.services.evidence import release_photo
from rt_registry.enums import Role
from tests.competitions.test_evidence import add, picture
from tests.factories import (
    NOW,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_user,
)


pytestmark = pytest.mark.django_db

WHO = [
    "anonymous",
    "operator",
    "other operator",
    "verifier",
    "other verifier",
    "pendamping",
    "other pendamping",
    "assessor",
    "committee",
    "publisher",
    "admin",
    "auditor",
]
# In the order of WHO.
OPERATORS = "302 200 200 403 403 403 403 403 403 403 403 403"
KECAMATAN = "302 403 403 200 200 200 200 403 403 403 403 403"
OFFICIALS = "302 403 403 403 403 403 403 403 200 200 200 200"
SEEN = "302 200 404 200 404 200 404 404 200 200 200 200"
KEPT = "302 302 404 403 404 403 404 404 403 403 403 403"
DIRECTED = "302 403 404 403 404 403 404 404 302 403 403 403"
DECIDED = "302 403 403 302 404 403 404 403 403 403 403 403"
COMMITTEE_FORM = "302 403 403 403 403 403 403 403 200 403 403 403"
EVERYBODY = " ".join(["200"] * len(WHO))

ROUTES = {
    "kelurahan-desk": ("GET", OPERATORS),
    "nomination-new": ("GET", OPERATORS),
    "nomination-precheck": ("GET", OPERATORS),
    "nomination": ("GET", SEEN),
    "nomination-change": ("GET", "302 200 404 403 404 403 404 404 403 403 403 403"),
    "nomination-submit": ("POST", KEPT),
    "nomination-withdraw": ("GET", "302 200 404 403 404 403 404 404 200 403 403 403"),
    "evidence-add": ("POST", KEPT),
    "evidence": ("GET", SEEN),
    "evidence-remove": ("POST", KEPT),
    "evidence-release": ("POST", DIRECTED),
    "evidence-withdraw": ("POST", DIRECTED),
    "photo": ("GET", EVERYBODY),
    "kecamatan-desk": ("GET", KECAMATAN),
    "kecamatan-entries": ("GET", KECAMATAN),
    "check": ("GET", "302 403 403 200 404 200 404 403 403 403 403 403"),
    "verify": ("POST", DECIDED),
    "return": ("POST", DECIDED),
    "reject": ("POST", DECIDED),
    "entries": ("GET", OFFICIALS),
    "entry": ("GET", OFFICIALS),
    "entry-kk": ("GET", COMMITTEE_FORM),
    "entry-not-assessed": ("GET", COMMITTEE_FORM),
    "entry-disqualified": ("GET", COMMITTEE_FORM),
    "entry-reinstated": ("GET", COMMITTEE_FORM),
}
BODY = {
    "verify": {"kk": "80", "kk_source": "Kartu Keluarga"},
    "return": {"return-reason": "Foto buram"},
    "reject": {"reject-reason": "Bukan RT"},
}


@dataclass
class World:
    nomination: Nomination
    evidence: Evidence
    photo: str
    clients: dict[str, Client]

    def url(self, route: str) -> str:
        kwargs: dict[str, object] = {}
        if route == "photo":
            kwargs = {"public_id": self.photo}
        elif route.startswith("evidence") and route != "evidence-add":
            kwargs = {"public_id": self.evidence.public_id}
        elif route in {"entries"} or route.startswith("entry"):
            kwargs = {"slug": self.nomination.edition.slug, "pk": self.nomination.pk}
            if route == "entries":
                del kwargs["pk"]
        elif "desk" not in route and route not in {"nomination-new", "nomination-precheck", "kecamatan-entries"}:
            kwargs = {"pk": self.nomination.pk}
        return reverse(f"competitions:{route}", kwargs=kwargs)


@pytest.fixture
def world() -> World:
    kelurahan, other = create_kelurahan(kecamatan=create_kecamatan()), create_kelurahan()
    edition = create_edition(phase=Phase.NOMINATION)
    nomination = create_nomination(
        edition=edition, rts=[create_rt(kelurahan=kelurahan)], status=NominationStatus.RETURNED, reason="KK?"
    )
    evidence, public = add(nomination, picture()), add(nomination, picture("PNG"))
    photo = release_photo(evidence=public, caption="", by=create_user(), now=NOW)
    people = {
        "operator": create_user(role=Role.OPERATOR, kelurahan=kelurahan),
        "other operator": create_user(role=Role.OPERATOR, kelurahan=other),
        "verifier": create_user(role=Role.VERIFIER, kecamatan=kelurahan.kecamatan),
        "other verifier": create_user(role=Role.VERIFIER, kecamatan=other.kecamatan),
        "pendamping": create_user(role=Role.PENDAMPING, kecamatan=kelurahan.kecamatan),
        "other pendamping": create_user(role=Role.PENDAMPING, kecamatan=other.kecamatan),
        **{name: create_user(role=Role(name)) for name in ["assessor", "committee", "publisher", "admin", "auditor"]},
    }
    clients = {"anonymous": Client()}
    for name, user in people.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return World(nomination, evidence, str(photo.public_id), clients)


def test_the_table_names_every_route() -> None:
    resolver = get_resolver("competitions.urls")

    assert {name for name in resolver.reverse_dict if isinstance(name, str)} == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_who_gets_what(route: str, world: World) -> None:
    method, expected = ROUTES[route]
    got = {}
    for name in WHO:
        Evidence.objects.update(removed_at=None)
        if route in BODY:
            Nomination.objects.update(status="submitted", kk=80, category_code="sedang")
        client = world.clients[name]
        if method == "GET":
            response = client.get(world.url(route))
        else:
            response = client.post(world.url(route), BODY.get(route, {}))
        got[name] = response.status_code
        if name == "anonymous" and response.status_code == 302:
            assert response["Location"].startswith(reverse("account_login"))

    assert got == dict(zip(WHO, map(int, expected.split()), strict=True))


def test_get_changes_nothing(world: World) -> None:
    for route, (method, _) in ROUTES.items():
        if method == "POST":
            assert world.clients["committee"].get(world.url(route)).status_code == 405, route


@pytest.mark.parametrize("status", ["draft", "willing"])
def test_what_is_not_handed_in_is_unknown_to_the_kecamatan(status: str, world: World) -> None:
    Nomination.objects.update(status=status)

    for name in ["verifier", "pendamping"]:
        for route in ["nomination", "check", "evidence"]:
            assert world.clients[name].get(world.url(route)).status_code == 404, (name, route)
    assert world.clients["operator"].get(world.url("nomination")).status_code == 200


def test_evidence_is_handed_out_carefully(world: World) -> None:
    response = world.clients["operator"].get(world.url("evidence"))

    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == "inline; filename*=UTF-8''foto.jpg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["Cache-Control"] == "private, max-age=600"
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"


def test_a_document_is_a_download(world: World) -> None:
    document = add(world.nomination, b"%PDF-1.4 %%EOF", "Pernyataan “RT”.pdf", "statement")

    response = world.clients["operator"].get(reverse("competitions:evidence", args=[document.public_id]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''Pernyataan%20%E2%80%9CRT%E2%80%9D.pdf"


def test_removed_evidence_is_for_officials_only(world: World) -> None:
    Evidence.objects.filter(pk=world.evidence.pk).update(removed_at=NOW)

    assert world.clients["operator"].get(world.url("evidence")).status_code == 404
    assert world.clients["auditor"].get(world.url("evidence")).status_code == 200


def test_a_lost_file_is_not_found_rather_than_an_error(world: World) -> None:
    world.evidence.file.storage.delete(str(world.evidence.file.name))

    assert world.clients["operator"].get(world.url("evidence")).status_code == 404


def test_archives_are_no_running_editions(world: World) -> None:
    edition = world.nomination.edition
    edition.is_archive = True
    edition.save()

    response = world.clients["operator"].get(reverse("competitions:kelurahan-desk"))

    assert response.context["place"].edition is None
