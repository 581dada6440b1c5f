"""Hostile files through the command, within limits shrunk by the settings: exit 2, one sentence, nothing stored."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.contract.commands import run
from tests.rt_registry.spreadsheets.hostile import HOSTILE, SMALL
from tests.sheets import picture


pytestmark = pytest.mark.usefixtures("specimen_city")


@pytest.fixture(autouse=True)
def _small_limits(settings: LazySettings) -> None:
    settings.SPREADSHEET_MAX_BYTES = 8 * 1024 * 1024
    settings.SPREADSHEET_MAX_UNPACKED_BYTES = SMALL.max_unpacked_bytes
    settings.SPREADSHEET_MEMORY_BYTES = SMALL.memory_bytes
    settings.SPREADSHEET_MAX_CELLS = SMALL.max_cells
    settings.SPREADSHEET_SECONDS = SMALL.seconds


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_the_command(tmp_path: Path, name: str) -> None:
    data, code = HOSTILE[name]
    path = tmp_path / "kiriman.xlsx"
    path.write_bytes(data)
    before = picture()

    answer = run("import_spreadsheet", "roster", path, "--json")

    report = answer.json()
    assert (answer.code, report["stored"], [problem["code"] for problem in report["problems"]]) == (2, False, [code])
    assert answer.error == report["problems"][0]["message"]
    assert answer.error.count(". ") == 0
    assert picture() == before


def test_a_file_above_the_limit_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "kiriman.csv"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)

    answer = run("import_spreadsheet", "roster", path, "--json")

    assert (answer.code, answer.json()["problems"][0]["code"]) == (2, "too_large")
