import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import DeskVisit, SignInSlip, User
from rt_registry.enums import Role
from rt_registry.models import ImportBatch, Kecamatan, Kelurahan, RoleGrant
from rt_registry.spreadsheets.writing import SheetColumn, SheetData, write_xlsx
from tests.factories import create_kecamatan, create_kelurahan, create_user


pytestmark = pytest.mark.django_db
HEADER = "nama,nama_pengguna,email,peran,wilayah,instansi\n"


@pytest.fixture
def admin() -> User:
    return create_user(username="admin.uji", role=Role.ADMIN)


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Kenali Besar", kecamatan=create_kecamatan(name="Alam Barajo"))


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_an_account_is_made_and_its_slip_printed_once(desk: Client, kelurahan: Kelurahan) -> None:
    typed = {"display_name": "Operator Kenali", "role": "operator", "kelurahan": kelurahan.pk}
    assert desk.post(reverse("rt_registry:account-add"), typed).status_code == 302
    user = User.objects.get(username=f"operator.{kelurahan.slug}")
    page = desk.post(reverse("rt_registry:account-slips"), {"user": user.pk})
    code = page.context["slips"][0].code
    assert code in text(page)
    assert "no-store" in page["Cache-Control"]
    assert SignInSlip.objects.get().user == user
    assert code not in text(desk.get(reverse("rt_registry:account", args=[user.pk])))


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "operator"},
        {"role": "raja"},
        {"role": ""},
        {"role": "verifier", "kelurahan": "1"},
        {"kecamatan": "abc"},
        {"username": "admin.uji"},
        {"username": "tidak boleh"},
        {"username": "x" * 61},
        {"display_name": ""},
        {"display_name": "x" * 151},
        {"email": "bukan"},
        {"email": "a@b.id\nBcc: c@d.id"},
    ],
)
def test_a_wrong_account_is_answered_on_the_form(desk: Client, wrong: dict[str, str]) -> None:
    response = desk.post(
        reverse("rt_registry:account-add"), {"display_name": "Siti Aminah", "role": "assessor", **wrong}
    )
    assert response.status_code == 200
    assert 'role="alert"' in text(response)
    assert User.objects.count() == 1


def test_every_act_on_an_account_works_from_its_page(desk: Client, admin: User, kelurahan: Kelurahan) -> None:
    person = create_user(username="siti")

    def post(act: str, *args: int, **typed: object) -> None:
        response = desk.post(reverse(f"rt_registry:account-{act}", args=[person.pk, *args]), typed)
        assert response.status_code == 302, text(response)

    post("change", display_name="Siti Aminah", organisation="PMI", email="")
    post("grant", role="pendamping", kecamatan=kelurahan.kecamatan.pk)
    post("end", RoleGrant.objects.get(user=person).pk, reason="Pindah")
    post("off", reason="Pensiun")
    post("on")
    page = text(desk.get(reverse("rt_registry:account", args=[person.pk])))
    for word in ("Siti Aminah", "PMI", "Pensiun", "Pindah"):
        assert word in page
    foreign = create_user(role=Role.AUDITOR).role_grants.get()
    assert desk.get(reverse("rt_registry:account-end", args=[person.pk, foreign.pk])).status_code == 404


def test_an_administrator_cannot_lock_everybody_out(desk: Client, admin: User) -> None:
    for url in (
        reverse("rt_registry:account-off", args=[admin.pk]),
        reverse("rt_registry:account-end", args=[admin.pk, admin.role_grants.get().pk]),
    ):
        page = text(desk.post(url, {"reason": "x"}))
        assert "refusal-text" in page
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.role_grants.get().active_until is None


def test_accounts_are_found_by_name_role_and_state(desk: Client, kelurahan: Kelurahan) -> None:
    create_user(username="penilai.siti", role=Role.ASSESSOR)
    create_user(username="operator.budi", role=Role.OPERATOR, kelurahan=kelurahan)
    off = create_user(username="lama")
    User.objects.filter(pk=off.pk).update(is_active=False, organisation="Dinas Kesehatan")
    for asked, names in [
        ({"q": "siti"}, ["penilai.siti"]),
        ({"q": "kesehatan dinas"}, ["lama"]),
        ({"role": "operator"}, ["operator.budi"]),
        ({"role": "raja"}, ["admin.uji", "lama", "operator.budi", "penilai.siti"]),
        ({"state": "off"}, ["lama"]),
        ({"state": "no-role"}, ["lama"]),
        ({"state": "waiting", "role": "assessor"}, ["penilai.siti"]),
        ({"q": "\x00%_"}, []),
    ]:
        shown = [user.username for user in desk.get(reverse("rt_registry:accounts"), asked).context["page"]]
        if "\x00" not in asked.get("q", ""):
            assert shown == names


def test_the_desk_says_who_never_came_and_whose_slip_ran_out(desk: Client, admin: User) -> None:
    waiting, late = create_user(username="belum"), create_user(username="lewat")
    now = timezone.now()
    SignInSlip.objects.create(
        user=late, code_hash="x", issued_at=now - timedelta(days=20), expires_at=now - timedelta(days=6)
    )
    figures = desk.get(reverse("rt_registry:accounts")).context["figures"]
    assert (figures.active, figures.waiting, figures.run_out) == (3, 2, 1)
    shown = desk.get(reverse("rt_registry:accounts"), {"state": "run-out"}).context["page"]
    assert list(shown) == [late]
    DeskVisit.objects.update(seen_at=now - timedelta(days=1))
    desk.post(reverse("rt_registry:account-slips"), {"user": waiting.pk})
    assert desk.get(reverse("rt_registry:accounts")).context["news"] == 1


@pytest.mark.parametrize("sent", [[], ["abc"], ["-1"], ["9" * 40], ["999999"], ["١"]])
def test_slips_for_nobody_are_no_slips(desk: Client, sent: list[str]) -> None:
    assert desk.post(reverse("rt_registry:account-slips"), {"user": sent}).status_code in {302, 404}
    assert not SignInSlip.objects.exists()


# --- a sheet of accounts -----------------------------------------------------------------------------------------


def look(desk: Client, rows: str, name: str = "akun.csv") -> object:
    return desk.post(reverse("rt_registry:account-sheet"), {"file": SimpleUploadedFile(name, (HEADER + rows).encode())})


def store(desk: Client, page: object, **more: str) -> object:
    carried = re.search(r'name="carried" value="([^"]+)"', page.content.decode())  # type: ignore[attr-defined]
    assert carried is not None
    typed = {"carried": carried[1], "file_name": "akun.csv", **more}
    return desk.post(reverse("rt_registry:account-sheet"), typed)


SHEET = """Operator Satu,,,Operator Kelurahan,Kenali Besar,Kelurahan
Camat Alam Barajo,,,camat,Kec. Alam Barajo,
Siti Aminah,penilai.siti,siti@contoh.id,penilai,,Dinas Kesehatan
"""


def test_a_sheet_is_previewed_then_stored_whole_then_its_slips_are_printed(desk: Client, kelurahan: Kelurahan) -> None:
    page = look(desk, SHEET)
    assert User.objects.count() == 1
    assert page.context["report"].rows.new == 3  # type: ignore[attr-defined]
    response = store(desk, page)
    batch = ImportBatch.objects.get()
    assert response.headers["Location"] == reverse("rt_registry:account-batch", args=[batch.pk])  # type: ignore[attr-defined]
    made = desk.get(response.headers["Location"]).context["made"]  # type: ignore[attr-defined]
    names = {f"operator.{kelurahan.slug}", f"verifikator.{kelurahan.kecamatan.slug}", "penilai.siti"}
    assert {user.username for user in made} == names
    assert User.objects.get(username="penilai.siti").organisation == "Dinas Kesehatan"
    slips = desk.post(reverse("rt_registry:account-slips"), {"user": [user.pk for user in made]})
    assert len(slips.context["slips"]) == 3
    again = look(desk, SHEET)
    assert again.context["report"].rows.unchanged == 3  # type: ignore[attr-defined]
    assert again.context["nothing_to_do"]  # type: ignore[attr-defined]


def test_next_years_sheet_gives_known_people_their_new_role(desk: Client, kelurahan: Kelurahan) -> None:
    known = create_user(username="siti")
    User.objects.filter(pk=known.pk).update(display_name="Siti Aminah")
    page = look(desk, "Siti Aminah,siti,,pendamping,Alam Barajo,\n")
    assert page.context["report"].rows.changed == 1  # type: ignore[attr-defined]
    store(desk, page)
    assert RoleGrant.objects.get(user=known).kecamatan == kelurahan.kecamatan
    assert User.objects.count() == 2


def test_a_misspelt_region_is_taken_only_when_somebody_says_so(desk: Client, kelurahan: Kelurahan) -> None:
    page = look(desk, "Operator,,,operator,Kenali Bsar,\n")
    assert "Kenali Besar (Alam Barajo)" in text(page)
    store(desk, page)
    assert User.objects.count() == 1
    store(desk, page, accept="on")
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "row",
    [
        ",,,penilai,,",
        "Siti,,,raja,,",
        "Siti,,,,,",
        "Siti,,,operator,,",
        "Siti,,,operator,Atlantis,",
        "Siti,,,penilai,Kenali Besar,",
        "Siti,,bukan surel,penilai,,",
        "Siti,tidak boleh,,penilai,,",
        "Siti,admin.uji,,penilai,,",
        "Mati,mati,,penilai,,",
        "Siti,sama,,penilai,,\nBudi,sama,,penilai,,",
        "S" * 151 + ",,,penilai,,",
        "=1+1,=CMD(),,penilai,,",
    ],
)
def test_one_wrong_row_stops_the_whole_sheet(desk: Client, kelurahan: Kelurahan, row: str) -> None:
    off = create_user(username="mati")
    User.objects.filter(pk=off.pk).update(is_active=False, display_name="Mati")
    page = look(desk, f"Benar Sekali,benar,,penilai,,\n{row}\n")
    assert page.context["blocking"]  # type: ignore[attr-defined]
    assert 'name="carried"' not in text(page)
    assert not User.objects.filter(username="benar").exists()


def test_a_chosen_username_wins_over_a_proposed_one(desk: Client, kelurahan: Kelurahan) -> None:
    rows = f"Satu,,,operator,Kenali Besar,\nDua,operator.{kelurahan.slug},,operator,Kenali Besar,\n"
    store(desk, look(desk, rows))
    assert User.objects.get(username=f"operator.{kelurahan.slug}").display_name == "Dua"
    assert User.objects.get(username=f"operator.{kelurahan.slug}2").display_name == "Satu"


def test_one_person_with_two_roles_is_one_account(desk: Client, kelurahan: Kelurahan) -> None:
    store(desk, look(desk, "Siti,siti,,pendamping,Alam Barajo,\nSiti,siti,,penilai,,\n"))
    assert set(User.objects.get(username="siti").role_grants.values_list("role", flat=True)) == {
        "pendamping",
        "assessor",
    }


def test_the_same_person_twice_is_one_account(desk: Client) -> None:
    store(desk, look(desk, "Siti,,,penilai,,\nSITI,,,penilai,,\n"))
    assert User.objects.filter(username__startswith="penilai").count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", b"PK\x03\x04 not a workbook"),
        ("x.csv", b"\x00\x01\x02"),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.pdf", b"%PDF-1.4"),
        ("x.csv", b"nama,peran\n"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_said_so(desk: Client, name: str, data: bytes) -> None:
    response = desk.post(reverse("rt_registry:account-sheet"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    assert response.context["blocking"]


def test_no_file_an_empty_and_a_huge_one(desk: Client) -> None:
    url = reverse("rt_registry:account-sheet")
    for sent in ({}, {"file": SimpleUploadedFile("x.csv", b"")}, {"file": SimpleUploadedFile("x.csv", b"x" * 1100000)}):
        response = desk.post(url, sent)
        assert response.status_code == 200
        assert 'role="alert"' in text(response)
    for carried in ("", "%%%", "é", "A" * 2_000_000):
        assert desk.post(url, {"carried": carried, "file_name": "x"}).status_code == 302


def test_the_example_sheet_is_understood(desk: Client, kelurahan: Kelurahan) -> None:
    data = desk.get(reverse("rt_registry:account-sheet-example")).content
    sent = {"file": SimpleUploadedFile("contoh.xlsx", data)}
    page = desk.post(reverse("rt_registry:account-sheet"), sent)
    assert page.context["report"].rows.new == 3
    assert not page.context["blocking"]


def test_a_sheet_of_a_whole_year_is_one_step(desk: Client) -> None:
    people = [(f"Penilai {n}", "penilai", "PKK") for n in range(140)]
    columns = [SheetColumn("Nama Lengkap"), SheetColumn("Tugas"), SheetColumn("Instansi")]
    data = write_xlsx([SheetData("Daftar", columns, people)])
    page = desk.post(reverse("rt_registry:account-sheet"), {"file": SimpleUploadedFile("akun.xlsx", data)})
    store(desk, page)
    assert RoleGrant.objects.filter(role=Role.ASSESSOR).count() == 140


def test_pages_of_accounts_take_the_same_queries_with_one_and_with_thirty_people(
    desk: Client, admin: User, django_assert_num_queries: object
) -> None:
    desk.get(reverse("rt_registry:accounts"))
    for wave in range(2):
        for _ in range(30 * wave):
            create_user(role=Role.ASSESSOR)
        with django_assert_num_queries(9):  # type: ignore[operator]
            desk.get(reverse("rt_registry:accounts"))
        with django_assert_num_queries(8):  # type: ignore[operator]
            desk.get(reverse("rt_registry:account", args=[admin.pk]))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_accounts_are_for_the_administrator_alone(client: Client, role: Role) -> None:
    kecamatan: Kecamatan = create_kecamatan()
    own = {
        Role.OPERATOR: {"kelurahan": create_kelurahan()},
        Role.VERIFIER: {"kecamatan": kecamatan},
        Role.PENDAMPING: {"kecamatan": kecamatan},
    }.get(role, {})
    user = create_user(role=role, **own)  # type: ignore[arg-type]
    client.force_login(user)
    for name in ("accounts", "account-add", "account-sheet", "account-sheet-example"):
        assert client.get(reverse(f"rt_registry:{name}")).status_code == 403
    for name in ("account", "account-change", "account-grant", "account-off", "account-on"):
        for pk in (user.pk, 999_999):
            assert client.get(reverse(f"rt_registry:{name}", args=[pk])).status_code == 403
    assert client.get(reverse("rt_registry:account-end", args=[user.pk, 1])).status_code == 403
    assert client.get(reverse("rt_registry:account-batch", args=[1])).status_code == 403
    assert client.post(reverse("rt_registry:account-slips"), {"user": user.pk}).status_code == 403
    assert not SignInSlip.objects.exists()
