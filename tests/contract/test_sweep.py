"""Every route of the URLconf, every form that its pages hold, and hostile values in each: never a server error.

The suite takes a seeded share of the combinations; HYPOTHESIS_PROFILE=fuzz takes them all.
"""

import io
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final, TypeVar
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.routes import ABSENT, PUBLIC, ROUTES
from tests.access.test_access import ALL
from tests.access.world import World, create_world
from tests.contract.conftest import undone
from tests.contract.forms_found import FoundForm, forms_in


pytestmark = pytest.mark.fuzz

IN_FULL: Final = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
SHARE: Final = 250
"""How many combinations of form, field and value the suite tries."""
T = TypeVar("T")

HUGE: Final = "9" * 30
VALUES: Final = (
    *("", "x", "0", "-1", HUGE, str(2**63), str(2**31), "a\x00b", "a" * 10_000, "١٢", "1.5", "1e400", "NaN", "inf"),
    *("2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "0000-00-00T00:00", "9999-12-31T23:59", "🌿\u202e"),
    *(
        "<script>",
        "%00",
        "[]",
        "{}",
        "null",
        "true",
        "../../x",
        "00000000-0000-0000-0000-000000000000",
        "\ufeff",
        "\x1f",
    ),
    *(
        "15.71.01.1001",
        "15.71.01.1001/017",
        "é" * 300,
        "'; DROP TABLE x; --",
        "{{ 7*7 }}",
        "%(x)s",
        "\n\r\n",
        "+",
        "011+012",
    ),
)
NAMES: Final = (
    *(
        "page",
        "q",
        "versi",
        "kelurahan",
        "kecamatan",
        "edisi",
        "status",
        "year",
        "u",
        "rts",
        "entri",
        "kategori",
        "jalur",
    ),
    *("tampil", "show", "role", "state", "who", "act", "kind", "edition", "day_from", "day_to", "category", "track"),
    *(
        "border",
        "team",
        "selisih",
        "tahun",
        "aspek",
        "next",
        "urut",
        "tim",
        "user",
        "indikator",
        "ukuran",
        "o",
        "p",
        "e",
    ),
)
BODIES: Final = (
    (b"\xff\xfe=\xff&a=%ff%00&\x00=%", "application/x-www-form-urlencoded"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xff\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b"", "multipart/form-data"),
    (b"{", "application/json"),
    (b"\x00" * 1000, "application/octet-stream"),
    (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
    (b"a=%ff", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"a=%ff", "text/plain; charset=\xff"),
)
ROLES: Final = (
    "committee",
    "admin",
    "publisher",
    "auditor",
    "operator",
    "verifier",
    "lead",
    "assessor",
    "pendamping",
    "nobody",
)


class Visitors:
    """A signed-in browser of each role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients = {role: Client() for role in ("anonymous", *world.people)}
        for role, user in world.people.items():
            self._clients[role].force_login(user)

    def of(self, role: str) -> Client:
        return self._clients[role]

    def allowed(self, name: str) -> list[str]:
        if name in PUBLIC:
            return ["anonymous", "admin"]
        return [role for role in ROLES if role in ROUTES[name].allowed] or [sorted(ROUTES[name].allowed)[0]]

    def url(self, name: str, **changes: object) -> str:
        kwargs = (PUBLIC[name] if name in PUBLIC else ROUTES[name].kwargs)(self.world)
        return reverse(name, kwargs={**kwargs, **changes})

    def query(self, name: str) -> str:
        return ROUTES[name].query(self.world) if name in ROUTES else ""


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    with django_db_blocker.unblock(), undone():
        yield Visitors(create_world())


@pytest.fixture(scope="module")
def forms(visitors: Visitors) -> list[tuple[str, FoundForm]]:
    """Every form on every page, with somebody who may send it."""
    found: dict[object, tuple[str, FoundForm]] = {}
    for name in GETS:
        for role in visitors.allowed(name):
            url = visitors.url(name) + visitors.query(name)
            with undone():
                response = visitors.of(role).get(url)
            if response.status_code == 200 and "html" in response.get("Content-Type", ""):
                for form in forms_in(response.content.decode(), url):
                    found.setdefault(form.key, (role, form))
    return list(found.values())


GETS: Final = sorted([*PUBLIC, *(name for name, route in ROUTES.items() if route.method == "get")])
EVERY: Final = sorted([*PUBLIC, *ROUTES])


def failure(response: HttpResponseBase) -> str:
    """What is wrong with an answer, "" if it is fine; a streamed one is read to its end."""
    if response.streaming:
        b"".join(response)  # type: ignore[arg-type]
    return f"status {response.status_code}" if response.status_code >= 500 else ""


def attempt(client: Client, method: str, *arguments: Any) -> str:
    """The failure of one request, with the crash where there is one; what it changed is taken back."""
    session = client.cookies.get("sessionid")
    with undone():
        try:
            return failure(getattr(client, method)(*arguments))
        except Exception as crash:  # whatever it is: this is what is looked for
            return f"{type(crash).__name__}: {crash}"[:200]
        finally:
            if session is not None:
                client.cookies["sessionid"] = session.value


def share(combinations: list[T]) -> list[T]:
    return combinations if IN_FULL else Random(20).sample(combinations, min(SHARE, len(combinations)))


def some(values: Sequence[T], most: int, seed: str) -> Sequence[T]:
    """A few of them, others for each page; all in the long run."""
    return values if IN_FULL else Random(seed).sample(values, min(most, len(values)))


def test_every_route_is_swept() -> None:
    ours = {name for name in ALL if not name.startswith(("admin:", "mfa_", "account_"))}

    assert ours - ABSENT == set(EVERY)


@pytest.mark.parametrize("name", GETS)
def test_no_query_breaks_a_page(visitors: Visitors, name: str) -> None:
    """Each value under all names at once, then each name alone with the worst values."""
    url, own = visitors.url(name), visitors.query(name)
    roles = visitors.allowed(name) if IN_FULL else visitors.allowed(name)[:1]
    failures = []
    for role in roles:
        for value in some(VALUES, 4, name):
            said = attempt(visitors.of(role), "get", url, dict.fromkeys(NAMES, value))
            failures += [f"{role} all={value[:30]!r}: {said}"] if said else []
        for key in some(NAMES, 1, name):
            for value in ("a\x00b", HUGE, "%ff"):
                query = f"{own or '?'}&{key}={value if value == '%ff' else quote(value)}"
                said = attempt(visitors.of(role), "get", url + query)
                failures += [f"{role} {key}={value!r}: {said}"] if said else []
    assert failures == []


@pytest.mark.parametrize("name", EVERY)
def test_no_id_breaks_a_route(visitors: Visitors, name: str) -> None:
    kwargs: Mapping[str, object] = (PUBLIC[name] if name in PUBLIC else ROUTES[name].kwargs)(visitors.world)
    methods = ["get"] if name in PUBLIC else ["get", "post"]
    failures = []
    for key, value in kwargs.items():
        numbers = [10**30, 2**63, 2**31, 0]
        for bad in numbers if isinstance(value, int) else ["x" * 3000, "0", HUGE, "edisi", "\u0661", "a\x00b", "é"]:
            try:
                url = visitors.url(name, **{key: bad})
            except NoReverseMatch:
                continue
            for role in some(visitors.allowed(name), 1, f"{name} {key} {bad}"):
                for method in methods:
                    said = attempt(visitors.of(role), method, url)
                    failures += [f"{role} {method} {key}={str(bad)[:30]}: {said}"] if said else []
    assert failures == []


def test_no_field_breaks_a_form(visitors: Visitors, forms: list[tuple[str, FoundForm]]) -> None:
    every = [(role, form, name, value) for role, form in forms for name in form.fields for value in VALUES]
    failures = []
    for role, form, name, value in share(every):
        said = attempt(visitors.of(role), form.method, form.url, {**form.fields, name: [value]})
        failures += [f"{role} {form.method} {form.url} {name}={value[:30]!r}: {said}"] if said else []
    assert len(forms) >= 40
    assert failures == []


FILES: Final = (
    *(("a.pdf", b"%PDF-1.7\n" + b"x" * 100), ("../../etc/passwd", b"root"), ("a" * 500 + ".jpg", b"\xff\xd8\xff")),
    *(
        ("x.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.zip", b"PK\x03\x04"),
        ("🌿", b"\x00"),
    ),
    *(
        ("CON", b"GIF89a"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a\nb.jpg", b"x"),
        ("x.png", b"\x89PNG\r\n\x1a\n"),
    ),
)


def test_no_file_breaks_a_form(visitors: Visitors, forms: list[tuple[str, FoundForm]]) -> None:
    failures = []
    for role, form in forms:
        for name in form.files:
            for called, content in FILES:
                data = {**form.fields, name: SimpleUploadedFile(called, content)}
                said = attempt(visitors.of(role), "post", form.url, data)
                failures += [f"{role} {form.url} {name}={called[:30]!r}: {said}"] if said else []
            text = attempt(visitors.of(role), "post", form.url, {**form.fields, name: "bukan berkas"})
            several = [io.BytesIO(b"x"), io.BytesIO(b"y")]
            both = attempt(visitors.of(role), "post", form.url, {**form.fields, name: several})
            failures += [said for said in (text, both) if said]
    assert failures == []


def test_no_body_breaks_a_form(visitors: Visitors, forms: list[tuple[str, FoundForm]]) -> None:
    failures = []
    for role, form in forms:
        for body, kind in BODIES if form.method == "post" else ():
            said = attempt(visitors.of(role), "generic", "POST", form.url, body, kind)
            failures += [f"{role} {form.url} {body[:20]!r} as {kind}: {said}"] if said else []
    assert failures == []


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
def test_no_method_breaks_a_route(visitors: Visitors, method: str) -> None:
    failures = []
    for name in EVERY:
        role = visitors.allowed(name)[0]
        said = attempt(visitors.of(role), method, visitors.url(name))
        failures += [f"{role} {method} {name}: {said}"] if said else []
    assert failures == []


ADMIN: Final = sorted(name for name in ALL if name.startswith("admin:") and not name.endswith("None"))
OLDER: Final = (
    *("/", "/hasil/", "/cari/", "/masuk/", "/panitia/", "/admin/"),
    *(
        "/%ff",
        "/%00",
        "/hasil/%ff/",
        "/hasil/%00/",
        "/rt/%D9%A1/",
        "/rt/-1/",
        "/rt/1.5/",
        "/wilayah/%2e%2e/",
        "/en",
        "/en/en/",
    ),
    *(
        "/hasil/" + "a" * 8000 + "/",
        "//",
        "/hasil//",
        "/bukti/x/",
        "/foto/x.jpg",
        "/api/v1/",
        "/verifikasi/x/",
        "/.env",
        "/admin/x/",
    ),
)


@pytest.mark.parametrize("name", ADMIN)
def test_no_query_or_id_breaks_the_admin(visitors: Visitors, name: str) -> None:
    """The pages of the administration with odd keys and filters; what they show is Django's."""
    client, failures = visitors.of("admin"), []
    keys = ("1", HUGE, "a\x00b", "x", str(2**63), "_5F", "é")
    for key in keys if IN_FULL else (*keys[:2], some(keys[2:], 1, name)[0]):
        for args in ([], [key], [key, key]):
            try:
                url = reverse(name, args=args)
            except NoReverseMatch:
                continue
            odd = ("?q=%00", f"?p={HUGE}", "?o=x", f"?id__exact={HUGE}", "?all=x", "?e=1", "?_facets=x")
            for query in [""] if args else ["", *some(odd, 3, url)]:
                said = attempt(client, "get", url + query)
                failures += [f"{url}{query}: {said}"] if said else []
    assert failures == []


@pytest.mark.parametrize("role", ["anonymous", "operator", "admin"])
def test_no_address_breaks_the_site(visitors: Visitors, role: str) -> None:
    failures = [f"{url}: {said}" for url in OLDER if (said := attempt(visitors.of(role), "get", url))]

    assert failures == []
