"""Two people at the same moment: one takes the import back, or builds on it; never half of both."""

from datetime import date

import pytest
from django.db import IntegrityError

from rt_registry.models import RT, HouseholdCount, ImportBatch
from rt_registry.services.import_undo import AlreadyUndone, StandsOnImport, Undone, undo_import
from tests.at_once import kinds_at_once
from tests.factories import NOW
from tests.sheets import counts, run
from tests.undo.test_undo_whole import brought
from tests.undo.worlds import build, rows_of


pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_take_it_back_do_it_once():
    number = brought("roster", build(), first=True)

    answers = kinds_at_once(*[lambda: type(undo_import(batch_id=number, by=None, now=NOW))] * 2)

    assert sorted(map(str, answers)) == sorted(map(str, [Undone, AlreadyUndone]))
    assert not RT.objects.filter(number=9).exists()


def test_the_same_file_again_comes_before_or_after_an_undo():
    world = build()
    number = brought("recap", world, first=True)
    rows = rows_of("recap", world, True)

    answers = kinds_at_once(
        lambda: type(undo_import(batch_id=number, by=None, now=NOW)),
        lambda: counts(run("recap", *rows)),
    )

    assert set(map(str, answers)) <= {str(Undone), str((0, 0, 2, 0)), str((2, 0, 0, 0))}
    assert len(answers) == 2
    assert ImportBatch.objects.filter(undone_at=None).count() == ((2, 0, 0, 0) in answers)


def test_what_is_built_on_it_meanwhile_keeps_it_or_is_refused():
    number = brought("roster", build(), first=True)
    rt = RT.objects.get(number=9)

    def build_on_it() -> str:
        try:
            HouseholdCount.objects.create(rt=rt, counted_on=date(2026, 6, 1), kk=50, recorded_at=NOW)
        except IntegrityError:
            return "refused"
        return "built"

    answers = kinds_at_once(lambda: type(undo_import(batch_id=number, by=None, now=NOW)), build_on_it)

    assert set(map(str, answers)) in ({str(StandsOnImport), "built"}, {str(Undone), "refused"})
    assert RT.objects.filter(pk=rt.pk).exists() == ("built" in answers)
