"""Every specimen through the command: exit code, rows, problems and what is stored are what a person would expect.

Brought a second time it changes nothing.
"""

from pathlib import Path
from typing import Any

import pytest

from rt_registry.models import ImportBatch
from tests.contract.commands import Said, run
from tests.sheets import picture
from tests.specimens.city import stored
from tests.specimens.folder import BY_NAME, SPECIMENS
from tests.specimens.model import Specimen


pytestmark = pytest.mark.usefixtures("specimen_city")


def bring(specimen: Specimen, folder: Path, *more: str) -> Said:
    path = folder / specimen.file
    path.write_bytes(specimen.data())
    return run("import_spreadsheet", specimen.kind, path, *specimen.options, *more, "--json")


def said(report: dict[str, Any]) -> tuple[str, ...]:
    found = (f"{p['severity']} {p['code']} {p['cell'] or ''}".strip() for p in report["problems"])
    return tuple(sorted(found))


def rows(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report["rows"][name] for name in ("new", "changed", "unchanged", "skipped"))


@pytest.mark.parametrize("name", BY_NAME)
def test_a_specimen_is_imported_as_a_person_would_expect(tmp_path: Path, name: str) -> None:
    specimen = BY_NAME[name]
    if specimen.after:
        assert bring(BY_NAME[specimen.after], tmp_path).code == 0
    before, kept = picture(), stored(specimen.kind)

    answer = bring(specimen, tmp_path)
    report = answer.json()

    assert (answer.code, said(report), rows(report)) == (
        specimen.code,
        tuple(sorted(specimen.problems)),
        specimen.rows,
    )
    if specimen.code:
        assert (report["stored"], picture(), stored(specimen.kind)) == (False, before, kept)
        return
    assert specimen.stored.items() <= stored(specimen.kind).items()
    batches = ImportBatch.objects.count()

    again = bring(specimen, tmp_path, "--accept-suggestions").json()

    assert (again["stored"], rows(again)) == (True, (0, 0, report["rows"]["read"], 0))
    assert ImportBatch.objects.count() == batches


def test_there_are_specimens_enough_and_each_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(SPECIMENS) >= 45
    assert {specimen.kind for specimen in SPECIMENS} == {"roster", "recap", "nominations", "winners", "scores"}
