"""What a browser, a script or a curious colleague may try on the pages."""

import csv
import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from bantar.accounts.models import User
from bantar.accounts.services import issue_slips
from bantar.logs import JsonFormatter
from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Evidence, Nomination
from rt_registry.enums import Role
from rt_registry.models import RT, Kelurahan, RoleGrant
from rt_registry.services.accounts import switch_off
from rt_registry.services.roles import end_role
from scoring.enums import ResultStatus
from scoring.models import Assessor, Assignment, ConflictMark, Result, ScoreSheet
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.access.routes import ANSWERS_FOR_ITSELF, PUBLIC, ROUTES
from tests.access.world import World, create_world
from tests.factories import (
    NOW,
    PASSWORD,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_team,
    create_user,
    grant_role,
)


pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def world() -> World:
    return create_world()


def signed_in(user: User, **options: object) -> Client:
    client = Client(**options)  # type: ignore[arg-type]
    client.force_login(user)
    return client


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def url_of(world: World, name: str) -> str:
    if name in PUBLIC:
        return reverse(name, kwargs=PUBLIC[name](world))
    return reverse(name, kwargs=ROUTES[name].kwargs(world)) + ROUTES[name].query(world)


# Requests ------------------------------------------------------------------------------------------------------------


def test_no_post_is_taken_without_its_token(world: World) -> None:
    before = TraceEntry.objects.count()
    everything = create_user()
    for role in (Role.COMMITTEE, Role.PUBLISHER, Role.ADMIN, Role.ASSESSOR):
        grant_role(everything, role)
    client = signed_in(everything, enforce_csrf_checks=True)

    names = [*ROUTES, *PUBLIC, "account_login", "account_logout", "account_change_password"]
    urls = [url_of(world, name) if name in ROUTES or name in PUBLIC else reverse(name) for name in names]
    answers = {url: client.post(url, {"reason": "x", "username": "x", "sure": "on"}).status_code for url in urls}

    untaken = {url_of(world, name) for name in ANSWERS_FOR_ITSELF if ROUTES[name].method != "post"}
    assert {answers.pop(url) for url in untaken} == {405}  # for phones: no POST at all, with or without a token
    assert set(answers.values()) == {403}
    assert TraceEntry.objects.count() == before


def test_other_methods_are_refused_and_change_nothing(world: World) -> None:
    before = TraceEntry.objects.count()
    wrong = {}
    for name, route in ROUTES.items():
        client = signed_in(world.people[next(iter(sorted(route.allowed)))])
        for method in ("put", "patch", "delete"):
            status = getattr(client, method)(url_of(world, name)).status_code
            if method != route.method and status not in (403, 404, 405):
                wrong[name, method] = status

    assert wrong == {}
    assert TraceEntry.objects.count() == before


@pytest.mark.parametrize(
    "target",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)", "https:jahat.example"],
)
def test_signing_in_and_out_lead_nowhere_else(client: Client, target: str) -> None:
    user = with_password(create_user(role=Role.COMMITTEE))

    came_in = client.post("/masuk/", {"login": user.username, "password": PASSWORD, "next": target})
    again = client.get("/masuk/", {"next": target})
    went_out = client.post("/keluar/", {"next": target})

    for response in (came_in, again, went_out):
        assert response.status_code == 302
        assert "jahat" not in response["Location"]
        assert response["Location"].startswith("/")
        assert not response["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_foreign_host_name_never_reaches_a_page(client: Client, world: World, header: str) -> None:
    response = client.get(reverse("scoring:rt", args=[world.rt.pk]), **{header: "jahat.example"})  # type: ignore[arg-type]

    assert response.status_code == (400 if header == "HTTP_HOST" else 200)
    assert "jahat" not in response.content.decode()


def test_every_answer_tells_the_browser_to_be_careful(world: World) -> None:
    committee = signed_in(world.people["committee"])
    guest, strict = Client(), Client(enforce_csrf_checks=True)
    responses = {
        "page": guest.get("/"),
        "json": guest.get("/hasil/terbit/hasil.json"),
        "csv": guest.get("/hasil/terbit/hasil.csv"),
        "photo": guest.get(reverse("competitions:photo", args=[world.photo.public_id])),
        "evidence": committee.get(reverse("competitions:evidence", args=[world.photo.evidence.public_id])),
        "to the door": guest.get("/panitia/"),
        "403": signed_in(world.people["nobody"]).get("/panitia/"),
        "404": guest.get("/tidak-ada/"),
        "405": guest.post("/"),
        "token": strict.post("/masuk/"),
        "door": guest.get("/masuk/"),
        "admin": guest.get("/admin/"),
        "machine": guest.get("/healthz"),
    }

    for what, response in responses.items():
        policy = response.headers.get("Content-Security-Policy", "")
        assert "default-src" in policy, what
        assert "'unsafe-inline'" not in policy.split("style-src")[0], what
        assert "frame-ancestors 'none'" in policy, what
        assert response.headers["X-Frame-Options"] == "DENY", what
        assert response.headers["X-Content-Type-Options"] == "nosniff", what
        assert response.headers["Referrer-Policy"] == "same-origin", what
    for what in ("photo", "evidence"):
        assert responses[what].headers["Content-Security-Policy"].startswith("sandbox")
    assert responses["evidence"].headers["Cache-Control"].startswith("private")


def test_signed_in_pages_are_kept_by_no_shared_cache(world: World) -> None:
    for who in ("committee", "operator", "assessor", "admin"):
        route = {"committee": "scoring:committee", "operator": "competitions:kelurahan-desk"}.get(
            who, "accounts:account"
        )
        response = signed_in(world.people[who]).get(reverse(route))
        kept = response.headers.get("Cache-Control", "")
        assert "public" not in kept
        assert "Cookie" in response.headers.get("Vary", "") or "no-store" in kept


def test_cookies_travel_over_https_alone_where_the_site_has_a_name() -> None:
    code = (
        "import json, bantar.settings as s;"
        "told = [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0];"
        "print(json.dumps(told))"
    )
    env = {**os.environ, "SECRET_KEY": "k" * 60, "DEBUG": "False", "ALLOWED_HOSTS": "bantar.jambikota.go.id"}

    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)

    assert json.loads(said.stdout) == [True, True, True, True]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


# Who ----------------------------------------------------------------------------------------------------------------


def test_a_session_handed_to_somebody_does_not_become_theirs(client: Client) -> None:
    user = with_password(create_user(role=Role.COMMITTEE))
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key

    client.post("/masuk/", {"login": user.username, "password": PASSWORD})

    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/panitia/").status_code == 302


def test_an_ended_role_and_a_closed_account_count_at_once(world: World) -> None:
    client = signed_in(world.people["committee"])
    assert client.get("/panitia/").status_code == 200

    end_role(grant=RoleGrant.objects.get(user=world.people["committee"]), by=None, now=timezone.now())
    assert client.get("/panitia/").status_code == 403

    operator = signed_in(world.people["operator"])
    assert operator.get("/kelurahan/").status_code == 200
    switch_off(user=world.people["operator"], reason="keluar", by=None, now=timezone.now())
    assert "/masuk/" in operator.get("/kelurahan/")["Location"]

    other = create_user(role=Role.ADMIN)
    admin = signed_in(other)
    assert admin.get("/admin/").status_code == 200
    end_role(grant=RoleGrant.objects.get(user=other), by=None, now=timezone.now())
    assert admin.get("/admin/").status_code != 200
    assert admin.get("/akun/").status_code == 403


def test_the_sixth_guess_of_a_slip_is_refused_even_if_right(client: Client) -> None:
    user = create_user()
    slip = issue_slips(users=[user], by=None, now=timezone.now())[0]
    form = {"username": user.username, "password": "panjang-sekali-42", "password_again": "panjang-sekali-42"}

    tries = [client.post("/masuk/slip/", {**form, "code": "AAAAA-AAAAA"}).status_code for _ in range(5)]
    sixth = client.post("/masuk/slip/", {**form, "code": slip.code})
    in_capitals = client.post("/masuk/slip/", {**form, "username": f" {user.username.upper()} ", "code": slip.code})

    assert tries == [200] * 5
    assert (sixth.status_code, in_capitals.status_code) == (429, 429)
    user.refresh_from_db()
    assert not user.check_password("panjang-sekali-42")


@pytest.mark.parametrize("address", ["/masuk/", "/masuk/slip/"])
def test_the_door_does_not_tell_who_has_an_account(client: Client, address: str) -> None:
    user = with_password(create_user(username="ada.orangnya"))
    issue_slips(users=[user], by=None, now=timezone.now())

    def knock(name: str) -> str:
        new = "panjang-sekali-42"
        form = {"login": name, "username": name, "password": new, "password_again": new, "code": "AAAAA-AAAAA"}
        page = client.post(address, form).content.decode()
        return page.replace(name, "?").split("</header>")[-1].split("csrfmiddlewaretoken")[0]

    assert knock("ada.orangnya") == knock("tak.ada.orang")


# Fields nobody asked for, and keys of others --------------------------------------------------------------------------


def test_fields_that_a_form_does_not_have_are_not_taken(world: World) -> None:
    operator = world.people["operator"]
    client = signed_in(operator)
    rt = create_rt(kelurahan=world.rt.kelurahan, year=timezone.localdate().year, kk=40)
    more = {"is_superuser": "on", "is_staff": "on", "username": "raja", "role": "admin", "user": "1", "pk": "1"}
    entry_more = {"status": "verified", "kk": "900", "category_code": "besar", "edition": world.published.pk}

    client.post(reverse("accounts:account"), {"email": "a@b.id", **more})
    client.post(reverse("competitions:nomination-new"), {"rts": rt.pk, "track": "reguler", **entry_more, "code": "x"})
    draft = {"rts": world.draft.members.get().rt_id, "track": "reguler", **entry_more, "kelurahan": "1"}
    client.post(reverse("competitions:nomination-change", args=[world.draft.pk]), draft)

    operator.refresh_from_db()
    assert (operator.is_superuser, operator.is_staff, operator.email) == (False, False, "a@b.id")
    assert operator.username != "raja"
    assert list(operator.role_grants.values_list("role", flat=True)) == ["operator"]
    made = Nomination.objects.get(members__rt=rt)
    assert (made.status, made.kk, made.category_code, made.edition) == ("draft", 40, "kecil", world.nominating)
    world.draft.refresh_from_db()
    assert (world.draft.status, world.draft.kk, world.draft.edition) == ("draft", 80, world.nominating)


def test_an_operator_cannot_name_what_is_not_theirs(world: World) -> None:
    client = signed_in(world.people["operator"])
    year = timezone.localdate().year
    foreign = create_rt(year=year)
    theirs = create_nomination(
        edition=world.nominating, rts=[create_rt(kelurahan=foreign.kelurahan, year=year)], status=NominationStatus.DRAFT
    )
    before = (Nomination.objects.count(), TraceEntry.objects.count())
    new = reverse("competitions:nomination-new")

    answers = [
        client.post(new, {"rts": foreign.pk, "track": "reguler"}),
        client.post(f"{new}?kelurahan={foreign.kelurahan.slug}", {"rts": foreign.pk, "track": "reguler"}),
        client.post(
            reverse("competitions:nomination-change", args=[world.draft.pk]), {"rts": foreign.pk, "track": "reguler"}
        ),
        client.post(
            reverse("competitions:nomination-change", args=[theirs.pk]), {"rts": foreign.pk, "track": "reguler"}
        ),
        client.get(
            reverse("competitions:nomination-precheck"), {"entri": theirs.pk, "rts": foreign.pk, "track": "reguler"}
        ),
        client.post(reverse("rt_registry:roster-rt-count", args=[foreign.pk]), {"kk": 50, "counted_on": "2026-01-02"}),
        client.post(
            f"{reverse('rt_registry:roster-counts')}?kelurahan={world.rt.kelurahan.code}",
            {f"kk_{foreign.pk}": 99, f"rt_{foreign.pk}": 99, "counted_on": "2026-01-02"},
        ),
        client.post(
            reverse("rt_registry:roster-rt-merge", args=[world.rt.pk]),
            {"others": foreign.pk, "number": 77, "on": timezone.localdate().isoformat()},
        ),
    ]

    assert {response.status_code for response in answers} <= {200, 302, 404, 422}
    assert (Nomination.objects.count(), TraceEntry.objects.count()) == before
    assert list(foreign.household_counts.values_list("kk", flat=True)) == [80]
    assert RT.objects.get(pk=foreign.pk).active_until is None


def test_the_committee_cannot_mix_editions(world: World) -> None:
    """Keys of another edition in an address or a field are unknown in this one."""
    client = signed_in(world.people["committee"])
    other = create_edition(slug="lain", year=timezone.localdate().year, period=2, phase=Phase.ASSESSMENT)
    entry = create_nomination(edition=other)
    team = create_team(edition=other)
    visit = Assignment.objects.create(nomination=entry, team=team, visit_on=timezone.localdate())
    mark = ConflictMark.objects.create(
        nomination=entry, assessor=team.members.all()[0].assessor, reason="x", marked_at=NOW
    )
    slug, before = world.assessing.slug, TraceEntry.objects.count()

    def post(route: str, *args: object, **data: object) -> int:
        return client.post(reverse(route, args=[slug, *args]), {"reason": "x", **data}).status_code

    statuses = {
        post("scoring:assignments", entry=entry.pk, team=world.team.pk),
        post("scoring:assignments", entry=world.visited.pk, team=team.pk),
        post("scoring:team", team.pk, act="rename", name="Milikku"),
        post("scoring:team-member", team.members.all()[0].pk, act="lead"),
        post("scoring:assignment-take-back", visit.pk),
        post("scoring:visit-reopen", visit.pk),
        post("scoring:conflict-lift", mark.pk),
        post("scoring:entry-sheets", entry.pk, assessor=world.sheet.assessor_id),
        post("competitions:entry-disqualified", entry.pk, **{"disqualified-reason": "x"}),
        post("competitions:entry-kk", entry.pk, **{"kk-kk": 50, "kk-reason": "x"}),
    }

    assert statuses <= {404, 422}
    assert TraceEntry.objects.count() == before


def test_a_publisher_approves_the_draft_that_was_read(world: World) -> None:
    """The draft of another edition, or one that replaced it, is not approved by a form of this one."""
    other = create_edition(slug="lain", phase=Phase.TALLY)
    create_scored_nomination(edition=other, value=4)
    foreign = draft_result(edition=other, by=world.people["committee"], now=NOW)
    client = signed_in(world.people["publisher"])

    address = reverse("scoring:result-approve", args=[world.published.slug])
    response = client.post(address, {"approve-result": foreign.pk, "approve-sure": "on"})

    assert response.status_code == 404
    assert Result.objects.get(pk=foreign.pk).status == ResultStatus.DRAFT


def test_a_role_is_ended_on_the_page_of_its_own_person(world: World) -> None:
    client = signed_in(world.people["admin"])
    wrong = reverse("rt_registry:account-end", args=[world.people["verifier"].pk, world.grant.pk])

    assert client.post(wrong, {"reason": "x"}).status_code == 404
    world.grant.refresh_from_db()
    assert world.grant.active_until is None


def test_evidence_is_reached_by_its_own_address_alone(world: World) -> None:
    evidence = world.evidence
    name = str(evidence.file.name)
    guest = Client()

    for url in (
        f"/media/{name}",
        f"/static/{name}",
        f"/{name}",
        f"/static/../{name}",
        "/media/",
        f"/foto/{evidence.public_id}.jpg",
    ):
        assert guest.get(url).status_code == 404, url
    address = reverse("competitions:evidence", args=[evidence.public_id])
    assert "/masuk/" in guest.get(address)["Location"]
    for who in ("other_operator", "verifier", "other_verifier", "assessor", "lead", "nobody"):
        assert signed_in(world.people[who]).get(address).status_code == 404, who
    assert evidence.file.url == ""


# Texts that want to be something else ---------------------------------------------------------------------------------

EVIL = ("=1+1", "+62812", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://jahat.example")')


def cells_of(data: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    return [cell.value for cell in cells]


def typed_cells_of(data: bytes, evil: str) -> list[object]:
    """Of a workbook that counts by itself: its formulas hold nothing that a person typed."""
    cells = [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f" and evil in str(cell.value)] == []
    return [cell.value for cell in cells if cell.data_type != "f"]


def texts_of(data: bytes) -> list[str]:
    return [text for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for text in row]


@pytest.mark.parametrize("evil", EVIL)
def test_no_export_holds_a_formula(evil: str) -> None:
    kelurahan = create_kelurahan()
    admin, committee = create_user(role=Role.ADMIN), create_user(role=Role.COMMITTEE)
    rt = create_rt(kelurahan=kelurahan, year=timezone.localdate().year)
    RT.objects.filter(pk=rt.pk).update(head_name=evil)
    Kelurahan.objects.filter(pk=kelurahan.pk).update(name=evil)
    TraceEntry.objects.create(
        at=NOW, actor_label=evil, act="x", subject_type="a.b", subject_id="1", subject_label=evil, reason=evil
    )
    edition = create_edition(slug="terbit", phase=Phase.TALLY)
    create_scored_nomination(edition=edition, value=4)
    Nomination.objects.update(label=evil)
    Edition.objects.filter(pk=edition.pk).update(phase=Phase.TALLY)
    _publish(edition, committee)

    client = signed_in(admin)
    place = f"?kelurahan={kelurahan.code}"
    texts = [
        *texts_of(client.get(f"/kelurahan/daftar-rt/daftar-rt.csv{place}").content),
        *texts_of(b"".join(client.get("/jejak/jejak.csv").streaming_content)),  # type: ignore[arg-type]
        *texts_of(client.get("/hasil/terbit/hasil.csv").content),
        *cells_of(client.get(f"/kelurahan/daftar-rt/daftar-rt.xlsx{place}").content),
        *typed_cells_of(client.get("/hasil/terbit/hasil.xlsx").content, evil),
    ]

    held = [text for text in texts if isinstance(text, str) and evil.strip() in text]
    assert len(held) >= 5
    assert [text for text in held if text[0] in "=+-@\t\r"] == []


def _publish(edition: Edition, committee: User) -> None:
    result = draft_result(edition=edition, by=committee, now=NOW)
    publisher = create_user(role=Role.PUBLISHER)
    publish_result(result=approve_result(result=result, by=publisher, now=NOW), by=publisher, now=NOW)


def test_a_file_name_cannot_add_a_header(world: World) -> None:
    name = 'a"\r\nSet-Cookie: jahat=1\r\n\r\n<script>.jpg'
    Evidence.objects.filter(pk=world.evidence.pk).update(original_name=name)

    response = signed_in(world.people["operator"]).get(
        reverse("competitions:evidence", args=[world.evidence.public_id])
    )

    assert response.status_code == 200
    assert "jahat" not in response.cookies
    assert "\n" not in response["Content-Disposition"]
    assert "<script>" not in response["Content-Disposition"]


def test_a_log_line_stays_one_line() -> None:
    record = logging.LogRecord("x", logging.WARNING, "f", 1, 'a\n{"level": "ERROR"}\r\x1b[31m %s', ("b\nc",), None)

    line = JsonFormatter().format(record)

    assert not set("\n\r\x1b") & set(line)
    assert json.loads(line)["message"].startswith('a\n{"level"')


def test_a_request_id_from_outside_is_plain_or_ours(client: Client) -> None:
    answers = [
        client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] for sent in ("a\r\nb: c", "<x>" * 9, "")
    ]

    assert all(answer.isalnum() and len(answer) == 32 for answer in answers)
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-12345"})["X-Request-ID"] == "proxy-12345"


SCRIPT = "<script>alert(1)</script>"


def test_no_text_that_a_person_typed_becomes_markup(world: World) -> None:
    """Names, reasons, notes, labels: everywhere they are shown they are text."""
    RT.objects.update(head_name=SCRIPT)
    User.objects.update(display_name=SCRIPT, organisation=SCRIPT)
    Nomination.objects.update(label=SCRIPT, reason=SCRIPT, note=SCRIPT, kk_source=SCRIPT)
    Edition.objects.update(name=SCRIPT)
    Assessor.objects.update(name=SCRIPT)
    ScoreSheet.objects.update(note=SCRIPT, place=SCRIPT)
    Evidence.objects.update(original_name=SCRIPT)
    ConflictMark.objects.update(reason=SCRIPT)
    TraceEntry.objects.update(
        actor_label=SCRIPT, subject_label=SCRIPT, reason=SCRIPT, details={SCRIPT: [SCRIPT, SCRIPT]}
    )
    found = []
    for name, route in ROUTES.items():
        if route.method == "get":
            client = signed_in(world.people[next(iter(sorted(route.allowed)))])
            response = client.get(url_of(world, name))
            if "html" in response.headers.get("Content-Type", "") and SCRIPT in response.content.decode():
                found.append(name)
    for name in PUBLIC:
        response = Client().get(url_of(world, name))
        if "html" in response.headers.get("Content-Type", "") and SCRIPT in response.content.decode():
            found.append(name)

    assert found == []


# Numbers and words in addresses that no row can have ------------------------------------------------------------------

ODD = ("99999999999999999999", "-1", "0x10", "1e9", "%00", "'", "%F0%9F%8F%86", "a" * 3000, "²", "٣", "0020240000")


@pytest.mark.parametrize("odd", ODD)
def test_odd_values_in_the_query_are_no_error(world: World, odd: str) -> None:
    keys = (
        "page",
        "versi",
        "kelurahan",
        "kecamatan",
        "edisi",
        "status",
        "q",
        "team",
        "year",
        "entri",
        "rts",
        "tampil",
        "tahun",
        "scope",
        "act",
        "track",
        "category",
        "u",
        "next",
    )
    query = "&".join(f"{key}={odd}" for key in keys)
    broken = {}
    for name in (
        *("scoring:home", "scoring:search", "scoring:result", "scoring:result-csv", "scoring:statistics"),
        *("rt_registry:roster-csv", "rt_registry:roster-xlsx", "rt_registry:trace", "rt_registry:accounts"),
        *("competitions:entries", "competitions:kelurahan-desk", "competitions:kecamatan-entries"),
        *(
            "competitions:nomination-precheck",
            "competitions:nomination-new",
            "scoring:assignments",
            "scoring:assessors",
        ),
        *("scoring:cockpit-ranking", "scoring:cockpit", "accounts:redeem-slip"),
    ):
        client = Client(raise_request_exception=False)
        if name in ROUTES:
            client.force_login(world.people[next(iter(sorted(ROUTES[name].allowed)))])
        url = url_of(world, name).split("?")[0]
        status = client.get(f"{url}?{query}").status_code
        if status >= 500:
            broken[name] = status

    assert broken == {}


FIELDS = (
    *(
        "reason",
        "phase",
        "name",
        "username",
        "display_name",
        "email",
        "office",
        "assessor",
        "team",
        "entry",
        "user",
        "pk",
    ),
    *(
        "rts",
        "track",
        "note",
        "kk",
        "kk_source",
        "number",
        "on",
        "counted_on",
        "others",
        "head_name",
        "kelurahan",
        "role",
    ),
    *(
        "visit_on",
        "first_day",
        "per_day",
        "place",
        "revision",
        "s_B1",
        "n_B1",
        "visited_at",
        "act",
        "carried",
        "file_name",
    ),
    *("reason_code", "caption", "kind", "code", "password", "login", "slug", "year", "period", "quorum", "budget"),
    *("approve-result", "publish-result", "discard-result", "discard-reason", "draft-reason", "d0-facts", "d0-kind"),
    *("kk-kk", "kk-reason", "not_assessed-reason", "disqualified-reason", "return-reason", "reject-reason"),
)


@pytest.mark.parametrize("odd", ["a\0b", "9" * 5000, "-1", "\ud7ff\U0010ffff", "<" * 20000], ids=range(5))
def test_odd_values_in_a_form_are_no_error(world: World, odd: str) -> None:
    """Whatever stands in the fields of whatever form: a sentence or a redirect."""
    broken = {}
    data = dict.fromkeys(FIELDS, odd) | {"approve-sure": "on", "publish-sure": "on", "draft-sure": "on"}
    for name, route in ROUTES.items():
        client = Client(raise_request_exception=False)
        client.force_login(world.people[next(iter(sorted(route.allowed)))])
        with transaction.atomic():
            status = client.post(url_of(world, name), data).status_code
            transaction.set_rollback(True)
        if status >= 500:
            broken[name] = status
    for url in ("/masuk/", "/masuk/slip/", "/cari/"):
        status = Client(raise_request_exception=False).post(url, data).status_code
        if status >= 500:
            broken[url] = status

    assert broken == {}
