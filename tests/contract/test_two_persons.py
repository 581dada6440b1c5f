"""From an edition file to a published and verified result, by commands on a fresh database (CONTRACT 3, 6)."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Award, Edition, Nomination
from rt_registry.enums import Role
from rt_registry.services.accounts import create_account
from scoring.models import Result, ResultEntry, RuleBook, Score, ScoreSheet
from tests.contract.commands import Said, cli
from tests.contract.conftest import undone
from tests.contract.random_editions import CODES, as_csv, as_xlsx
from tests.contract.test_commands import SAMPLE, one_sentence, write
from tests.sheets import picture


SIPIN, PAAL_LIMA = "15.71.01.1001", "15.71.07.1004"
HASIL_KEYS = ["edition", "version", "digest", "published_at", "simulated", "rules", "entries", "prize_total"]
PEOPLE = {"panitia": Role.COMMITTEE, "pejabat": Role.PUBLISHER, "pengawas": Role.AUDITOR}


def add_people() -> None:
    """As an administrator does."""
    for name, role in PEOPLE.items():
        create_account(username=name, display_name=name.title(), role=role, by=None, now=timezone.now())


def sheets() -> dict[str, list[list[object]]]:
    """Three entries, one of them joined: two win, one fails on Aman."""
    roster = [["kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun"]]
    roster += [[SIPIN, 11, "Ani", 40, 2026], [SIPIN, 12, "Budi", 70, 2026]]
    roster += [[PAAL_LIMA, 7, "Cici", 80, 2026], [PAAL_LIMA, 8, "Dedi", 45, 2026]]
    nominations = [["kode_kelurahan", "rt", "jumlah_kk", "jalur"]]
    nominations += [[SIPIN, "011+012", None, None], [PAAL_LIMA, "007", 80, "reguler"], [PAAL_LIMA, 8, 45, "reguler"]]
    scores: list[list[object]] = [["kode_kelurahan", "rt", "penilai", *CODES]]
    for person in ("Siti", "Tono", "Umar"):
        scores.append([SIPIN, "011+012", person, *[4] * 21])
        scores.append([PAAL_LIMA, 7, person, *[3] * 20, 4])
        scores.append([PAAL_LIMA, 8, person, *[4] * 7, *[2] * 7, *[4] * 7])
    return {"roster": roster, "nominations": nominations, "scores": scores}


def import_all(folder: Path, *kinds: str) -> None:
    for kind in kinds:
        path = folder / f"{kind}.xlsx"
        path.write_bytes(as_xlsx(sheets()[kind]))
        options = [] if kind == "roster" else ["--edition", "2026-1"]
        assert cli("import_spreadsheet", kind, path, *options).code == 0


@pytest.fixture(scope="module")
def sheets_in(city: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("lembar")
    with undone():
        add_people()
        assert cli("load_edition", write(folder, deepcopy(SAMPLE))).code == 0
        import_all(folder, "roster", "nominations", "scores")
        yield


@pytest.fixture
def imported(sheets_in: None) -> Iterator[None]:
    with undone():
        yield


@pytest.fixture
def published(imported: None) -> Result:
    for name, who in (("draft", "panitia"), ("approve", "pejabat"), ("publish", "pejabat")):
        assert cli(f"{name}_result", "2026-1", "--by", who).code == 0
    return Result.objects.get()


def test_the_whole_path(imported: None, tmp_path: Path, client: Client) -> None:
    edition = Edition.objects.get()
    tally = cli("tally", "2026-1", "--json").json()
    assert (edition.phase, tally["blockers"], tally["prize_total"]) == (Phase.ASSESSMENT, [], 17_000_000)

    nobody = cli("draft_result", "2026-1", "--json")
    auditor = cli("draft_result", "2026-1", "--by", "pengawas", "--json")
    publisher = cli("draft_result", "2026-1", "--by", "pejabat", "--json")
    drafted = cli("draft_result", "2026-1", "--by", "panitia", "--json")
    assert [said.code for said in (nobody, auditor, publisher, drafted)] == [2, 1, 1, 0]
    assert all(one_sentence(said.error) for said in (nobody, auditor, publisher))

    second = cli("draft_result", "2026-1", "--by", "panitia", "--json")
    early = cli("publish_result", "2026-1", "--by", "pejabat", "--json")
    same_person = cli("approve_result", "2026-1", "--by", "panitia", "--json")
    assert [said.code for said in (second, early, same_person)] == [1, 1, 1]
    assert client.get("/hasil/2026-1/hasil.json").status_code == 404

    approved = cli("approve_result", "2026-1", "--by", "pejabat", "--json")
    committee = cli("publish_result", "2026-1", "--by", "panitia", "--json")
    done = cli("publish_result", "2026-1", "--by", "pejabat", "--json")
    assert [said.code for said in (approved, committee, done)] == [0, 1, 0]
    assert drafted.json()["digest"] == approved.json()["digest"] == done.json()["digest"]
    assert (done.json()["version"], done.json()["winners"], done.json()["prize_total"]) == (1, 2, 17_000_000)
    assert [cli(f"{act}_result", "2026-1", "--by", "pejabat").code for act in ("approve", "publish")] == [1, 1]

    verified = cli("verify_result", "2026-1", "--json")
    assert (verified.code, verified.error, verified.json()["differences"]) == (0, "", [])
    assert cli("verify_result", "2026-1", "--version", 1).code == 0
    check_hasil_json(client, tally, done)
    acts = ["result.drafted", "result.approved", "result.published"]
    traced = TraceEntry.objects.filter(act__in=acts).order_by("pk").values_list("act", "actor__username")
    assert list(traced) == list(zip(acts, ["panitia", "pejabat", "pejabat"], strict=True))


def check_hasil_json(client: Client, tally: dict[str, Any], done: Said) -> None:
    """The published file says what the tally said, and where each entry is."""
    answer = client.get("/hasil/2026-1/hasil.json")
    document = answer.json()
    assert (answer.status_code, [key for key in document if key in HASIL_KEYS]) == (200, HASIL_KEYS)
    assert (document["edition"], document["version"], document["simulated"]) == ("2026-1", 1, False)
    assert (document["digest"], document["prize_total"]) == (done.json()["digest"], tally["prize_total"])
    known = tally["entries"][0].keys()
    plain = [{key: value for key, value in entry.items() if key in known} for entry in document["entries"]]
    assert sorted(plain, key=lambda e: e["entry"]) == sorted(tally["entries"], key=lambda e: e["entry"])
    [joined] = [entry for entry in document["entries"] if "+" in entry["entry"]]
    assert (joined["entry"], joined["kk"], joined["category"]) == (f"{SIPIN}/011+012", 110, "besar")
    assert (joined["kecamatan"], joined["kelurahan"]) == ("Telanaipura", "Simpang IV Sipin")
    assert joined["label"] == "RT 11+12 Simpang IV Sipin"
    for key in ("scale_max", "categories", "quorum", "pass_mark", "aspect_floor", "aggregation", "mode", "budget"):
        assert document["rules"][key] == SAMPLE[key]


def test_the_phase_may_be_moved_by_hand_first(imported: None) -> None:
    assert cli("set_phase", "2026-1", "tally").code == 0
    assert cli("draft_result", "2026-1", "--by", "panitia").code == 0


def test_blockers_keep_a_result_from_being_drafted(imported: None) -> None:
    one = ScoreSheet.objects.filter(nomination__code=f"{PAAL_LIMA}/007")[0]
    ScoreSheet.objects.filter(pk=one.pk).update(status="draft", submitted_at=None)

    tally, drafted = cli("tally", "2026-1", "--json"), cli("draft_result", "2026-1", "--by", "panitia", "--json")

    assert (tally.code, [blocker["code"] for blocker in tally.json()["blockers"]]) == (0, ["quorum"])
    assert (drafted.code, one_sentence(drafted.error), Result.objects.exists()) == (1, True, False)


def test_a_draft_whose_inputs_changed_is_not_approved(imported: None) -> None:
    cli("draft_result", "2026-1", "--by", "panitia")
    score = Score.objects.filter(indicator__code="P7")[0]
    Score.objects.filter(pk=score.pk).update(value=0)

    said = cli("approve_result", "2026-1", "--by", "pejabat", "--json")

    assert (said.code, said.json()["exit_code"]) == (1, 1)


def test_a_person_of_both_roles_never_approves_their_own(imported: None) -> None:
    user = User.objects.get(username="panitia")
    user.role_grants.create(role=Role.PUBLISHER, active_from="2020-01-01")

    cli("draft_result", "2026-1", "--by", "panitia")

    assert cli("approve_result", "2026-1", "--by", "panitia").code == 1
    assert cli("approve_result", "2026-1", "--by", "pejabat").code == 0
    assert cli("publish_result", "2026-1", "--by", "panitia").code == 1


@pytest.mark.parametrize("kind", ["nominations", "scores", "winners"])
def test_after_publication_every_import_is_refused(published: Result, kind: str, tmp_path: Path) -> None:
    rows = {**sheets(), "winners": [["tahun", "periode", "kode_kelurahan", "rt"], [2026, 1, PAAL_LIMA, 7]]}[kind]
    path = tmp_path / "lagi.csv"
    path.write_bytes(as_csv(rows))
    before = picture()

    for options in (["--edition", "2026-1"], [] if kind == "winners" else ["--edition", "2026-1", "--dry-run"]):
        said = cli("import_spreadsheet", kind, path, *options, "--json")
        assert (said.code, {p["code"] for p in said.json()["problems"]}) == (1, {"published"})
    assert picture() == before


# One figure changed behind the portal's back


def _entry(**changes: object) -> Callable[[Result], None]:
    return lambda result: _changed(ResultEntry.objects.filter(result=result, category="besar").update(**changes))


def _changed(rows: int) -> None:
    assert rows > 0


def _rules(result: Result) -> None:
    Result.objects.filter(pk=result.pk).update(rules={**result.rules, "pass_mark": "60.00"})


def _inputs(result: Result) -> None:
    inputs = deepcopy(result.inputs)
    inputs["entries"][0]["values"][0][0] = 0
    Result.objects.filter(pk=result.pk).update(inputs=inputs)


def _kk_of_the_inputs(result: Result) -> None:
    inputs = deepcopy(result.inputs)
    inputs["entries"][0]["kk"] += 1
    Result.objects.filter(pk=result.pk).update(inputs=inputs)


def _score(result: Result) -> None:
    score = Score.objects.filter(sheet__nomination__code=f"{PAAL_LIMA}/007", indicator__code="B3")[0]
    Score.objects.filter(pk=score.pk).update(value=4)


def _of_result(**changes: object) -> Callable[[Result], None]:
    return lambda result: _changed(Result.objects.filter(pk=result.pk).update(**changes))


TAMPERING: dict[str, tuple[Callable[[Result], None], str]] = {
    "total": (_entry(total=Decimal("99.99")), "total"),
    "bersih": (_entry(bersih=Decimal("99.99")), "bersih"),
    "rank": (_entry(rank=2), "rank"),
    "decided_by": (_entry(decided_by="shared"), "decided_by"),
    "prize of an entry": (_entry(prize=1), "prize"),
    "kk": (_entry(kk=111), "kk"),
    "best in city": (_entry(best_in_city=True), "best_in_city"),
    "rules": (_rules, "digest"),
    "inputs": (_inputs, "B1"),
    "kk of the inputs": (_kk_of_the_inputs, "kk"),
    "score": (_score, "scores.B3"),
    "live kk": (lambda result: _changed(Nomination.objects.filter(kk=45).update(kk=46)), "live.kk"),
    "live rule": (lambda result: _changed(RuleBook.objects.update(quorum=2)), "quorum"),
    "award": (lambda result: _changed(Award.objects.filter(prize=7_000_000).update(prize=1)), "award.prize"),
    "prize_total": (_of_result(prize_total=1), "prize_total"),
    "digest": (_of_result(digest="0" * 64), "digest"),
    "version": (_of_result(version=3, reason="x"), "version"),
    "simulated": (_of_result(simulated=True), "simulated"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_one_changed_figure_is_named(published: Result, name: str) -> None:
    tamper, field = TAMPERING[name]
    tamper(published)

    plain, document = cli("verify_result", "2026-1"), cli("verify_result", "2026-1", "--json")

    assert (plain.code, document.code, one_sentence(document.error)) == (1, 1, True)
    assert field in plain.out
    found = document.json()["differences"]
    assert any(field in difference["field"] for difference in found), found
    assert all(set(d) == {"entry", "field", "stored", "recomputed", "message"} for d in found)


@pytest.mark.parametrize("version", [2, 0, -1, 10**9, 10**30])
def test_a_version_that_is_not_there_is_said(published: Result, version: int) -> None:
    said = cli("verify_result", "2026-1", "--version", version, "--json")

    assert (said.code, said.json()["exit_code"], one_sentence(said.error)) == (1, 1, True)


def test_a_correction_is_a_second_version_and_the_first_stays_true(published: Result, client: Client) -> None:
    sheet = ScoreSheet.objects.filter(nomination__code=f"{PAAL_LIMA}/007")[0]
    without_reason = cli("draft_result", "2026-1", "--by", "panitia")
    unchanged = cli("draft_result", "2026-1", "--by", "panitia", "--reason", "Keberatan")
    Score.objects.filter(sheet=sheet, indicator__code="B1").update(value=4)

    corrected = cli("draft_result", "2026-1", "--by", "panitia", "--reason", "Salah ketik", "--json")
    assert [said.code for said in (without_reason, unchanged, corrected)] == [1, 1, 0]
    assert [cli(f"{act}_result", "2026-1", "--by", "pejabat").code for act in ("approve", "publish")] == [0, 0]

    assert [cli("verify_result", "2026-1", "--version", n).code for n in (1, 2)] == [0, 0]
    assert client.get("/hasil/2026-1/hasil.json").json()["version"] == 2
    assert client.get("/hasil/2026-1/hasil.json?versi=1").json()["version"] == 1
