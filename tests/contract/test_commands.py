"""CONTRACT 3, sentence by sentence, for every command but the import report (test_import_report.py)."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from bantar.trace.models import TraceEntry
from bantar.web.commands import PlainCommand
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition
from rt_registry.models import RT, Kelurahan, RegionBoundary
from rt_registry.services.reference import fixture
from scoring.models import Indicator, RuleBook
from tests.contract.commands import cli
from tests.factories import create_nomination, create_rt, create_user
from tests.sheets import picture


pytestmark = pytest.mark.usefixtures("reference")

OURS = {
    "load_reference": [],
    "seed_demo": [],
    "load_edition": ["FILE"],
    "dump_edition": ["SLUG"],
    "set_phase": ["SLUG", "nomination"],
    "import_spreadsheet": ["roster", "FILE"],
    "undo_import": ["1"],
    "tally": ["SLUG"],
    "draft_result": ["SLUG"],
    "approve_result": ["SLUG"],
    "publish_result": ["SLUG"],
    "verify_result": ["SLUG"],
    "watch_results": [],
    "seal_results": [],
    "render_published": [],
    "export_edition": ["SLUG", "/dev/null/nowhere"],
}
OF_AN_EDITION = [name for name, words in OURS.items() if words[:1] == ["SLUG"]]
CHANGING = ["load_reference", "load_edition", "set_phase", "import_spreadsheet", "undo_import", "draft_result"]

SAMPLE: dict[str, Any] = {
    "slug": "2026-1",
    "year": 2026,
    "period": 1,
    "name": "Kampung BANTAR 2026 Periode I",
    "scale_max": 4,
    "categories": [
        {"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 5000000},
        {"code": "sedang", "min_kk": 60, "max_kk": 99, "prize": 7000000},
        {"code": "besar", "min_kk": 100, "max_kk": None, "prize": 10000000},
    ],
    "aspect_weights": {"bersih": 1, "aman": 1, "pintar": 1},
    "indicator_weights": {"B1": 1},
    "aggregation": "mean",
    "quorum": 3,
    "pass_mark": "75.00",
    "aspect_floor": "60.00",
    "mode": "threshold",
    "top_n": None,
    "best_in_city_prize": 0,
    "budget": 1000000000,
    "calendar": {
        "nomination": ["2026-05-01", "2026-05-31"],
        "verification": ["2026-06-01", "2026-06-14"],
        "assessment": ["2026-07-01", "2026-08-05"],
        "objection": ["2026-08-10", "2026-08-16"],
    },
}
"""The example of CONTRACT 4."""


def write(folder: Path, data: object, name: str = "edisi.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def one_sentence(text: str) -> bool:
    line = text.removesuffix("\n")
    return bool(line) and "\n" not in line and "Traceback" not in line and "Error:" not in line


def test_every_command_of_ours_is_walked_here() -> None:
    apps = ("bantar", "rt_registry", "competitions", "scoring")
    found = {name for name, app in get_commands().items() if str(app).startswith(apps)}

    assert found == OURS.keys()
    assert all(isinstance(load_command_class("scoring", name), PlainCommand) for name in found)


@pytest.mark.parametrize("name", OURS)
def test_every_command_has_help(name: str) -> None:
    said = cli(name, "--help")

    assert (said.code, said.error) == (0, "")
    assert said.out.startswith(f"usage: manage.py {name}")


@pytest.mark.parametrize("name", OURS)
def test_wrong_use_ends_with_2_and_one_sentence(name: str) -> None:
    for words in (["--apa-ini"], ["a", "b", "c", "d"]):
        plain, document = cli(name, *words), cli(name, *words, "--json")

        assert (plain.code, plain.out) == (2, "")
        assert one_sentence(plain.error)
        assert (document.code, one_sentence(document.error)) == (2, True)
        assert isinstance(document.json(), dict)


@pytest.mark.parametrize("name", [name for name, words in OURS.items() if words])
def test_a_missing_argument_is_named(name: str) -> None:
    said = cli(name, "--json")

    assert said.code == 2
    assert said.json()
    assert one_sentence(said.error)


@pytest.mark.parametrize("slug", ["tiada", "2031-1", "../..", "a" * 5000, "' OR 1=1 --", "\udcff", "２０２６"])
@pytest.mark.parametrize("name", OF_AN_EDITION)
def test_an_unknown_edition_ends_with_2(name: str, slug: str) -> None:
    words = [slug if word == "SLUG" else word for word in OURS[name]]

    plain, document = cli(name, *words), cli(name, *words, "--json")

    assert (plain.code, plain.out, one_sentence(plain.error)) == (2, "", True)
    assert (document.code, document.json()["exit_code"], document.error) == (2, 2, plain.error)


@pytest.mark.parametrize("who", ["siapa", "", "a" * 5000, "\udcff"])
@pytest.mark.parametrize("name", [*CHANGING, "approve_result", "publish_result"])
def test_an_unknown_account_ends_with_2_and_changes_nothing(name: str, who: str, tmp_path: Path) -> None:
    words = [str(write(tmp_path, SAMPLE)) if word == "FILE" else word for word in OURS[name]]
    before = picture()

    said = cli(name, *words, "--by", who, "--json")

    assert (said.code, one_sentence(said.error)) == (2, True)
    assert said.json()
    assert picture() == before


def test_a_switched_off_account_acts_no_more() -> None:
    user = create_user(username="panitia")
    user.is_active = False
    user.save()

    assert cli("load_reference", "--by", "panitia").code == 2


def test_reference_data_is_complete_and_loading_it_again_changes_nothing() -> None:
    before = picture()

    said = cli("load_reference", "--json")

    assert (said.code, said.json()) == (0, {"kecamatan": 11, "kelurahan": 68, "indicators": 21})
    assert picture() == before
    assert RegionBoundary.objects.count() >= 11
    assert [i.code for i in Indicator.objects.order_by("order")][:8] == ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "A1"]


# Recaps


@pytest.mark.parametrize(("name", "rows"), [("recap_2015_2016.csv", 11), ("recap_2020.csv", 11)])
def test_the_real_recaps_are_already_stored(name: str, rows: int) -> None:
    before = picture()

    said = cli("import_spreadsheet", "recap", fixture(name), "--json")

    report = said.json()
    assert (said.code, said.error, report["problems"]) == (0, "", [])
    assert report["rows"] == {"read": rows, "new": 0, "changed": 0, "unchanged": rows, "skipped": 0}
    assert picture() == before


@pytest.mark.parametrize("name", ["recap_2015_2016.csv", "recap_2020.csv"])
def test_a_wrong_printed_total_is_a_decision(name: str, tmp_path: Path) -> None:
    """The total row comes with one figure more than its column adds up to."""
    lines = fixture(name).read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    cells[-1] = str(int(cells[-1]) + 1)
    path = tmp_path / name
    path.write_text("\n".join([*lines[:-1], ",".join(cells)]), encoding="utf-8")

    asked = cli("import_spreadsheet", "recap", path, "--json")
    suggested = cli("import_spreadsheet", "recap", path, "--accept-suggestions", "--json")
    taken = cli("import_spreadsheet", "recap", path, "--acknowledge", "Salah cetak", "--json")

    [problem] = asked.json()["problems"]
    assert (problem["severity"], problem["code"]) == ("decision", "sum_mismatch")
    assert int(problem["printed"]) == int(problem["computed"]) + 1 == int(cells[-1])
    assert (asked.code, suggested.code, taken.code) == (1, 1, 0)
    assert [said.json()["stored"] for said in (asked, suggested, taken)] == [False, False, True]


# The edition file


def test_the_example_of_the_contract_comes_back_as_it_went_in(tmp_path: Path) -> None:
    loaded = cli("load_edition", write(tmp_path, SAMPLE), "--json")
    dumped = cli("dump_edition", "2026-1")
    before = picture()
    again = cli("load_edition", write(tmp_path, dumped.json(), "lagi.json"), "--json")

    assert (loaded.code, loaded.json()["outcome"]) == (0, "created")
    assert (again.code, again.json()["outcome"]) == (0, "unchanged")
    assert dumped.json() == cli("dump_edition", "2026-1", "--json").json() == SAMPLE
    assert picture() == before
    trace = TraceEntry.objects.get(act="edition.created")
    assert (trace.actor, trace.actor_label) == (None, "command line")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scale_max": 100, "aggregation": "trimmed", "quorum": 5, "mode": "top_n", "top_n": 3},
        {"levels": {str(n): f"tingkat {n}" for n in range(5)}, "quota_per_kelurahan": 2},
        {"required_documents": ["photo"], "best_in_city_prize": 15_000_000, "budget": None},
        {"indicator_weights": {}},
        {"indicator_weights": {"B1": 3, "A1": 1, "P7": 0}, "aspect_weights": {"bersih": 2, "aman": 0, "pintar": 1}},
        {"pass_mark": 75, "aspect_floor": 60.5},
        {"calendar": {}},
        {"slug": "uji-coba", "year": 2031, "period": 2},
    ],
)
def test_dump_and_load_change_nothing(changes: dict[str, Any], tmp_path: Path) -> None:
    data = {**deepcopy(SAMPLE), **changes}
    assert cli("load_edition", write(tmp_path, data)).code == 0

    first = cli("dump_edition", data["slug"])
    before = picture()
    path = tmp_path / "dump.json"
    path.write_text(first.out, encoding="utf-8")
    again = cli("load_edition", path, "--json")

    assert (again.code, again.json()["outcome"]) == (0, "unchanged")
    assert cli("dump_edition", data["slug"]).out == first.out
    assert picture() == before


def test_an_update_after_the_draft_is_refused(tmp_path: Path) -> None:
    assert cli("load_edition", write(tmp_path, SAMPLE)).code == 0
    assert cli("load_edition", write(tmp_path, {**SAMPLE, "quorum": 4}), "--json").json()["outcome"] == "changed"
    assert cli("set_phase", "2026-1", "nomination").code == 0

    said = cli("load_edition", write(tmp_path, {**SAMPLE, "quorum": 5}), "--json")

    assert (said.code, said.json()["exit_code"], one_sentence(said.error)) == (1, 1, True)
    assert RuleBook.objects.get().quorum == 4


@pytest.mark.parametrize("slug", ["a\x00b", "\ud800", "A B", "x" * 10_000, 7, None, [], {"a": 1}, True])
def test_a_slug_that_is_none_ends_with_2(slug: object, tmp_path: Path) -> None:
    said = cli("load_edition", write(tmp_path, {**SAMPLE, "slug": slug}), "--json")

    assert (said.code, one_sentence(said.error)) == (2, True)
    assert said.json()["problems"]
    assert not Edition.objects.exists()


# Phases


def test_phases_move_step_by_step_with_the_pages_conditions(tmp_path: Path) -> None:
    clerk = create_user(username="panitia")
    cli("load_edition", write(tmp_path, SAMPLE))
    edition = Edition.objects.get()

    skipped = cli("set_phase", "2026-1", "assessment", "--json")
    opened = cli("set_phase", "2026-1", "nomination", "--by", "panitia", "--json")
    back = cli("set_phase", "2026-1", "draft", "--json")
    excused = cli("set_phase", "2026-1", "draft", "--reason", "Terlalu dini", "--json")

    assert (skipped.code, skipped.json()["exit_code"], one_sentence(skipped.error)) == (1, 1, True)
    assert (opened.code, opened.json()["phase"]) == (0, "nomination")
    assert (back.code, excused.code) == (1, 0)
    moved = TraceEntry.objects.filter(act="edition.phase_moved").order_by("pk")
    assert [(entry.actor, entry.reason) for entry in moved] == [(clerk, ""), (None, "Terlalu dini")]
    assert [cli("set_phase", "2026-1", phase).code for phase in ("nomination", "verification")] == [0, 0]
    assert cli("set_phase", "2026-1", "assessment").code == 1  # nothing is verified
    create_nomination(edition=edition, rts=[create_rt(kelurahan=Kelurahan.objects.all()[0])])
    assert cli("set_phase", "2026-1", "assessment").code == 0
    assert cli("set_phase", "2026-1", "published").code == 1


@pytest.mark.parametrize("phase", ["penilaian", "", "DRAFT", "\udcff"])
def test_an_unknown_phase_ends_with_2(phase: str, tmp_path: Path) -> None:
    cli("load_edition", write(tmp_path, SAMPLE))

    said = cli("set_phase", "2026-1", phase, "--json")

    assert (said.code, said.json()["exit_code"], one_sentence(said.error)) == (2, 2, True)


# The tally


@pytest.mark.parametrize("phase", Phase)
def test_the_tally_answers_in_every_phase_and_stores_nothing(phase: str, tmp_path: Path) -> None:
    cli("load_edition", write(tmp_path, SAMPLE))
    edition = Edition.objects.get()
    create_nomination(edition=edition, rts=[create_rt(kelurahan=Kelurahan.objects.all()[0], number=17)])
    carried_out = create_rt(kelurahan=Kelurahan.objects.all()[0], number=3)
    create_nomination(edition=edition, rts=[carried_out], status=NominationStatus.CARRIED_OUT)
    Edition.objects.update(phase=phase)
    before = picture()

    said = cli("tally", "2026-1", "--json")

    document = said.json()
    assert (said.code, said.error, picture()) == (0, "", before)
    assert list(document) == ["edition", "entries", "prize_total", "blockers"]
    assert {blocker["code"] for blocker in document["blockers"]} == {"unvisited", "quorum"}
    assert all(set(blocker) == {"code", "entry", "message"} for blocker in document["blockers"])
    assert {(e["passed"], e["failed_test"], e["winner"], e["prize"]) for e in document["entries"]} == {
        (False, "quorum", False, 0)
    }
    assert {e[key] for e in document["entries"] for key in ("total", "rank", "decided_by")} == {None}
    assert cli("tally", "2026-1").out.strip()


def test_an_archive_has_no_tally(tmp_path: Path) -> None:
    create_rt(kelurahan=Kelurahan.objects.get(code="15.71.01.1001"), number=5)
    path = tmp_path / "pemenang.csv"
    path.write_text("tahun,periode,kode_kelurahan,rt\n2018,1,15.71.01.1001,5\n")
    assert cli("import_spreadsheet", "winners", path).code == 0
    archive = Edition.objects.get(is_archive=True)

    for name in OF_AN_EDITION:
        said = cli(name, *[archive.slug if word == "SLUG" else word for word in OURS[name]], "--json")
        assert said.code in (1, 2)
        assert one_sentence(said.error)
        assert said.json()["exit_code"] == said.code
    assert RT.objects.count() == 1
