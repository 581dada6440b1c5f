"""`undo_import` as a script calls it (CONTRACT 3)."""

import pytest

from competitions.models import RecapRow
from rt_registry.models import ImportBatch
from tests.contract.commands import cli
from tests.factories import create_user
from tests.undo.pictures import dump
from tests.undo.test_undo_whole import brought
from tests.undo.worlds import build


pytestmark = pytest.mark.django_db
KEYS = ["import_id", "undone", "removed", "restored", "standing", "error", "exit_code"]


def test_it_takes_an_import_back_and_says_so():
    world, clerk = build(), create_user(username="petugas")
    before = dump()
    number = brought("recap", world, first=True)

    said = cli("undo_import", number, "--reason", "salah tahun", "--by", "petugas")

    batch = ImportBatch.objects.get()
    assert (said.code, said.error, "lembar.csv" in said.out) == (0, "", True)
    assert (batch.undone_by, batch.undo_reason) == (clerk, "salah tahun")
    assert dump() == before


def test_the_document_counts_what_went_and_what_came_back():
    world = build()
    brought("recap", world, first=True)
    number = brought("recap", world, first=False)

    document = cli("undo_import", number, "--json").json()

    assert list(document) == KEYS
    assert (document["undone"], document["removed"]) == (True, {"competitions.recaprow": 1})
    assert document["restored"] == {"competitions.recap": 1, "competitions.recaprow": 1}


def test_what_stands_on_it_is_one_and_an_unknown_number_two():
    number = brought("recap", build(), first=True)
    RecapRow.objects.update(nominated=9)

    held, twice = cli("undo_import", number), cli("undo_import", number, "--json")
    unknown, huge = cli("undo_import", number + 1, "--json"), cli("undo_import", 10**30)
    wrong = cli("undo_import", "satu", "--json")

    assert (held.code, held.out, held.error.count("\n")) == (1, "", 1)
    assert "Pasar Jambi" in held.error
    assert (twice.code, list(twice.json()), twice.json()["standing"]["count"]) == (1, KEYS, 2)
    assert (unknown.code, unknown.json()["undone"], huge.code, wrong.code) == (2, False, 2, 2)
    assert list(wrong.json()) == KEYS


def test_a_second_time_is_refused():
    number = brought("recap", build(), first=True)

    first, second = cli("undo_import", number), cli("undo_import", number, "--json")

    assert (first.code, second.code, second.json()["undone"]) == (0, 1, False)
