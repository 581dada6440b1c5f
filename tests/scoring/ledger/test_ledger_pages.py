"""The pages of the ledger and its files: who reads what, what stands above the fold, what a form answers."""

import csv
import io
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from competitions.models import Nomination
from rt_registry.enums import Role
from scoring.models import Decree, PrizeHandover, ResultCheck, ResultEntry
from scoring.services.ledger import cancel_handover
from tests.factories import NOW, create_edition, create_user
from tests.scoring.ledger.conftest import World


RECEIVER = "=cmd|'/c calc'!A1"
"""What a spreadsheet program would run, if it were not made harmless."""


def as_committee(world: World) -> Client:
    client = Client()
    client.force_login(world.committee)
    return client


def ledger(world: World, query: str = "", client: Client | None = None) -> HttpResponse:
    url = reverse("scoring:ledger", args=[world.edition.slug])
    return (client or as_committee(world)).get(url + query)


def page(world: World, nomination: Nomination) -> str:
    return reverse("scoring:prize", args=[world.edition.slug, nomination.pk])


def typed(world: World, nomination: Nomination, **changes: object) -> dict[str, object]:
    line = world.line(nomination).pk
    return {"line": line, "handed_on": "2026-06-20", "receipt": "KW-1", "received_by": "Ibu Aminah", **changes}


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_answers_what_is_outstanding(world: World) -> None:
    world.hand_over(world.large)

    answer = ledger(world)

    text = answer.content.decode()
    for told in ("Rp32.000.000", "Rp10.000.000", "Rp22.000.000", "412 TAHUN 2026"):
        assert told in text
    assert world.medium.label in text
    assert world.large.label not in text  # handed over: not outstanding
    assert "Ibu Aminah" not in text
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"medium", "small", "joined"}),
        ("?keadaan=sudah", {"large"}),
        ("?keadaan=semua", {"large", "medium", "small", "joined"}),
        ("?keadaan=semua&kategori=besar", {"large", "joined"}),
        ("?keadaan=selisih", set()),
        ("?keadaan=x", set()),
        ("?kecamatan=99", set()),
        ("?page=99", {"medium", "small", "joined"}),
    ],
)
def test_the_list_is_filtered(world: World, query: str, shown: set[str]) -> None:
    world.hand_over(world.large)

    rows = [line.about.nomination_id for line in ledger(world, query).context["page"].object_list]

    assert set(rows) == {getattr(world, name).pk for name in shown}
    assert len(rows) == len(shown)


def test_without_a_result_the_page_says_so(world: World) -> None:
    empty = create_edition(slug="kosong")

    answer = as_committee(world).get(reverse("scoring:ledger", args=[empty.slug]))

    assert answer.status_code == 200
    assert "<table" not in answer.content.decode()


def test_without_a_decree_no_form_is_offered(world: World) -> None:
    Decree.objects.update(replaced_at=NOW)

    assert not ledger(world).context["ledger"].is_due
    assert as_committee(world).get(page(world, world.large)).context["form"] is None


def test_differences_stand_above_the_list(world: World) -> None:
    world.hand_over(world.large)
    world.correct()

    text = ledger(world).content.decode()

    assert text.index(world.large.label) < text.index("<table")
    assert "Rp2.000.000" in text


def test_what_the_watch_found_stands_on_the_page(world: World) -> None:
    found = [{"entry": None, "field": "prize_total", "stored": "1", "recomputed": "2"}]
    values = {"checked_at": NOW, "is_true": False, "wrong_since": NOW, "findings": found}
    ResultCheck.objects.update_or_create(result=world.newest, defaults=values)

    assert "Jumlah hadiah" in ledger(world).content.decode()


def test_the_list_costs_the_same_with_one_and_with_all_handed_over(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_committee(world)
    ledger(world, client=client)

    for number, winner in enumerate((world.large, world.medium, world.small)):
        world.hand_over(winner, receipt=f"KW-{number}")
        with django_assert_num_queries(
            10
        ):  # session, user, roles, editions; result, lines, hand-overs, their trace, decree, versions
            ledger(world, "?keadaan=semua", client=client)


# One prize -----------------------------------------------------------------------------------------------------------


def test_the_committee_records_on_the_page(world: World) -> None:
    answer = as_committee(world).post(page(world, world.large), typed(world, world.large, note="Balai kota"))

    assert answer.status_code == 302
    handover = PrizeHandover.objects.get()
    assert (handover.amount, handover.note, handover.recorded_by) == (10_000_000, "Balai kota", world.committee)


def test_an_amount_that_is_sent_along_is_not_read(world: World) -> None:
    as_committee(world).post(page(world, world.small), typed(world, world.small, amount=50_000_000, decree=99))

    assert PrizeHandover.objects.get().amount == 5_000_000


def test_sent_twice_it_is_told_what_stands(world: World) -> None:
    client = as_committee(world)
    client.post(page(world, world.large), typed(world, world.large))

    again = client.post(page(world, world.large), typed(world, world.large))

    assert again.status_code == 409
    assert "KW-1" in str(again.context["refusal"])
    assert again.context["prize"].line.handover.receipt == "KW-1"
    assert PrizeHandover.objects.count() == 1


def test_what_was_typed_is_kept(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    client = as_committee(world)

    refused = client.post(page(world, world.large), typed(world, world.large, handed_on=tomorrow.isoformat()))
    unread = client.post(page(world, world.large), typed(world, world.large, received_by=""))

    assert (refused.status_code, unread.status_code) == (409, 422)
    assert all('value="KW-1"' in answer.content.decode() for answer in (refused, unread))
    assert not PrizeHandover.objects.exists()


def test_the_line_of_another_entry_is_unknown(world: World) -> None:
    line = world.line(world.medium).pk

    assert as_committee(world).post(page(world, world.large), typed(world, world.large, line=line)).status_code == 404
    assert as_committee(world).get(page(world, world.loser)).status_code == 404


def test_cancelling_keeps_the_line_on_the_page(world: World) -> None:
    handover = world.hand_over(world.large)
    url = reverse("scoring:prize-cancel", args=[world.edition.slug, world.large.pk])
    client = as_committee(world)

    unread = client.post(url, {"cancel-handover": handover.pk, "cancel-reason": ""})
    done = client.post(url, {"cancel-handover": handover.pk, "cancel-reason": "Salah orang"})
    again = client.post(url, {"cancel-handover": handover.pk, "cancel-reason": "Salah orang"})

    assert (unread.status_code, done.status_code, again.status_code) == (422, 302, 409)
    shown = client.get(page(world, world.large))
    assert "Salah orang" in shown.content.decode()
    assert shown.context["form"] is not None


def test_another_prizes_line_is_not_cancelled_here(world: World) -> None:
    handover = world.hand_over(world.large)
    url = reverse("scoring:prize-cancel", args=[world.edition.slug, world.medium.pk])

    answer = as_committee(world).post(url, {"cancel-handover": handover.pk, "cancel-reason": "Salah"})

    assert answer.status_code == 404
    assert PrizeHandover.objects.get().cancelled_at is None


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AUDITOR])
def test_those_who_only_read_are_offered_no_form(world: World, role: Role) -> None:
    world.hand_over(world.large)
    client = Client()
    client.force_login(create_user(role=role))

    for winner in (world.large, world.medium):
        shown = client.get(page(world, winner))
        assert (shown.context["form"], shown.context["cancel_form"]) == (None, None)
    assert client.post(page(world, world.medium), typed(world, world.medium)).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ASSESSOR, None])
@pytest.mark.parametrize("name", ["ledger", "ledger-csv", "ledger-xlsx"])
def test_nobody_else_reads_who_received_what(world: World, role: Role | None, name: str) -> None:
    client = Client()
    client.force_login(create_user(role=role))

    assert client.get(reverse(f"scoring:{name}", args=[world.edition.slug])).status_code == 403


# Several at once -----------------------------------------------------------------------------------------------------


def rows(world: World, **given: tuple[str, str]) -> dict[str, str]:
    """A ceremony's form: receipt and receiver of each winner named."""
    typed_rows = {"handed_on": "2026-06-20"}
    for name, (receipt, receiver) in given.items():
        line = world.line(getattr(world, name)).pk
        typed_rows |= {f"p{line}-receipt": receipt, f"p{line}-received_by": receiver}
    return typed_rows


def several(world: World) -> str:
    return reverse("scoring:prizes-several", args=[world.edition.slug])


def test_the_prizes_of_a_ceremony_are_recorded_at_once(world: World) -> None:
    client = as_committee(world)

    shown = client.get(several(world))
    answer = client.post(several(world), rows(world, large=("1", "Ani"), small=("2", "Budi"), medium=("", "")))

    assert [row.line.label for row in shown.context["form"].rows] == [
        line.about.label for line in shown.context["ledger"].lines
    ]
    assert answer.status_code == 302
    given = PrizeHandover.objects.values_list("nomination_id", "amount", "receipt", "received_by")
    assert set(given) == {(world.large.pk, 10_000_000, "1", "Ani"), (world.small.pk, 5_000_000, "2", "Budi")}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"large": ("1", "Ani"), "small": ("1", "Budi")}, 409),  # one receipt for two
        ({"large": ("1", "Ani"), "small": ("2", "")}, 422),
        ({"large": ("1", "Ani"), "small": ("9" * 61, "Budi")}, 422),
        ({"large": ("", "")}, 422),
    ],
)
def test_of_a_ceremony_all_is_recorded_or_nothing(world: World, given: dict[str, tuple[str, str]], status: int) -> None:
    answer = as_committee(world).post(several(world), rows(world, **given))

    assert answer.status_code == status
    assert ('value="Ani"' in answer.content.decode()) == (given["large"][1] == "Ani")  # what was typed is kept
    assert not PrizeHandover.objects.exists()


def test_a_row_that_somebody_else_recorded_meanwhile_is_not_lost(world: World) -> None:
    typed_rows = rows(world, large=("1", "Ani"), small=("2", "Budi"))
    world.hand_over(world.large, receipt="KW-9")

    answer = as_committee(world).post(several(world), typed_rows)

    assert answer.status_code == 409
    assert "KW-9" in str(answer.context["refusal"])
    assert PrizeHandover.objects.count() == 1


def test_rows_of_an_older_version_are_refused(world: World) -> None:
    typed_rows = rows(world, large=("1", "Ani"))
    world.correct()

    answer = as_committee(world).post(several(world), typed_rows)

    assert answer.status_code == 409
    assert not PrizeHandover.objects.exists()


# The files -----------------------------------------------------------------------------------------------------------


def test_the_csv_holds_every_prize_and_runs_no_formula(world: World) -> None:
    world.hand_over(world.large, receipt="+62", received_by=RECEIVER)

    answer = as_committee(world).get(reverse("scoring:ledger-csv", args=[world.edition.slug]))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    given = {row["rt"]: row for row in rows}[world.line(world.large).label]
    assert (given["hadiah"], given["diserahkan"], given["belum_diserahkan"]) == ("10000000", "10000000", "0")
    assert (given["penerima"], given["nomor_kuitansi"]) == (f"'{RECEIVER}", "'+62")
    assert sum(int(row["hadiah"]) for row in rows) == world.newest.prize_total
    assert sum(int(row["belum_diserahkan"]) for row in rows) == 22_000_000
    assert answer["Cache-Control"] == "private, no-store"


def test_the_workbook_also_holds_what_was_cancelled(world: World) -> None:
    handover = world.hand_over(world.large, received_by=RECEIVER)
    cancel_handover(handover=handover, reason="@salah", by=world.committee, now=NOW)
    world.hand_over(world.large, receipt="KW-2")

    answer = as_committee(world).get(reverse("scoring:ledger-xlsx", args=[world.edition.slug]))

    book = load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert book.sheetnames == ["Hadiah", "Dibatalkan", "Keterangan"]
    assert not any(cell.data_type == "f" for cell in cells)
    assert [row[-1].value for row in book["Dibatalkan"].iter_rows(min_row=2)] == ["'@salah"]
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows(min_row=2)}
    assert (about["keputusan versi ini"], about["sudah diserahkan (Rp)"]) == ("412 TAHUN 2026", "10000000")


def test_a_name_as_long_as_can_be_is_shown_whole(world: World) -> None:
    world.hand_over(world.large, received_by="Raden " * 20)
    ResultEntry.objects.filter(nomination=world.medium).update(label="RT 001 " + "Kampung " * 20)

    assert "Raden Raden" in as_committee(world).get(page(world, world.large)).content.decode()
    assert "Kampung Kampung" in ledger(world).content.decode()
