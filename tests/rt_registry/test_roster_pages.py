from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from rt_registry.models import RT, HouseholdCount, Kelurahan, RTSuccession
from rt_registry.spreadsheets.door import import_spreadsheet
from tests.factories import NOW, create_kecamatan, create_kelurahan, create_rt, create_user, grant_role


pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))


@pytest.fixture
def operator(kelurahan: Kelurahan) -> User:
    return create_user(username="operator.uji", role=Role.OPERATOR, kelurahan=kelurahan)


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_the_roster_says_how_many_rts_lack_their_kk(desk: Client, kelurahan: Kelurahan) -> None:
    create_rt(kelurahan=kelurahan, number=1, kk=1080, year=YEAR)
    create_rt(kelurahan=kelurahan, number=2, kk=50, year=YEAR - 1)
    page = text(desk.get(reverse("rt_registry:roster")))
    assert "<strong>2 RT" in page
    assert "1.080" in page
    assert "Ketua RT 001" in page
    missing = text(desk.get(reverse("rt_registry:roster"), {"show": "missing"}))
    assert "RT 002" in missing
    assert "RT 001" not in missing


def test_the_roster_is_searched_by_number_and_by_head(desk: Client, kelurahan: Kelurahan) -> None:
    for number in range(1, 4):
        create_rt(kelurahan=kelurahan, number=number)
    closed = create_rt(kelurahan=kelurahan, number=9)
    RT.objects.filter(pk=closed.pk).update(active_until=date(2026, 2, 1))
    cases = [
        ({"q": "RT 02"}, ["002"]),
        ({"q": "ketua rt 003"}, ["003"]),
        ({"show": "closed"}, ["009"]),
        ({"q": "x"}, []),
    ]
    for asked, expected in cases:
        shown = [rt.number for rt in desk.get(reverse("rt_registry:roster"), asked).context["page"]]
        assert shown == [int(number) for number in expected]


def test_a_swap_gets_the_rows_alone(desk: Client, kelurahan: Kelurahan) -> None:
    response = desk.get(reverse("rt_registry:roster"), headers={"HX-Request": "true"})
    assert "<html" not in text(response)
    assert "HX-Request" in response["Vary"]


def test_an_operator_of_several_kelurahan_chooses_and_a_neighbours_roster_does_not_exist(
    desk: Client, operator: User, kelurahan: Kelurahan
) -> None:
    second, foreign = create_kelurahan(name="Beliung"), create_kelurahan(name="Selamat")
    assert desk.get(reverse("rt_registry:roster"), {"kelurahan": foreign.code}).status_code == 404
    grant_role(operator, Role.OPERATOR, kelurahan=second)
    choice = text(desk.get(reverse("rt_registry:roster")))
    assert "Beliung" in choice
    assert "Selamat" not in choice
    assert desk.get(reverse("rt_registry:roster"), {"kelurahan": second.slug}).status_code == 200


def test_an_rt_is_entered_and_a_taken_number_is_refused_with_the_typing_kept(
    desk: Client, kelurahan: Kelurahan
) -> None:
    url = f"{reverse('rt_registry:roster-add')}?kelurahan={kelurahan.code}"
    typed = {"number": "RT 017", "head_name": "Siti <b>Aminah</b>", "active_from": f"{YEAR}-01-01", "kk": "1.080"}
    assert desk.post(url, typed).status_code == 302
    rt = RT.objects.get()
    assert (rt.number, rt.household_counts.get().kk) == (17, 1080)
    again = text(desk.post(url, typed))
    assert 'value="RT 017"' in again
    assert "refusal-text" in again
    assert "<b>Aminah" not in again
    assert RT.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "nol"},
        {"number": "0"},
        {"number": "1000"},
        {"number": "1+2"},
        {"number": "9" * 200},
        {"number": "-5"},
        {"number": "١٧"},
        {"active_from": "kemarin"},
        {"active_from": "2999-01-01"},
        {"active_from": "0000-00-00"},
        {"kk": "banyak"},
        {"kk": "1,5"},
        {"kk": "-4"},
        {"kk": "99999999999999999999"},
        {"kk": "٨٤"},
        {"kk": "84", "counted_on": f"{YEAR - 1}-12-31"},
        {"head_name": "x" * 121},
        {"head_name": "a\x00b"},
    ],
)
def test_a_wrong_rt_is_answered_on_the_form(desk: Client, kelurahan: Kelurahan, wrong: dict[str, str]) -> None:
    url = f"{reverse('rt_registry:roster-add')}?kelurahan={kelurahan.code}"
    typed = {"number": "17", "active_from": f"{YEAR}-01-01", **wrong}
    response = desk.post(url, typed)
    if response.status_code == 302:  # Arabic digits are digits
        assert wrong["number"] == "١٧"
        return
    assert response.status_code == 200
    assert 'role="alert"' in text(response)
    assert not RT.objects.exists()


def test_all_counts_are_saved_in_one_go(desk: Client, kelurahan: Kelurahan) -> None:
    rts = [create_rt(kelurahan=kelurahan, number=n, kk=None) for n in range(1, 4)]
    url = f"{reverse('rt_registry:roster-counts')}?kelurahan={kelurahan.code}"
    typed = {"counted_on": f"{YEAR}-01-02", "source": "sensus", f"kk_{rts[0].pk}": "80", f"kk_{rts[1].pk}": "1.080"}
    response = desk.post(url, typed)
    assert response.headers["Location"].endswith(f"?kelurahan={kelurahan.code}")
    assert sorted(HouseholdCount.objects.values_list("kk", flat=True)) == [80, 1080]
    assert TraceEntry.objects.filter(act="kk.recorded").count() == 2


def test_one_wrong_cell_stores_nothing_and_keeps_the_others(desk: Client, kelurahan: Kelurahan) -> None:
    rts = [create_rt(kelurahan=kelurahan, number=n, kk=None) for n in range(1, 4)]
    url = f"{reverse('rt_registry:roster-counts')}?kelurahan={kelurahan.code}"
    typed = {"counted_on": f"{YEAR}-01-02", f"kk_{rts[0].pk}": "80", f"kk_{rts[1].pk}": "0", f"kk_{rts[2].pk}": "abc"}
    page = text(desk.post(url, typed))
    assert 'value="80"' in page
    assert 'value="abc"' in page
    assert page.count('aria-invalid="true"') == 2
    assert not HouseholdCount.objects.exists()


def test_a_count_before_an_rt_began_names_that_rt(desk: Client, kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=7, kk=None, active_from=date(2026, 2, 1))
    url = f"{reverse('rt_registry:roster-counts')}?kelurahan={kelurahan.code}"
    page = text(desk.post(url, {"counted_on": "2026-01-31", f"kk_{rt.pk}": "80"}))
    assert "RT 07 Kenali Besar" in page
    assert not HouseholdCount.objects.exists()


def test_every_act_on_an_rt_works_from_its_page(desk: Client, kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=1, active_from=date(2014, 1, 1))
    other = create_rt(kelurahan=kelurahan, number=2)

    def post(act: str, about: RT, **typed: object) -> None:
        response = desk.post(reverse(f"rt_registry:roster-rt-{act}", args=[about.pk]), typed)
        assert response.status_code == 302, text(response)

    post("change", rt, head_name="Baru", active_from="2013-01-01")
    post("count", rt, kk="91", counted_on="2026-03-01", source="RT")
    post("close", other, on="2026-02-01", reason="Salah")
    post("reopen", other, reason="Keliru")
    post("renumber", rt, number="11", on="2026-04-01")
    renumbered = RT.objects.get(number=11)
    assert (renumbered.head_name, renumbered.household_counts.get().kk) == ("Baru", 91)
    post("merge", renumbered, others=[other.pk], number="11", kk="160", on="2026-05-01")
    merged = RT.objects.get(number=11, active_until=None)
    post("split", merged, number_1="11", kk_1="80", number_2="12", on="2026-06-01", note="SK 3/2026")
    assert sorted(RT.objects.filter(active_until=None).values_list("number", flat=True)) == [11, 12]
    assert set(RTSuccession.objects.values_list("kind", flat=True)) == {"renumber", "merge", "split"}
    page = text(desk.get(reverse("rt_registry:roster-rt", args=[merged.pk])))
    assert "RT 12 Kenali Besar" in page
    assert "SK 3/2026" in page


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("close", {"on": "2014-01-01", "reason": "x"}),
        ("close", {"on": "", "reason": ""}),
        ("reopen", {"reason": "x"}),
        ("count", {"kk": "5001", "counted_on": "2026-01-01"}),
        ("count", {"kk": "50", "counted_on": "2013-01-01"}),
        ("change", {"active_from": "2999-01-01"}),
        ("renumber", {"number": "2", "on": "2026-02-01"}),
        ("renumber", {"number": "3", "on": "2999-02-01"}),
        ("split", {"number_1": "5", "number_2": "5", "on": "2026-02-01"}),
        ("split", {"number_1": "5", "on": "2026-02-01"}),
        ("merge", {"number": "1", "on": "2026-02-01"}),
        ("merge", {"others": ["999999"], "number": "1", "on": "2026-02-01"}),
        ("merge", {"others": ["abc"], "number": "1", "on": "2026-02-01"}),
    ],
)
def test_what_cannot_be_is_said_on_the_page(
    desk: Client, kelurahan: Kelurahan, act: str, typed: dict[str, object]
) -> None:
    rt = create_rt(kelurahan=kelurahan, number=1)
    create_rt(kelurahan=kelurahan, number=2)
    response = desk.post(reverse(f"rt_registry:roster-rt-{act}", args=[rt.pk]), typed)
    assert response.status_code == 200
    assert 'role="alert"' in text(response)
    assert RT.objects.filter(active_until=None).count() == 2
    assert not TraceEntry.objects.exists()


def test_only_who_keeps_both_rosters_moves_an_rt(desk: Client, operator: User, kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=1)
    target, foreign = create_kelurahan(name="Beliung"), create_kelurahan()
    url = reverse("rt_registry:roster-rt-move", args=[rt.pk])
    typed = {"kelurahan": target.pk, "number": "30", "on": "2026-02-01"}
    assert desk.post(url, typed).status_code == 403
    grant_role(operator, Role.OPERATOR, kelurahan=target)
    assert desk.post(url, {**typed, "kelurahan": foreign.pk}).status_code == 200
    assert desk.post(url, typed).status_code == 302
    assert RT.objects.get(number=30).kelurahan == target


def test_the_sheet_has_the_contracts_columns_and_neutral_cells(desk: Client, kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=17, kk=84, year=YEAR)
    RT.objects.filter(pk=rt.pk).update(head_name="=HYPERLINK(1)")
    create_rt(number=1)
    lines = desk.get(reverse("rt_registry:roster-csv")).content.decode().splitlines()
    assert lines[0] == "kode_kelurahan,kecamatan,kelurahan,rt,ketua_rt,jumlah_kk,tahun,aktif_sejak"
    assert lines[1:] == [f"{kelurahan.code},Alam Barajo,Kenali Besar,017,'=HYPERLINK(1),84,{YEAR},2014-01-01"]
    assert desk.get(reverse("rt_registry:roster-xlsx"), {"year": "x" * 5000}).content[:2] == b"PK"


def test_every_page_takes_the_same_queries_with_one_rt_and_with_thirty(
    desk: Client, kelurahan: Kelurahan, django_assert_num_queries: object
) -> None:
    budget = [("roster", [], 8), ("roster-counts", [], 7), ("roster-add", [], 5), ("roster-csv", [], 5)]
    first = create_rt(kelurahan=kelurahan, number=1)
    for number in range(1, 31):
        if number > 1:
            create_rt(kelurahan=kelurahan, number=number)
        if number not in {1, 30}:
            continue
        for name, args, queries in budget:
            with django_assert_num_queries(queries):  # type: ignore[operator]
                desk.get(reverse(f"rt_registry:{name}", args=args), {"kelurahan": kelurahan.code})
    for day in range(2, 12):
        HouseholdCount.objects.create(rt=first, counted_on=date(2026, 1, day), kk=80, recorded_at=NOW)
    with django_assert_num_queries(9):  # type: ignore[operator]
        desk.get(reverse("rt_registry:roster-rt", args=[first.pk]))
    with django_assert_num_queries(6):  # type: ignore[operator]
        desk.get(reverse("rt_registry:roster-rt-merge", args=[first.pk]))


READ = ["roster", "roster-xlsx", "roster-csv"]
WRITE = ["roster-add", "roster-counts"]
ACTS = ["change", "count", "close", "reopen", "renumber", "split", "merge"]


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_and_who_keeps_a_roster(client: Client, kelurahan: Kelurahan, role: Role) -> None:
    own = {
        Role.OPERATOR: {"kelurahan": kelurahan},
        Role.VERIFIER: {"kecamatan": kelurahan.kecamatan},
        Role.PENDAMPING: {"kecamatan": kelurahan.kecamatan},
    }.get(role, {})
    client.force_login(create_user(role=role, **own))
    rt, neighbour = create_rt(kelurahan=kelurahan), create_rt()
    reads = role != Role.ASSESSOR
    keeps = role in {Role.OPERATOR, Role.ADMIN}
    everywhere = role in Role.seeing_everything()
    here, there = {"kelurahan": kelurahan.code}, {"kelurahan": neighbour.kelurahan.code}

    def status(name: str, args: list[int], asked: dict[str, str] | None = None) -> int:
        return client.get(reverse(f"rt_registry:{name}", args=args), asked).status_code

    for name in READ:
        assert status(name, [], here) == (200 if reads else 403)
        assert status(name, [], there) == (403 if not reads else 200 if everywhere else 404)
    for name in WRITE:
        assert status(name, [], here) == (200 if keeps else 403)
        assert status(name, [], there) == (200 if role == Role.ADMIN else 403 if everywhere or not reads else 404)
    assert status("roster-rt", [rt.pk]) == (200 if reads else 403)
    assert status("roster-rt", [neighbour.pk]) == (403 if not reads else 200 if everywhere else 404)
    for act in ACTS:
        assert status(f"roster-rt-{act}", [rt.pk]) == (200 if keeps else 403)
        expected = 200 if role == Role.ADMIN else 403 if everywhere or not reads else 404
        assert status(f"roster-rt-{act}", [neighbour.pk]) == expected
    assert status("roster-rt-move", [rt.pk]) == (200 if role == Role.ADMIN else 403)


def test_nobody_unknown_comes_in(client: Client) -> None:
    rt = create_rt()
    for name, args in [("roster", []), ("roster-rt", [rt.pk]), ("roster-csv", []), ("accounts", []), ("trace", [])]:
        assert client.get(reverse(f"rt_registry:{name}", args=args)).status_code == 302


def test_an_empty_address_of_a_roster_to_write_in_is_not_found(client: Client) -> None:
    client.force_login(create_user(role=Role.ADMIN))
    create_kelurahan()
    create_kelurahan()
    assert client.get(reverse("rt_registry:roster-add")).status_code == 404


def test_the_english_page_answers_too(desk: Client) -> None:
    page = text(desk.get("/en/kelurahan/daftar-rt/"))
    assert "Which RTs does the kelurahan have?" in page
    assert "No RT is entered yet." in page


def test_an_exported_roster_is_imported_again_without_a_change(desk: Client, kelurahan: Kelurahan) -> None:
    for number in (1, 17, 170):
        create_rt(kelurahan=kelurahan, number=number, kk=80 + number, year=YEAR)
    for name in ("roster-xlsx", "roster-csv"):
        data = desk.get(reverse(f"rt_registry:{name}")).content
        report = import_spreadsheet(kind="roster", data=data, file_name=name, by=None, now=timezone.now(), dry_run=True)
        assert (report.rows.unchanged, report.rows.new, report.blocking()) == (3, 0, [])


HUGE = "9" * 30


def test_numbers_beyond_any_database_are_answered_kindly(desk: Client, kelurahan: Kelurahan) -> None:
    rt = create_rt(kelurahan=kelurahan, number=1)
    assert desk.get(f"/kelurahan/daftar-rt/{HUGE}/").status_code == 404
    assert desk.get(reverse("rt_registry:roster"), {"year": HUGE, "page": HUGE, "q": HUGE}).status_code == 200
    assert desk.get(reverse("rt_registry:roster"), {"kelurahan": HUGE}).status_code == 404
    merge = reverse("rt_registry:roster-rt-merge", args=[rt.pk])
    assert desk.post(merge, {"others": [HUGE], "number": "1", "on": "2026-02-01"}).status_code == 200
    desk.force_login(create_user(role=Role.ADMIN))
    assert desk.get(f"/akun/{HUGE}/").status_code == 404
    typed = {"display_name": "Siti", "role": "operator", "kelurahan": HUGE}
    assert desk.post(reverse("rt_registry:account-add"), typed).status_code == 200
