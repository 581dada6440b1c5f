"""The desks and the pages of an entry: what they show, what they do, how many queries they take."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import DeskVisit, User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Evidence, Nomination
from competitions.services.verification import return_nomination
from rt_registry.enums import Role
from rt_registry.models import RT, Kelurahan
from tests.competitions.test_evidence import add, picture
from tests.factories import (
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_user,
)


pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
YEAR = timezone.localdate().year


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Kenali Besar")


@pytest.fixture
def edition() -> Edition:
    return create_edition(year=YEAR)


@pytest.fixture
def operator(client: Client, kelurahan: Kelurahan) -> User:
    user = create_user(role=Role.OPERATOR, kelurahan=kelurahan)
    client.force_login(user)
    return user


def sign_in(client: Client, role: Role, **territory: object) -> User:
    user = create_user(role=role, **territory)  # type: ignore[arg-type]
    client.force_login(user)
    return user


def rt_of(kelurahan: Kelurahan, kk: int | None = 80) -> RT:
    return create_rt(kelurahan=kelurahan, kk=kk, year=YEAR)


def form(*rts: RT, act: str = "submit", **more: object) -> dict[str, object]:
    return {"rts": [rt.pk for rt in rts], "track": "reguler", "note": "", "kind": "photo", "act": act, **more}


# Operator ------------------------------------------------------------------------------------------------------------


def test_an_rt_is_nominated_with_its_photos(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    photos = [SimpleUploadedFile(f"{n}.jpg", picture(size=(n, 20))) for n in (20, 30)]

    response = client.post(
        reverse("competitions:nomination-new"), form(rt_of(kelurahan), note="Siap", documents=photos), follow=True
    )

    nomination = Nomination.objects.get()
    assert (nomination.status, nomination.submitted_by, nomination.note) == ("submitted", operator, "Siap")
    assert Evidence.objects.filter(nomination=nomination, uploaded_by=operator).count() == 2
    assert response.redirect_chain[-1][0] == reverse("competitions:nomination", args=[nomination.pk])


def test_a_refused_submission_keeps_the_draft_and_quotes_the_rule(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    response = client.post(reverse("competitions:nomination-new"), form(rt_of(kelurahan, kk=29)), follow=True)

    assert Nomination.objects.get().status == NominationStatus.DRAFT
    assert "29" in response.context["broken"][0]
    assert response.context["broken"][0] in [str(message) for message in response.context["messages"]]


def test_a_bad_file_does_not_cost_the_entry(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    files = [SimpleUploadedFile("a.txt", b"halo"), SimpleUploadedFile("b.jpg", picture()), SimpleUploadedFile("c", b"")]

    response = client.post(
        reverse("competitions:nomination-new"), form(rt_of(kelurahan), act="draft", documents=files), follow=True
    )

    assert [one.original_name for one in Evidence.objects.all()] == ["b.jpg"]
    assert len([m for m in response.context["messages"] if m.level_tag == "error"]) == 2


def test_willing_is_noted_and_becomes_a_draft(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    rt = rt_of(kelurahan)
    client.post(reverse("competitions:nomination-new"), form(rt, act="willing"))
    nomination = Nomination.objects.get()
    assert nomination.status == NominationStatus.WILLING

    client.post(reverse("competitions:nomination-change", args=[nomination.pk]), form(rt, act="draft"))

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.DRAFT


def test_a_returned_entry_is_corrected_and_comes_back(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    first, second = rt_of(kelurahan), rt_of(kelurahan)
    nomination = create_nomination(edition=edition, rts=[first], status=NominationStatus.SUBMITTED)
    return_nomination(nomination=nomination, reason="Gabungkan", by=None, now=timezone.now())
    page = client.get(reverse("competitions:nomination", args=[nomination.pk]))
    assert b"Gabungkan" in page.content

    client.post(reverse("competitions:nomination-change", args=[nomination.pk]), form(first, second))

    nomination.refresh_from_db()
    assert (nomination.status, nomination.label, nomination.kk) == ("submitted", "RT 01+02 Kenali Besar", 160)


def test_the_precheck_follows_the_choice(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    small, other = rt_of(kelurahan, kk=20), rt_of(kelurahan, kk=40)
    url = reverse("competitions:nomination-precheck")

    alone = client.get(url, {"rts": [small.pk], "track": "reguler"}, headers=HTMX).context["preview"]
    joined = client.get(url, {"rts": [small.pk, other.pk], "track": "reguler"}, headers=HTMX).context["preview"]

    assert (alone.kk, len(alone.broken), alone.prize) == (20, 1, None)
    assert (joined.label, joined.kk, joined.category) == ("RT 01+02 Kenali Besar", 60, "sedang")
    assert (joined.broken, joined.near_border, joined.prize) == ((), True, 7_000_000)
    assert not Nomination.objects.exists()


def test_a_foreign_rt_is_no_choice(client: Client, operator: User, edition: Edition, kelurahan: Kelurahan) -> None:
    foreign = rt_of(create_kelurahan())

    response = client.post(reverse("competitions:nomination-new"), form(foreign))

    assert list(response.context["form"].errors) == ["rts"]
    assert client.get(reverse("competitions:nomination-precheck"), {"rts": foreign.pk}).context["preview"] is None
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rts": []}, "rts"),
        ({"rts": ["satu"]}, "rts"),
        ({"rts": ["99999999999999999999"]}, "rts"),
        ({"rts": ["-1"]}, "rts"),
        ({"track": ""}, "track"),
        ({"track": "emas"}, "track"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_bad_entry_forms(
    *, change: dict[str, object], field: str, client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    response = client.post(reverse("competitions:nomination-new"), form(rt_of(kelurahan)) | change)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("kind", ["", "emas", "x" * 500])
def test_bad_evidence_forms(kind: str, client: Client, operator: User, edition: Edition, kelurahan: Kelurahan) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.DRAFT)
    url = reverse("competitions:evidence-add", args=[nomination.pk])

    for data in [{"kind": kind, "documents": SimpleUploadedFile("a.jpg", picture())}, {"kind": "photo"}]:
        response = client.post(url, data, follow=True)
        assert [m.level_tag for m in response.context["messages"]] == ["error"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"reason_code": "bosan"}, {"reason_code": "other"}, {"reason_code": "other", "reason": " "}]
)
def test_a_withdrawal_without_reason_is_refused(
    data: dict[str, str], client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)])
    url = reverse("competitions:nomination-withdraw", args=[nomination.pk])

    assert client.post(url, data).context["form"].errors
    client.post(url, {"reason_code": "not_ready"})

    nomination.refresh_from_db()
    assert nomination.status == "withdrawn"


def test_no_rt_is_nominated_outside_the_phase(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    Edition.objects.update(phase=Phase.VERIFICATION)

    response = client.post(reverse("competitions:nomination-new"), form(rt_of(kelurahan)))

    assert "competitions/not_open.html" in [template.name for template in response.templates]
    assert not Nomination.objects.exists()


def test_the_desk_tells_what_others_did_since_the_last_visit(
    client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED)
    now = timezone.now()
    DeskVisit.objects.create(user=operator, desk="kelurahan", seen_at=now - timedelta(days=1))
    return_nomination(nomination=nomination, reason="Foto", by=create_user(), now=now - timedelta(hours=1))

    response = client.get(reverse("competitions:kelurahan-desk"))

    assert [entry.act for entry in response.context["changes"]] == ["nomination.returned"]
    counts = {str(step["label"]): step["count"] for step in response.context["funnel"]}
    assert sum(counts.values()) == 1
    assert [row.nomination for row in response.context["rows"]] == [nomination]


@pytest.mark.parametrize("query", ["?kelurahan=asing", "?edisi=tidak-ada", "?status=emas", "?status=%00", "?edisi=%00"])
def test_nonsense_in_the_address(
    query: str, client: Client, operator: User, edition: Edition, kelurahan: Kelurahan
) -> None:
    for name in ["kelurahan-desk", "nomination-new", "nomination-precheck"]:
        response = client.get(reverse(f"competitions:{name}") + query)
        assert response.status_code == (404 if "kelurahan" in query else 200)


# Verifier ------------------------------------------------------------------------------------------------------------


def test_the_queue_has_the_oldest_first(client: Client, edition: Edition, kelurahan: Kelurahan) -> None:
    old, new = (
        create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED) for _ in range(2)
    )
    Nomination.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    Nomination.objects.filter(pk=new.pk).update(submitted_at=timezone.now())
    create_nomination(edition=edition, rts=[rt_of(create_kelurahan())], status=NominationStatus.SUBMITTED)
    sign_in(client, Role.VERIFIER, kecamatan=kelurahan.kecamatan)

    response = client.get(reverse("competitions:kecamatan-desk"))

    assert [(row.nomination, row.waiting) for row in response.context["rows"]] == [(old, 9), (new, 0)]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_verify_with_and_without_javascript(
    headers: dict[str, str], client: Client, edition: Edition, kelurahan: Kelurahan
) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED)
    verifier = sign_in(client, Role.VERIFIER, kecamatan=kelurahan.kecamatan)
    url = reverse("competitions:verify", args=[nomination.pk])

    bad = client.post(url, {"kk": "80", "kk_source": ""}, headers=headers)
    assert list(bad.context["verify_form"].errors) == ["kk_source"]
    good = client.post(url, {"kk": "61", "kk_source": "Data KK"}, headers=headers)

    assert good.status_code == (200 if headers else 302)
    nomination.refresh_from_db()
    assert (nomination.status, nomination.kk, nomination.decided_by) == ("verified", 61, verifier)


@pytest.mark.parametrize(
    ("route", "data"),
    [
        ("verify", {"kk": "", "kk_source": "x"}),
        ("verify", {"kk": "delapan", "kk_source": "x"}),
        ("verify", {"kk": "0", "kk_source": "x"}),
        ("verify", {"kk": "-5", "kk_source": "x"}),
        ("verify", {"kk": "29", "kk_source": "x"}),
        ("verify", {"kk": "999999999999999999999", "kk_source": "x"}),
        ("verify", {"kk": "80.5", "kk_source": "x"}),
        ("verify", {"kk": "80", "kk_source": "x" * 201}),
        ("verify", {"kk": "80", "kk_source": "\0"}),
        ("return", {}),
        ("return", {"return-reason": "  \n "}),
        ("return", {"return-reason": "x" * 2001}),
        ("reject", {}),
        ("reject", {"reject-reason": ""}),
        ("reject", {"reject-reason": "a\0"}),
    ],
)
def test_bad_decisions_change_nothing(
    route: str, data: dict[str, str], client: Client, edition: Edition, kelurahan: Kelurahan
) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED)
    sign_in(client, Role.VERIFIER, kecamatan=kelurahan.kecamatan)

    response = client.post(reverse(f"competitions:{route}", args=[nomination.pk]), data)

    assert response.status_code == 200
    assert response.context[f"{route}_form"].errors
    nomination.refresh_from_db()
    assert (nomination.status, nomination.kk) == ("submitted", 80)


def test_a_joined_entry_asks_for_neighbours(client: Client, edition: Edition, kelurahan: Kelurahan) -> None:
    nomination = create_nomination(
        edition=edition, rts=[rt_of(kelurahan), rt_of(kelurahan)], status=NominationStatus.SUBMITTED
    )
    sign_in(client, Role.VERIFIER, kecamatan=kelurahan.kecamatan)
    url = reverse("competitions:verify", args=[nomination.pk])

    response = client.post(url, {"kk": "160", "kk_source": "Data KK"})
    assert list(response.context["verify_form"].errors) == ["neighbours"]
    client.post(url, {"kk": "160", "kk_source": "Data KK", "neighbours": "on"})

    nomination.refresh_from_db()
    assert nomination.neighbours_confirmed


def test_who_comes_second_is_told_so(client: Client, edition: Edition, kelurahan: Kelurahan) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED)
    Nomination.objects.update(status="withdrawn", withdrawal_reason="not_ready")
    sign_in(client, Role.VERIFIER, kecamatan=kelurahan.kecamatan)

    response = client.post(reverse("competitions:verify", args=[nomination.pk]), {"kk": "80", "kk_source": "x"})

    assert response.status_code == 200
    assert response.context["verify_form"].non_field_errors()


# Committee -----------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_the_address(client: Client, edition: Edition, kelurahan: Kelurahan) -> None:
    near = create_nomination(edition=edition, rts=[rt_of(kelurahan, kk=98)], status=NominationStatus.VERIFIED)
    far = create_nomination(edition=edition, rts=[rt_of(create_kelurahan(), kk=80)], status=NominationStatus.SUBMITTED)
    sign_in(client, Role.COMMITTEE)
    url = reverse("competitions:entries", args=[edition.slug])

    for query, expected in {
        "": {near, far},
        "?border=on": {near},
        "?q=kenali": {near},
        "?status=submitted": {far},
        f"?kecamatan={kelurahan.kecamatan.slug}": {near},
        f"?kelurahan={far.kelurahan.slug}": {far},
        "?track=kencana": set(),
        "?category=sedang&status=verified": {near},
        "?status=emas&q=%00&kecamatan=asing&page=x": {near, far},
    }.items():
        assert {row.nomination for row in client.get(url + query).context["rows"]} == expected, query
    assert b"<html" not in client.get(url, headers=HTMX).content


def test_the_committee_acts_on_an_entry(client: Client, edition: Edition, kelurahan: Kelurahan) -> None:
    nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)])
    sign_in(client, Role.COMMITTEE)

    def post(route: str, data: dict[str, str]) -> Nomination:
        client.post(reverse(f"competitions:{route}", args=[edition.slug, nomination.pk]), data)
        nomination.refresh_from_db()
        return nomination

    assert post("entry-kk", {"kk-kk": "59", "kk-reason": "Pindah"}).category_code == "kecil"
    Edition.objects.update(phase=Phase.ASSESSMENT)
    assert post("entry-kk", {"kk-kk": "60", "kk-reason": "x"}).kk == 59
    assert post("entry-not-assessed", {"not_assessed-reason": ""}).status == "verified"
    assert post("entry-not-assessed", {"not_assessed-reason": "Banjir"}).status == "not_assessed"
    assert post("entry-disqualified", {"disqualified-reason": "Curang"}).status == "disqualified"
    assert post("entry-reinstated", {"reinstated-reason": "Keliru"}).status == "verified"


def test_the_committee_releases_and_withdraws_a_photo(client: Client, edition: Edition) -> None:
    nomination = create_nomination(edition=edition, status=NominationStatus.DRAFT)
    evidence = add(nomination, picture(size=(640, 480)))
    sign_in(client, Role.COMMITTEE)

    client.post(reverse("competitions:evidence-release", args=[evidence.public_id]), {"caption": "Gerbang"})
    evidence.refresh_from_db()
    public = reverse("competitions:photo", args=[evidence.released.public_id])
    response = Client().get(public)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "public, max-age=600"

    client.post(reverse("competitions:evidence-withdraw", args=[evidence.public_id]))
    assert Client().get(public).status_code == 404


def test_an_entry_of_another_edition_is_not_found(client: Client, edition: Edition) -> None:
    nomination = create_nomination()
    sign_in(client, Role.COMMITTEE)

    assert client.get(reverse("competitions:entry", args=[edition.slug, nomination.pk])).status_code == 404


# Queries -------------------------------------------------------------------------------------------------------------


def many(count: int, edition: Edition, kelurahan: Kelurahan) -> Nomination:
    for _ in range(count):
        nomination = create_nomination(edition=edition, rts=[rt_of(kelurahan)], status=NominationStatus.SUBMITTED)
    for n in range(min(count, 20)):
        Nomination.objects.filter(pk=nomination.pk).update(status="returned", reason="x")
        add(nomination, picture(size=(10 + n, 10)))
    Nomination.objects.filter(pk=nomination.pk).update(status="submitted")
    return nomination


PAGES: list[tuple[str, Role, int, Callable[[Nomination], list[object]]]] = [
    # session, user, roles, simulated RTs; then the page's own
    ("kelurahan-desk", Role.OPERATOR, 10, lambda n: []),  # kelurahan, editions, visit 2, entries, sizes
    ("nomination-new", Role.OPERATOR, 10, lambda n: []),  # kelurahan, editions, RTs, KK, sizes, entered
    ("nomination", Role.OPERATOR, 9, lambda n: [n.pk]),  # entry, sizes, members, evidence, trace
    ("kecamatan-desk", Role.VERIFIER, 10, lambda n: []),  # editions, kecamatan, visit 2, entries, sizes
    ("kecamatan-entries", Role.VERIFIER, 10, lambda n: []),  # editions, kecamatan, sizes, names, count, page
    (
        "check",
        Role.VERIFIER,
        12,
        lambda n: [n.pk],
    ),  # entry, sizes, members, evidence, trace, editions, kecamatan, queue
    ("entries", Role.COMMITTEE, 10, lambda n: [n.edition.slug]),  # edition, sizes, choices 2, count, page
    ("entry", Role.COMMITTEE, 9, lambda n: [n.edition.slug, n.pk]),  # entry, sizes, members, evidence, trace
]


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("route", "role", "queries", "args"), PAGES, ids=[page[0] for page in PAGES])
def test_queries(
    *,
    route: str,
    role: Role,
    queries: int,
    args: Callable[[Nomination], list[object]],
    count: int,
    client: Client,
    edition: Edition,
    kelurahan: Kelurahan,
    django_assert_num_queries: Callable[..., object],
) -> None:
    nomination = many(count, edition, kelurahan)
    territory = {Role.OPERATOR: {"kelurahan": kelurahan}, Role.VERIFIER: {"kecamatan": kelurahan.kecamatan}}
    sign_in(client, role, **territory.get(role, {}))
    url = reverse(f"competitions:{route}", args=args(nomination))

    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        response = client.get(url)

    assert response.status_code == 200
