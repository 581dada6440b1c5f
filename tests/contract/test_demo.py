"""The demo of CONTRACT 5: real figures for 2020, people for every role, and a result that hangs on every score."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count, Q
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from bantar.accounts.models import User
from competitions.models import Edition
from rt_registry.enums import Role
from rt_registry.models import RT, RoleGrant
from rt_registry.services.reference import fixture
from scoring.models import ScoreSheet, SheetPhoto, TeamMember
from scoring.selectors.field_board import BoardFilter, field_board, totals_of
from scoring.services.sheets import reopen_sheet, submit_sheet
from tests.contract.commands import cli
from tests.contract.conftest import undone
from tests.sheets import picture


ALIASES = {"Pasar": "Pasar Jambi"}
EVERY_PAGE = ("/", "/hasil/", "/hasil/2020-1/", "/wilayah/", "/statistik/", "/peta/", "/en/hasil/2020-1/", "/masuk/")


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Seeded once; the password it printed."""
    with django_db_blocker.unblock(), undone(), override_settings(VAR_DIR=tmp_path_factory.mktemp("var")):
        said = cli("seed_demo", "--json")
        assert (said.code, said.error) == (0, "")
        yield said.json()["password"]


@pytest.fixture(autouse=True)
def _as_seeded(demo: str) -> Iterator[None]:
    with undone():
        yield


@pytest.fixture(scope="module")
def hasil(demo: str) -> Any:
    answer = Client().get("/hasil/2020-1/hasil.json")
    assert answer.status_code == 200
    return answer.json()


def recap() -> dict[str, dict[str, int]]:
    """The real recap, by the official name of the kecamatan."""
    with fixture("recap_2020.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["no"]]
    names = [ALIASES.get(row["kecamatan"], row["kecamatan"]) for row in rows]
    return {
        name: {key: int(value) for key, value in row.items() if key not in ("no", "kecamatan")}
        for name, row in zip(names, rows, strict=True)
    }


def test_2020_has_the_real_entries_winners_and_prizes(hasil: Any) -> None:
    winners = [entry for entry in hasil["entries"] if entry["winner"]]

    assert (len(hasil["entries"]), len(winners)) == (158, 112)
    assert Counter(entry["category"] for entry in winners) == {"besar": 52, "sedang": 36, "kecil": 24}
    assert hasil["prize_total"] == sum(entry["prize"] for entry in winners) == 892_000_000
    assert hasil["simulated"] is True


def test_2020_equals_the_recap_in_every_kecamatan(hasil: Any) -> None:
    entries = Counter(entry["kecamatan"] for entry in hasil["entries"])
    won = Counter((entry["kecamatan"], entry["category"]) for entry in hasil["entries"] if entry["winner"])

    assert {name: entries[name] for name in recap()} == {name: row["rt_diusulkan"] for name, row in recap().items()}
    for name, row in recap().items():
        assert {size: won[name, size] for size in ("besar", "sedang", "kecil")} == {
            size: row[f"pemenang_{size}"] for size in ("besar", "sedang", "kecil")
        }, name


def test_the_roster_of_2020_has_the_real_number_in_every_kecamatan(demo: str) -> None:
    then = RT.objects.filter(active_from__lte=date(2020, 12, 31))
    then = then.filter(Q(active_until=None) | Q(active_until__gt=date(2020, 12, 31)))
    found = dict(then.values_list("kelurahan__kecamatan__name").annotate(n=Count("pk")).order_by())

    assert sum(found.values()) == 1635
    assert found == {name: row["jumlah_rt"] for name, row in recap().items()}
    assert then.values("kelurahan").distinct().count() == 62
    assert not then.filter(simulated=False).exists()
    assert not then.exclude(head_name__startswith="Ketua RT ").exists()


def test_accounts_of_every_role_come_in_with_the_password(demo: str) -> None:
    today = timezone.localdate()
    grants = RoleGrant.objects.filter(active_from__lte=today).filter(Q(active_until=None) | Q(active_until__gt=today))
    names = set(User.objects.values_list("username", flat=True))

    assert set(grants.values_list("role", flat=True)) == set(Role.values)
    assert names >= {"penilai1", "penilai2", "ketua1", "panitia", "pejabat", "admin", "auditor"}
    assert names >= {"operator.kenali-besar", "verifikator.alam-barajo", "pendamping.alam-barajo"}
    assert sum(name.startswith("operator.") for name in names) >= 62
    assert sum(name.startswith("verifikator.") for name in names) == 11
    assert TeamMember.objects.filter(is_lead=True, assessor__user__username="ketua1").exists()
    for name in ("operator.kenali-besar", "panitia", "penilai1", "admin"):
        assert User.objects.get(username=name).check_password(demo), name


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_says_that_data_are_simulated(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert ("simulated data" if address.startswith("/en/") else "data simulasi") in answer.content.decode().lower()


def test_every_result_is_true_and_every_edition_is_simulated(demo: str) -> None:
    published = Edition.objects.filter(results__status="published").values_list("slug", flat=True).distinct()

    assert "2020-1" in published
    assert [cli("verify_result", slug).code for slug in published] == [0] * len(published)
    assert not Edition.objects.filter(simulated=False).exists()
    assert Edition.objects.exclude(slug="2020-1").values("phase").distinct().count() >= 6


def test_sheets_of_today_are_in_every_state_between_phone_and_count(demo: str) -> None:
    now = timezone.now()
    edition = Edition.objects.get(phase="assessment")
    board = field_board(edition, now=now)

    today = totals_of(board.shown(BoardFilter(day=board.today)))
    assert (today.counted, today.on_phones, today.partly >= 2) == (1, 2, True)
    assert {(row.kind, row.count) for row in board.not_counted} == {("kept", 22), ("photo", 1)}
    assert (len(board.contested), len(board.silent)) == (1, 1)
    outside = SheetPhoto.objects.filter(distance_m__gt=100).get()
    assert (outside.received_at is not None, outside.indicator.code) == (True, "A3")


@pytest.mark.parametrize("options", [[], ["--scale", "2"], ["--seed", "7"], ["--json"]])
def test_a_used_database_is_refused(options: list[str]) -> None:
    before = picture()

    said = cli("seed_demo", *options)

    assert (said.code, bool(said.error), picture()) == (1, True, before)


def test_dump_and_load_of_a_seeded_draft_change_nothing(tmp_path: Path) -> None:
    slug = Edition.objects.get(phase="draft").slug
    dumped = cli("dump_edition", slug)
    path = tmp_path / "edisi.json"
    path.write_text(dumped.out, encoding="utf-8")
    before = picture()

    assert cli("load_edition", path).code == 0
    assert (cli("dump_edition", slug).out, picture()) == (dumped.out, before)


def test_the_tally_of_2020_is_its_result_and_one_score_changes_it(hasil: Any) -> None:
    """The closest winner loses through one changed sheet, by the same services as the pages."""
    tallied = cli("tally", "2020-1", "--json").json()
    known = tallied["entries"][0].keys()
    plain = [{key: value for key, value in entry.items() if key in known} for entry in hasil["entries"]]
    assert sorted(plain, key=lambda e: e["entry"]) == sorted(tallied["entries"], key=lambda e: e["entry"])

    Edition.objects.filter(slug="2020-1").update(phase="published")  # as it was before it was closed for good
    closest = min((e for e in tallied["entries"] if e["winner"]), key=lambda e: float(e["total"]))
    change_sheets_of(closest["entry"])

    again = cli("tally", "2020-1", "--json").json()
    changed = {e["entry"]: e for e in again["entries"]}[closest["entry"]]
    assert float(changed["total"]) < float(closest["total"])
    assert (changed["winner"], changed["prize"]) == (False, 0)
    assert again["prize_total"] == tallied["prize_total"] - closest["prize"]
    assert cli("verify_result", "2020-1").code == 1
    assert Client().get("/hasil/2020-1/hasil.json").json()["entries"] == hasil["entries"]


def change_sheets_of(entry: str) -> None:
    """One score of one sheet after the other down to 0, until the total is below the mark."""
    committee = User.objects.get(username="panitia")
    sheets = ScoreSheet.objects.filter(nomination__edition__slug="2020-1", nomination__code=entry)
    for sheet in sheets.order_by("pk"):
        reopened = reopen_sheet(sheet=sheet, reason="Keberatan", by=committee, now=timezone.now())
        submit_sheet(
            sheet=reopened,
            scores={"P7": 0},
            notes={},
            revision=reopened.revision,
            by=sheet.assessor.user,
            now=timezone.now(),
        )
        now = {e["entry"]: e for e in cli("tally", "2020-1", "--json").json()["entries"]}[entry]
        if not now["winner"]:
            return
