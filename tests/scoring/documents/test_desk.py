"""The desk of documents: facts entered, kinds issued and withdrawn, drafts looked at, files with their ETag."""

import pytest
from django.test import Client

from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import Decree, DocumentIssue, Minutes
from scoring.selectors.documents import PATIENCE
from scoring.selectors.results import Version
from scoring.services.documents import make_certificates
from scoring.services.rendered_pages import rendered_pages
from tests.factories import NOW, create_decree
from tests.scoring.documents.conftest import Desk


DESK = "/panitia/2026-1/dokumen/"
DECREE = {
    "decree-number": "412 TAHUN 2026",
    "decree-dated": "2026-08-17",
    "decree-place": "Jambi",
    "decree-signatory": "Nama Wali Kota",
    "decree-signatory_position": "Wali Kota Jambi",
}
MINUTES = {
    "minutes-number": "BA-07",
    "minutes-dated": "2026-08-12",
    "minutes-place": "Aula",
    "members-TOTAL_FORMS": "3",
    "members-INITIAL_FORMS": "0",
    "members-0-name": "Anggota Satu",
    "members-0-position": "Ketua",
    "members-0-office": "DPMPPA",
}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def issue(client: Client, result, kind: DocumentKind, callbacks=None):
    return client.post(f"{DESK}terbitkan/", {"result": result.pk, "kind": kind})


def test_a_publisher_enters_the_facts_and_issues(desk, django_capture_on_commit_callbacks):
    result = desk.approved()
    client = client_of(desk.publisher)

    client.post(f"{DESK}keputusan/", {**DECREE, "decree-result": result.pk})
    client.post(f"{DESK}berita-acara/", {**MINUTES, "minutes-result": result.pk})
    for kind in (DocumentKind.ANNEX, DocumentKind.MINUTES, DocumentKind.ANNEX):
        issue(client, result, kind)
    with django_capture_on_commit_callbacks(execute=True):
        issue(client, result, DocumentKind.CERTIFICATE)
    page = client.get(f"{DESK}?hasil={result.pk}")

    assert Decree.objects.get().number == "412 TAHUN 2026"
    assert Minutes.objects.get().members == [{"name": "Anggota Satu", "position": "Ketua", "office": "DPMPPA"}]
    statuses = dict(DocumentIssue.objects.values_list("kind", "status"))
    assert statuses == dict.fromkeys(("annex", "minutes", "certificate"), DocumentStatus.READY)
    assert page.context["issued_count"] == 3


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk):
    result = desk.approved()
    client = client_of(desk.publisher)

    undated = client.post(f"{DESK}keputusan/", {**DECREE, "decree-dated": "0026-08-17", "decree-result": result.pk})
    nobody = client.post(f"{DESK}berita-acara/", {**MINUTES, "members-0-name": "", "minutes-result": result.pk})
    unseen = client.post(
        f"{DESK}keputusan/", {**DECREE, "decree-signatory": "\u200b\u202e", "decree-result": result.pk}
    )
    early = issue(client, result, DocumentKind.ANNEX)

    assert [answer.status_code for answer in (undated, nobody, unseen, early)] == [422, 422, 422, 409]
    assert "412 TAHUN 2026" in undated.content.decode()
    assert not Decree.objects.exists()
    assert not DocumentIssue.objects.exists()


@pytest.mark.parametrize("posted", [{}, {"result": "x"}, {"result": "999999"}, {"result": "1", "kind": "sk"}])
def test_nonsense_changes_nothing_and_is_said(desk, posted):
    desk.approved()

    answer = client_of(desk.publisher).post(f"{DESK}terbitkan/", posted)

    assert (answer.status_code, DocumentIssue.objects.count()) == (409, 0)


def test_a_document_is_withdrawn_with_a_reason(desk):
    result = desk.published()
    client = client_of(desk.publisher)
    issue(client, result, DocumentKind.PRESS)
    made = DocumentIssue.objects.get()
    field = f"withdraw-{made.pk}-reason"

    empty = client.post(f"{DESK}{made.pk}/tarik/", {field: ""})
    client.post(f"{DESK}{made.pk}/tarik/", {field: "salah cetak"})
    page = client.get(DESK)

    made.refresh_from_db()
    assert (empty.status_code, made.withdraw_reason) == (422, "salah cetak")
    assert "salah cetak" in page.content.decode()
    assert client.get(f"{DESK}{made.pk}/berkas.pdf").status_code == 200
    assert Client().get("/hasil/2026-1/ringkasan.pdf").status_code == 404


def test_drafts_are_for_officials_and_never_stored(desk):
    result = desk.drafted()

    answers = [
        client_of(desk.committee).get(f"{DESK}draf/{kind}.pdf", {"hasil": result.pk}) for kind in DocumentKind.values
    ]

    assert {(answer.status_code, answer["Content-Type"]) for answer in answers} == {(200, "application/pdf")}
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert not DocumentIssue.objects.exists()
    assert client_of(desk.committee).get(f"{DESK}draf/sk.pdf").status_code == 404


def test_progress_is_told_until_the_work_is_over(desk):
    result = desk.approved()
    create_decree(result=result, by=desk.publisher)
    client = client_of(desk.publisher)
    issue(client, result, DocumentKind.CERTIFICATE)  # its job waits for the end of this transaction
    made = DocumentIssue.objects.get()
    url, swap = f"{DESK}{made.pk}/kemajuan/", {"HX-Request": "true"}

    waiting = client.get(url, headers=swap)
    plain = client.get(url)
    make_certificates(made.pk, now=lambda: NOW)
    over = client.get(url, headers=swap)

    assert (waiting.status_code, waiting.context["issue"].total, plain.status_code) == (200, 3, 302)
    assert (over.status_code, over["HX-Refresh"]) == (204, "true")


def test_what_has_stopped_is_begun_again_from_the_page(desk, django_capture_on_commit_callbacks):
    result = desk.approved()
    create_decree(result=result, by=desk.publisher)
    client = client_of(desk.publisher)
    issue(client, result, DocumentKind.CERTIFICATE)
    made = DocumentIssue.objects.get()
    early = client.post(f"{DESK}{made.pk}/ulangi/")
    DocumentIssue.objects.update(status=DocumentStatus.WORKING, worked_at=made.issued_at - PATIENCE * 2)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{DESK}{made.pk}/ulangi/")

    made.refresh_from_db()
    assert (early.status_code, made.status) == (409, DocumentStatus.READY)


def test_public_files_are_cached_by_their_sha256_and_only_of_the_version_in_force(desk: Desk):
    result = desk.published()
    client = client_of(desk.publisher)
    issue(client, result, DocumentKind.PRESS)
    url = "/hasil/2026-1/ringkasan.pdf"

    whole = Client().get(url)
    again = Client().get(url, headers={"If-None-Match": whole["ETag"]})
    linked = Client().get("/hasil/2026-1/").content.decode()
    desk.corrected()

    assert whole["ETag"] == f'"{DocumentIssue.objects.get().sha256}"'
    assert whole["Cache-Control"] == "public, no-cache"  # a page of the next version must not lead to this file
    assert (again.status_code, again.content) == (304, b"")
    assert f'href="{url}"' in linked
    assert Client().get(url).status_code == 404
    assert Client().get("/hasil/2026-1/lampiran.pdf").status_code == 404


def test_before_publication_nothing_of_an_issued_document_is_public(desk):
    result = desk.approved()
    issue(client_of(desk.publisher), result, DocumentKind.PRESS)

    answers = [Client().get(f"/hasil/2026-1/{name}.pdf") for name in ("ringkasan", "lampiran")]
    missing = Client().get("/hasil/tidak-ada/ringkasan.pdf")

    assert [answer.status_code for answer in (*answers, missing)] == [404, 404, 404]


def test_what_is_issued_before_the_publication_is_among_the_pages_made_for_it(desk):
    result = desk.approved()
    issue(client_of(desk.publisher), result, DocumentKind.PRESS)
    coming = Version(result, [result])
    result.published_at = NOW
    result.version = 1

    addresses = [page.address for page in rendered_pages(coming)]

    assert "/hasil/2026-1/ringkasan.pdf" in addresses
    assert "/hasil/2026-1/lampiran.pdf" not in addresses
