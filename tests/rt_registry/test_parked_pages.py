"""The pages of parked rows and of what imports were taught."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from rt_registry.enums import Role
from rt_registry.models import HouseholdCount, Kelurahan, ParkedRow, RegionAlias, SheetShape
from tests.factories import (
    NOW,
    create_kecamatan,
    create_kelurahan,
    create_parked_row,
    create_region_alias,
    create_rt,
    create_user,
)


pytestmark = pytest.mark.django_db
LIST = "rt_registry:parked-rows"
SPELLINGS = "rt_registry:known-spellings"


@pytest.fixture
def admin() -> User:
    return create_user(role=Role.ADMIN)


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def kelurahan() -> Kelurahan:
    return create_kelurahan(name="Rawa Sari", kecamatan=create_kecamatan(name="Alam Barajo"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page_of(parked: ParkedRow) -> str:
    return reverse("rt_registry:parked-row", args=[parked.pk])


def typed(**changed: str) -> dict[str, str]:
    """The form of a parked row as it is sent: cells by their place in the sheet."""
    return {"cell-0": "Nirwana", "cell-1": "4", "cell-2": "50", "cell-3": "2024", "act": "store", **changed}


# Parked rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_names_every_waiting_row(desk: Client, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        create_parked_row(file_name=f"daftar-{number}.csv")
    gone = create_parked_row(file_name="batal.csv")
    gone.batch.undone_at = NOW
    gone.batch.save()
    ParkedRow.objects.filter(pk=create_parked_row(file_name="beres.csv").pk).update(resolved_at=NOW)

    with django_assert_num_queries(6):  # session, user, roles, simulated, count, rows
        page = desk.get(reverse(LIST))

    assert {row.batch.file_name for row in page.context["page"]} == {f"daftar-{n}.csv" for n in range(rows)}
    assert "Nirwana" in text(page)


def test_an_empty_list_says_so(desk: Client) -> None:
    assert reverse("rt_registry:imports") in text(desk.get(reverse(LIST)))


def test_the_problem_stands_beside_its_cell_with_the_regions_to_choose(desk: Client, kelurahan: Kelurahan) -> None:
    page = desk.get(page_of(create_parked_row(row=7)))

    [wrong] = [field for field in page.context["picture"].fields if field.problems]
    assert (wrong.address, wrong.text, [p.code for p in wrong.problems]) == ("A7", "Nirwana", ["unknown_region"])
    assert f'<option value="{kelurahan.code}">' in text(page)
    assert 'aria-describedby="said-0"' in text(page)


def test_a_corrected_row_is_stored(desk: Client, kelurahan: Kelurahan) -> None:
    parked = create_parked_row()

    answer = desk.post(page_of(parked), typed(**{"cell-0": "Rawa Sari", "cell-2": "51"}))

    assert answer["Location"] == reverse(LIST)
    count = HouseholdCount.objects.get()
    assert (count.rt.kelurahan, count.rt.number, count.kk) == (kelurahan, 4, 51)
    assert not RegionAlias.objects.exists()


def test_a_chosen_region_is_stored_and_remembered(desk: Client, admin: User, kelurahan: Kelurahan) -> None:
    desk.post(page_of(create_parked_row()), typed(**{"name-0": kelurahan.code}))

    assert HouseholdCount.objects.get().rt.kelurahan == kelurahan
    alias = RegionAlias.objects.get()
    assert (alias.typed, alias.code, alias.confirmed_by) == ("Nirwana", kelurahan.code, admin)


@pytest.mark.parametrize("code", ["99.99", "x", "", "15.71.99.9999"])
def test_a_region_that_was_not_offered_is_not_taken(desk: Client, kelurahan: Kelurahan, code: str) -> None:
    page = desk.post(page_of(create_parked_row()), typed(**{"name-0": code}))

    assert page.status_code == 200
    assert not RegionAlias.objects.exists()


def test_what_is_wrong_stays_on_the_page_with_what_was_typed(desk: Client, kelurahan: Kelurahan) -> None:
    parked = create_parked_row()

    page = desk.post(page_of(parked), typed(**{"cell-0": "Rawa Sari", "cell-1": "tiga"}))

    assert 'value="tiga"' in text(page)
    assert [field.address for field in page.context["picture"].fields if field.problems] == ["B2"]
    parked.refresh_from_db()
    assert (parked.cells["rt"], parked.resolved_at) == ("tiga", None)


def test_checking_only_looks(desk: Client, kelurahan: Kelurahan) -> None:
    parked = create_parked_row()

    page = desk.post(page_of(parked), typed(act="check", **{"name-0": kelurahan.code}))

    assert page.context["picture"].is_ready
    assert f'<option value="{kelurahan.code}" selected>' in text(page)
    parked.refresh_from_db()
    assert (parked.resolved_at, HouseholdCount.objects.count()) == (None, 0)


def test_a_settled_row_shows_how_and_offers_nothing_more(desk: Client, kelurahan: Kelurahan) -> None:
    parked = create_parked_row()
    desk.post(page_of(parked), typed(**{"cell-0": "Rawa Sari"}))

    page = desk.get(page_of(parked))

    parked.refresh_from_db()
    assert reverse("rt_registry:import-result", args=[parked.resolved_in_id]) in text(page)
    assert "cell-0" not in text(page)
    assert "cell-0" not in text(desk.post(page_of(parked), typed(**{"cell-1": "9"})))
    assert HouseholdCount.objects.count() == 1


def test_a_row_is_left_out_with_a_reason(desk: Client) -> None:
    parked = create_parked_row()
    url = reverse("rt_registry:parked-row-dismiss", args=[parked.pk])

    asked = text(desk.post(url, {"reason": " "}))
    assert 'role="alert"' in asked
    assert "Baris ini belum dapat disimpan" not in asked
    assert desk.post(url, {"reason": "Bukan RT"}).status_code == 302

    parked.refresh_from_db()
    assert parked.note == "Bukan RT"
    assert "Bukan RT" in text(desk.get(page_of(parked)))
    assert desk.post(url, {"reason": "Dua kali"}).status_code == 302
    assert TraceEntry.objects.filter(act="import.row_dismissed").count() == 1


@pytest.mark.parametrize("odd", ["\0", "x" * 6000, "=cmd()", "<script>", "😀", " "])
def test_odd_texts_are_no_error(desk: Client, kelurahan: Kelurahan, odd: str) -> None:
    parked = create_parked_row()

    for name in ("cell-0", "cell-1", "cell-2", "cell-3", "name-0", "note", "act"):
        assert desk.post(page_of(parked), typed(**{name: odd})).status_code in (200, 302)
    assert "<script>" not in text(desk.get(page_of(parked))).replace("<script src", "")


# What was taught -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_spellings_and_headers_say_who_taught_them(
    desk: Client, admin: User, kelurahan: Kelurahan, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        create_region_alias(kelurahan=kelurahan, typed=f"Rw Sari {number}", by=admin)
        SheetShape.objects.create(
            kind="roster",
            signature=f"{number}" * 64,
            columns={"1": "jumlah_kk@2019", "0": "kelurahan", "2": ""},
            taught_by=admin,
            taught_at=NOW,
        )

    with django_assert_num_queries(
        9
    ):  # session, user, roles, simulated, count, spellings, names of two levels, headers
        page = desk.get(reverse(SPELLINGS))

    assert {row.name for row in page.context["spellings"]} == {"Rawa Sari (Alam Barajo)"}
    assert len(page.context["spellings"]) == len(page.context["headers"]) == rows
    header = page.context["headers"][0]
    assert ([letter for letter, _ in header.columns], header.unread) == (["A", "B"], 1)
    assert header.columns[1][1].endswith("(2019)")
    assert "Rw Sari 0" in text(page)


def test_spellings_are_found_as_typed_and_by_what_they_mean(desk: Client, kelurahan: Kelurahan) -> None:
    create_region_alias(kelurahan=kelurahan, typed="RWS")
    create_region_alias(kelurahan=create_rt().kelurahan, typed="Lain")

    for asked in ("rws", "rawa"):
        page = desk.get(reverse(SPELLINGS), {"q": asked})
        assert [row.typed for row in page.context["spellings"]] == ["RWS"]
    assert desk.get(reverse(SPELLINGS), {"q": "x" * 200 + "\0"}).status_code == 200


def test_forgetting_is_traced_and_asks_anew(desk: Client, admin: User, kelurahan: Kelurahan) -> None:
    alias = create_region_alias(kelurahan=kelurahan, typed="Nirwana")
    shape = SheetShape.objects.create(kind="roster", signature="0" * 64, columns={"0": "rt"}, taught_at=NOW)
    parked = create_parked_row()
    assert desk.get(page_of(parked)).context["picture"].is_ready

    desk.post(reverse("rt_registry:spelling-forget", args=[alias.pk]))
    desk.post(reverse("rt_registry:header-forget", args=[shape.pk]))

    assert not desk.get(page_of(parked)).context["picture"].is_ready
    assert not SheetShape.objects.exists()
    assert desk.post(reverse("rt_registry:spelling-forget", args=[alias.pk])).status_code == 404
    entry = TraceEntry.objects.get(act="spelling.forgotten")
    assert (entry.actor, entry.details["typed"]) == (admin, "Nirwana")
    assert TraceEntry.objects.filter(act="header.forgotten").exists()
