"""A file of scores meets sheets that phones hold too: nothing is overwritten unseen, nothing contested is counted."""

import pytest

from competitions.enums import Phase
from rt_registry.enums import Role
from rt_registry.models import ImportBatch
from scoring.enums import MessageOutcome
from scoring.models import FieldMessage, Score
from scoring.refusals import SheetContested
from scoring.services.imported_sheets import ImportedSheet, Scorer, store_imported_sheets
from scoring.services.sheets import reopen_sheet
from scoring.sheets import CODES
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_team,
    create_user,
)
from tests.scoring.field.phone import Phone, sheet_of, values_of
from tests.sheets import SCORES_HEADER, codes, run, score_row


pytestmark = pytest.mark.django_db


@pytest.fixture
def kelurahan():
    return create_kelurahan()


@pytest.fixture
def entry(kelurahan):
    edition = create_edition(slug="uji", phase=Phase.ASSESSMENT)
    return create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=1)])


@pytest.fixture
def assessor(entry):
    found = create_assessor(name="Siti Aminah", user=create_user(username="penilai1", role=Role.ASSESSOR))
    create_assignment(nomination=entry, team=create_team(edition=entry.edition, assessors=[found]))
    return found


def imported(kelurahan, **scores):
    return run("scores", SCORES_HEADER, score_row(kelurahan, "001", "penilai1", 3, **scores), edition="uji")


def reopened(entry, assessor):
    reopen_sheet(sheet=sheet_of(entry, assessor), reason="Salah ketik", by=None, now=NOW)


def test_a_phone_that_never_saw_the_imported_score_does_not_overwrite_it(kelurahan, entry, assessor):
    imported(kelurahan, B1=4)
    reopened(entry, assessor)
    phone = Phone.of(assessor)

    outcomes = phone.outcomes(phone.line(entry.pk, "B1", 1))

    assert outcomes == ["conflict"]
    assert values_of(entry, assessor)["B1"] == 4


def test_a_phone_that_saw_the_draft_does_not_overwrite_what_the_file_made_of_it(kelurahan, entry, assessor):
    phone = Phone.of(assessor)
    phone.send(phone.line(entry.pk, "B1", 1))
    phone.outbox.clear()
    imported(kelurahan, B1=4)
    reopened(entry, assessor)

    outcomes = phone.outcomes(phone.line(entry.pk, "B1", 2, base=1))

    assert outcomes == ["conflict"]
    assert values_of(entry, assessor)["B1"] == 4
    assert Score.objects.get(sheet=sheet_of(entry, assessor), indicator__code="B1").device is None


def test_a_sheet_on_which_phones_differ_is_not_handed_in_by_a_file(kelurahan, entry, assessor):
    one, two = Phone.of(assessor), Phone.of(assessor)
    one.send(one.line(entry.pk, "B1", 1))
    assert two.outcomes(two.line(entry.pk, "B1", 4)) == ["conflict"]

    report = imported(kelurahan, B1=1)

    assert codes(report) == ["contested"]
    assert not sheet_of(entry, assessor).is_submitted
    assert FieldMessage.objects.filter(outcome=MessageOutcome.CONFLICT, settled_at=None).exists()
    assert set(values_of(entry, assessor)) == {"B1"} < set(CODES)


def test_phones_that_begin_to_differ_while_a_file_is_stored_stop_it(kelurahan, entry, assessor):
    one, two = Phone.of(assessor), Phone.of(assessor)
    one.send(one.line(entry.pk, "B1", 1))
    draft = sheet_of(entry, assessor)
    row = ImportedSheet(2, entry, Scorer("Siti Aminah", assessor), dict.fromkeys(CODES, 3), draft)
    two.send(two.line(entry.pk, "B1", 4))

    with pytest.raises(SheetContested):
        store_imported_sheets(edition=entry.edition, sheets=[row], by=None, now=NOW, batch=ImportBatch())

    assert not sheet_of(entry, assessor).is_submitted
