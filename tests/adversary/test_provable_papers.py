"""A document that everybody may read is withdrawn while the pages of the publication wait: nobody is served it."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings

from competitions.enums import Phase
from rt_registry.enums import Role
from scoring import jobs
from scoring.enums import DocumentKind
from scoring.models import RenderedPage, Rendering, Result
from scoring.services.documents import issue_document, withdraw_document
from scoring.services.publication import approve_result, draft_result, prepare_publication, publish_result
from tests.factories import NOW, create_decree, create_edition, create_scored_nomination, create_user


pytestmark = pytest.mark.django_db


def test_a_document_withdrawn_after_the_pages_were_made_is_not_among_those_served(settings: LazySettings) -> None:
    settings.SERVED_PAGES = "scoring.selectors.served.PublishedPages"
    edition = create_edition(phase=Phase.ASSESSMENT)
    create_scored_nomination(edition=edition, value=4, kk=80)
    publisher = create_user(role=Role.PUBLISHER)
    draft = draft_result(edition=edition, by=create_user(role=Role.COMMITTEE), now=NOW)
    result = approve_result(result=draft, by=publisher, now=NOW)
    create_decree(result=result, by=publisher, dated=date(2026, 6, 1))
    given: dict[str, Any] = {"by": publisher, "now": NOW}
    press, annex = (
        issue_document(result=result, kind=kind, site="https://bantar.test", **given)
        for kind in (DocumentKind.PRESS, DocumentKind.ANNEX)
    )

    prepared = prepare_publication(result=result, by=publisher, at=NOW)
    withdraw_document(issue=annex, reason="Salah cetak", **given)
    jobs.show_public(annex.result)
    publish_result(result=result, prepared=prepared, **given)

    assert served() == {f"/hasil/{edition.slug}/ringkasan.pdf"}
    assert Result.objects.published().count() == 1

    withdraw_document(issue=press, reason="Salah cetak", **given)
    jobs.show_public(press.result)  # as the page found it: approved
    assert served() == set()


def served() -> set[str]:
    current = Rendering.objects.get(is_current=True)
    pages = RenderedPage.objects.filter(rendering=current, address__endswith=".pdf")
    return set(pages.values_list("address", flat=True))
