"""`/verifikasi/`: what it says of each code, live, and what it does not say before the result is public."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.document_refusals import RecordAltered
from scoring.enums import DocumentKind
from scoring.models import Decree, DocumentCode, DocumentIssue, Minutes, Result, ResultEntry
from scoring.services.documents import issue_document, make_certificates, stored_bytes, withdraw_document
from scoring.services.watch import check_result
from tests.factories import NOW, create_decree, create_minutes
from tests.scoring.documents.conftest import SITE, Desk


UNKNOWN = "7K3M-Q0ZD-4V9A-H2RT"


def issued(desk: Desk, result: Result, kind: DocumentKind = DocumentKind.CERTIFICATE) -> DocumentIssue:
    create_decree(result=result, by=desk.publisher)
    made = issue_document(result=result, kind=kind, site=SITE, by=desk.publisher, now=NOW)
    if kind == DocumentKind.CERTIFICATE:
        make_certificates(made.pk, now=lambda: NOW)
    made.refresh_from_db()
    return made


def winners_code(made: DocumentIssue) -> str:
    return made.codes.get(entry__best_in_city=True).code


def look(code: str, prefix: str = ""):
    return Client().get(f"{prefix}/verifikasi/{code}/")


def state_of(response) -> str:
    return response.context["answer"].state


def test_a_valid_certificate_is_shown_with_what_it_says(desk):
    made = issued(desk, desk.published())

    response = look(winners_code(made))

    page = response.content.decode()
    assert (response.status_code, state_of(response)) == (200, "valid")
    for words in ("RT 17 Simpang IV Sipin", "Rp25.000.000", "412 TAHUN 2026", made.sha256, "Telanaipura"):
        assert words in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_a_code_is_found_however_it_is_typed(desk):
    code = winners_code(issued(desk, desk.published()))
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "L")

    answer = Client().get("/verifikasi/", {"kode": typed})

    assert (answer.status_code, answer["Location"]) == (302, f"/verifikasi/{code}/")
    assert look(code.replace("-", "").lower()).status_code == 200
    assert look(code, "/en").status_code == 200


def test_nonsense_is_answered_kindly(desk):
    for typed in ("", "halo", "%00", "A" * 500):
        assert Client().get("/verifikasi/", {"kode": typed}).status_code in (200, 422)
    assert look("halo").status_code == 404


def test_before_publication_a_code_is_as_unknown_as_any_other(desk):
    """Same status, same bytes but for the code, same headers, same number of queries."""
    code = winners_code(issued(desk, desk.approved()))

    with CaptureQueriesContext(connection) as of_issued:
        known = look(code)
    with CaptureQueriesContext(connection) as of_unknown:
        unknown = look(UNKNOWN)

    assert known.status_code == unknown.status_code == 404
    assert known.content.replace(code.encode(), UNKNOWN.encode()) == unknown.content
    assert known.headers.keys() == unknown.headers.keys()
    assert [_shape(q["sql"]) for q in of_issued] == [_shape(q["sql"]) for q in of_unknown]


def test_before_publication_a_digest_is_unknown_too(desk):
    made = issued(desk, desk.approved())

    answers = [look(one) for one in (made.result.digest, made.sha256, "0" * 64)]

    bodies = {re.sub(r"[0-9a-f]{64}", "#", answer.content.decode()) for answer in answers}
    assert ({answer.status_code for answer in answers}, len(bodies)) == ({404}, 1)


def _shape(sql: str) -> str:
    return re.sub(r"'[^']*'", "?", sql)


def test_a_digest_finds_the_result_and_a_file(desk):
    made = issued(desk, desk.published(), DocumentKind.ANNEX)

    assert state_of(look(made.result.digest)) == "valid"
    assert look(made.sha256.upper()).context["answer"].found.issue == made


def test_a_corrected_version_leads_to_the_one_in_force(desk):
    code = winners_code(issued(desk, desk.published()))
    desk.corrected()

    response = look(code)

    assert (state_of(response), response.context["answer"].newest) == ("corrected", 2)
    assert "/hasil/2026-1/" in response.content.decode()


def test_a_withdrawn_document_says_why(desk):
    made = issued(desk, desk.published())
    withdraw_document(issue=made, reason="Nama lurah keliru", by=desk.publisher, now=NOW)

    response = look(winners_code(made))

    assert state_of(response) == "withdrawn"
    assert "Nama lurah keliru" in response.content.decode()


def test_an_altered_figure_is_named_at_once(desk):
    made = issued(desk, desk.published())
    code = winners_code(made)
    assert state_of(look(code)) == "valid"

    ResultEntry.objects.filter(result=made.result, best_in_city=True).update(total="99.99")

    response = look(code)
    assert state_of(response) == "wrong"
    assert any("99,99" in one for one in response.context["answer"].findings)


def test_an_altered_file_is_said_and_not_handed_out(desk):
    made = issued(desk, desk.published(), DocumentKind.ANNEX)
    whole = Client().get("/hasil/2026-1/lampiran.pdf")
    with made.file.storage.open(made.file.name, "ab") as file:
        file.write(b" ")

    response = look(made.codes.get().code)

    assert (state_of(response), response.context["answer"].is_unaltered) == ("wrong", False)
    refused = Client().get("/hasil/2026-1/lampiran.pdf")
    assert (whole.status_code, refused.status_code) == (200, 503)
    assert "no-store" in refused["Cache-Control"]
    assert not refused.content.startswith(b"%PDF")


def to_the_loser(made: DocumentIssue) -> str:
    code = made.codes.get(entry__best_in_city=True)
    DocumentCode.objects.filter(pk=code.pk).update(entry=made.result.entries.get(winner=False))
    return code.code


def of_our_own(made: DocumentIssue) -> str:
    loser = made.result.entries.get(winner=False)
    return DocumentCode.objects.create(code=UNKNOWN, issue=made, entry=loser).code


def with_another_decree(made: DocumentIssue) -> str:
    Decree.objects.filter(pk=made.decree_id).update(number="1 TAHUN 1945")
    return winners_code(made)


def with_minutes_that_are_none(made: DocumentIssue) -> str:
    minutes = create_minutes(result=made.result)
    Minutes.objects.filter(pk=minutes.pk).update(members=[1.5])
    DocumentIssue.objects.filter(pk=made.pk).update(minutes=minutes)
    return winners_code(made)


def as_press_summary(made: DocumentIssue) -> str:
    DocumentIssue.objects.filter(pk=made.pk).update(kind=DocumentKind.PRESS)
    return winners_code(made)


def as_if_withdrawn(made: DocumentIssue) -> str:
    DocumentIssue.objects.filter(pk=made.pk).update(withdrawn_at=NOW, withdraw_reason="Palsu")
    return winners_code(made)


def as_if_never_withdrawn(made: DocumentIssue) -> str:
    withdraw_document(issue=made, reason="Nama lurah keliru", by=made.issued_by, now=NOW)
    DocumentIssue.objects.filter(pk=made.pk).update(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
    return winners_code(made)


@pytest.mark.parametrize(
    "change",
    [
        *(to_the_loser, of_our_own, with_another_decree, with_minutes_that_are_none),
        *(as_press_summary, as_if_withdrawn, as_if_never_withdrawn),
    ],
)
def test_nobody_makes_a_document_by_changing_rows(desk: Desk, change: Callable[[DocumentIssue], str]) -> None:
    """Whoever has the database but not the key: neither a code, nor a decree, nor a withdrawal of their own."""
    made = issued(desk, desk.published())
    assert check_result(made.result, NOW).is_true

    response = look(change(made))

    assert (state_of(response), response.context["answer"].is_as_issued) == ("wrong", False)
    assert "bukan yang ditandatangani" in response.content.decode()
    assert [one["field"].partition(".")[0] for one in check_result(made.result, NOW).findings] == ["issued"]
    assert Client().get("/hasil/2026-1/ringkasan.pdf").status_code in (404, 503)
    with pytest.raises(RecordAltered):
        stored_bytes(DocumentIssue.objects.get(pk=made.pk))


def test_a_document_taken_out_of_the_tables_is_missed(desk: Desk) -> None:
    made = issued(desk, desk.published(), DocumentKind.ANNEX)
    made.codes.all().delete()
    made.delete()

    assert [one["field"] for one in check_result(made.result, NOW).findings] == ["issued.annex"]


def test_the_page_of_drafts_is_the_same_for_everybody(desk):
    pages = {Client().get("/verifikasi/draf/").content for _ in range(2)}

    assert len(pages) == 1


@pytest.mark.parametrize("found", ["valid", "unknown"])
def test_it_never_claims_to_be_a_signature(desk, found):
    code = winners_code(issued(desk, desk.published())) if found == "valid" else UNKNOWN

    page = look(code, "/en").content.decode()

    assert "It is not an electronic signature." in page
    assert 'name="robots" content="noindex,nofollow"' in page
