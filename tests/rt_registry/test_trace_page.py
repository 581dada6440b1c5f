import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import DeskVisit, User
from bantar.trace.models import TraceEntry
from bantar.trace.services import record
from rt_registry.enums import Role
from tests.factories import create_kecamatan, create_kelurahan, create_rt, create_user


pytestmark = pytest.mark.django_db
URL = "rt_registry:trace"


@pytest.fixture
def auditor() -> User:
    return create_user(username="auditor.uji", role=Role.AUDITOR)


@pytest.fixture
def desk(client: Client, auditor: User) -> Client:
    client.force_login(auditor)
    return client


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def write(act: str = "rt.added", *, by: User | None = None, days_ago: int = 0, **more: str) -> TraceEntry:
    at = timezone.now() - timedelta(days=days_ago)
    return record(act=act, subject=create_rt(), by=by, now=at, **more)  # type: ignore[arg-type]


def test_the_trace_is_filtered_from_the_address(desk: Client) -> None:
    budi = create_user(username="budi")
    old = write("rt.closed", days_ago=10, reason="Digusur")
    mine = write("kk.recorded", by=budi, scope="2026-1")
    today = timezone.localdate()
    for asked, expected in [
        ({"who": "budi"}, [mine]),
        ({"who": "command"}, [old]),
        ({"act": "rt.closed"}, [old]),
        ({"edition": "2026-1"}, [mine]),
        ({"kind": "rt_registry.rt"}, [mine, old]),
        ({"q": "digusur"}, [old]),
        ({"day_to": (today - timedelta(days=10)).isoformat()}, [old]),
        ({"day_from": today.isoformat(), "day_to": today.isoformat()}, [mine]),
        ({"since": (timezone.now() - timedelta(days=1)).isoformat()}, [mine]),
    ]:
        assert list(desk.get(reverse(URL), asked).context["page"]) == expected, asked


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "kein.akt"},
        {"kind": "x.y"},
        {"edition": "atlantis"},
        {"day_from": "kemarin"},
        {"day_to": "9999-12-31"},
        {"day_from": "0001-01-01"},
        {"since": "dahulu"},
        {"since": "9999-12-31T23:59:59+00:00"},
        {"page": "x"},
        {"page": "99999999"},
        {"who": "x" * 81},
        {"q": "\x00"},
        {"who": "' OR 1=1 --"},
    ],
)
def test_a_senseless_filter_is_answered_kindly(desk: Client, asked: dict[str, str]) -> None:
    write()
    for name in (URL, "rt_registry:trace-csv"):
        response = desk.get(reverse(name), asked)
        assert response.status_code == 200
        assert response.getvalue() if name != URL else response.content


def test_the_auditors_desk_opens_with_what_is_new(desk: Client, auditor: User) -> None:
    write("rt.added", days_ago=5)
    assert desk.get(reverse(URL)).context["news"] is None
    DeskVisit.objects.update(seen_at=timezone.now() - timedelta(days=2))
    for _ in range(2):
        write("kk.recorded", days_ago=1)
    response = desk.get(reverse(URL))
    assert response.context["news"].acts == [("kk.recorded", 2)]
    assert "act=kk.recorded&amp;since=" in text(response)
    assert desk.get(reverse(URL)).context["news"].total == 2


def test_the_export_holds_what_the_filter_shows_and_no_formula(desk: Client) -> None:
    write("rt.closed", reason="=HYPERLINK(1)", scope="2026-1")
    write("rt.added")
    answer = desk.get(reverse("rt_registry:trace-csv"), {"act": "rt.closed"}).getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert [(row["alasan"], row["edisi"]) for row in rows] == [("'=HYPERLINK(1)", "2026-1")]


def test_the_trace_takes_the_same_queries_with_one_and_with_thirty_entries(
    desk: Client, django_assert_num_queries: object
) -> None:
    desk.get(reverse(URL))
    for wave in (1, 29):
        for _ in range(wave):
            write(by=create_user())
        with django_assert_num_queries(10):  # type: ignore[operator]
            desk.get(reverse(URL))


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_trace(client: Client, role: Role) -> None:
    kecamatan = create_kecamatan()
    own = {
        Role.OPERATOR: {"kelurahan": create_kelurahan()},
        Role.VERIFIER: {"kecamatan": kecamatan},
        Role.PENDAMPING: {"kecamatan": kecamatan},
    }.get(role, {})
    client.force_login(create_user(role=role, **own))  # type: ignore[arg-type]
    expected = 200 if role in {Role.AUDITOR, Role.ADMIN, Role.COMMITTEE} else 403
    for name in (URL, "rt_registry:trace-csv"):
        assert client.get(reverse(name)).status_code == expected
