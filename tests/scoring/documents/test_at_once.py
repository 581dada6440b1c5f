"""Two officials press at the same moment, and what the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from competitions.enums import Phase
from rt_registry.enums import Role
from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import Decree, DocumentCode, DocumentIssue, Result
from scoring.services.decrees import DecreeFacts, record_decree
from scoring.services.documents import issue_document
from scoring.services.publication import approve_result, draft_result
from tests.at_once import kinds_at_once
from tests.factories import NOW, create_decree, create_edition, create_scored_nomination, create_user
from tests.scoring.documents.conftest import SITE


def _approved() -> Result:
    edition = create_edition(phase=Phase.TALLY)
    create_scored_nomination(edition=edition, value=4)
    draft = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    return approve_result(result=draft, by=create_user(role=Role.PUBLISHER), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_issue_and_enter_once():
    result = _approved()
    people = [create_user(role=Role.PUBLISHER) for _ in range(2)]
    facts = DecreeFacts("412", NOW.date(), "Jambi", "Nama", "Wali Kota Jambi")

    decrees = kinds_at_once(*(lambda by=by: record_decree(result=result, facts=facts, by=by, now=NOW) for by in people))
    issues = kinds_at_once(
        *(
            lambda by=by: issue_document(result=result, kind=DocumentKind.ANNEX, site=SITE, by=by, now=NOW)
            for by in people
        )
    )

    assert (len(set(decrees)), Decree.objects.count()) == (1, 1)
    assert (len(set(issues)), DocumentIssue.objects.count(), DocumentCode.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_the_database_itself_holds_to_one_document_of_a_kind_and_to_its_facts():
    result = _approved()
    decree = create_decree(result=result)
    by = decree.entered_by
    kept = {"result": result, "issued_by": by, "issued_at": NOW}
    DocumentIssue.objects.create(kind=DocumentKind.ANNEX, decree=decree, **kept)

    for wrong in (
        {"kind": DocumentKind.ANNEX, "decree": decree},
        {"kind": DocumentKind.HANDOVER},
        {"kind": DocumentKind.MINUTES},
        {"kind": DocumentKind.PRESS, "status": DocumentStatus.READY},
        {"kind": DocumentKind.PRESS, "withdrawn_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentIssue.objects.create(**kept, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decree.objects.create(result=result, number="9", dated=NOW.date(), signatory="X", entered_by=by, entered_at=NOW)
