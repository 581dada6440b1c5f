"""Decree, minutes and documents: who may, on which result, once each, and what replacing takes back."""

import pytest

from bantar.trace.models import TraceEntry
from scoring.document_refusals import (
    AlreadyWithdrawn,
    CannotBeSet,
    DecreeMissing,
    FileAltered,
    MembersMissing,
    MinutesMissing,
    NotPublisher,
    NotYetApproved,
    NoWinners,
    OldVersion,
    ReasonNeeded,
    StillAtWork,
)
from scoring.documents.typesetting import NotSet
from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import Decree, DocumentCode, DocumentIssue, ResultEntry
from scoring.selectors.documents import PATIENCE, has_stopped, public_files
from scoring.selectors.results import find_version
from scoring.services.decrees import MinutesFacts, record_minutes
from scoring.services.documents import (
    issue_document,
    make_certificates,
    restart_document,
    stored_bytes,
    withdraw_document,
)
from scoring.services.publication import discard_result
from tests.factories import NOW, create_decree, create_minutes
from tests.scoring.documents.conftest import SITE, Desk


def issue(desk: Desk, result, kind: DocumentKind, **more) -> DocumentIssue:
    return issue_document(result=result, kind=kind, **{"site": SITE, "by": desk.publisher, "now": NOW, **more})


def acts(*names: str) -> list[str]:
    return list(TraceEntry.objects.filter(act__in=names).order_by("pk").values_list("act", flat=True))


def test_every_kind_is_issued_once_and_stored_as_it_is(desk):
    result = desk.approved()
    create_decree(result=result)
    create_minutes(result=result)

    issues = [issue(desk, result, kind) for kind in DocumentKind]
    make_certificates(issues[2].pk, now=lambda: NOW)
    again = [issue(desk, result, kind, by=desk.other_publisher) for kind in DocumentKind]

    assert [one.pk for one in again] == [one.pk for one in issues]
    assert {one.status for one in again} == {DocumentStatus.READY}
    assert all(stored_bytes(one).startswith(b"%PDF-1.7") for one in again)
    assert DocumentCode.objects.count() == len(DocumentKind) + 3
    assert acts("document.issued") == ["document.issued"] * len(DocumentKind)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (DocumentKind.ANNEX, DecreeMissing),
        (DocumentKind.CERTIFICATE, DecreeMissing),
        (DocumentKind.HANDOVER, DecreeMissing),
        (DocumentKind.MINUTES, MinutesMissing),
    ],
)
def test_a_document_waits_for_what_it_names(desk, kind, refusal):
    with pytest.raises(refusal):
        issue(desk, desk.approved(), kind)

    assert not DocumentIssue.objects.exists()


def test_a_draft_has_no_official_document(desk):
    draft = desk.drafted()

    with pytest.raises(NotYetApproved):
        issue(desk, draft, DocumentKind.PRESS)
    with pytest.raises(NotYetApproved):
        create_decree(result=draft, by=desk.publisher)


def test_only_a_publisher_enters_issues_withdraws_and_begins_again(desk):
    result = desk.approved()
    create_decree(result=result, by=desk.publisher)
    made = issue(desk, result, DocumentKind.ANNEX)

    for act in (
        lambda: create_decree(result=result, by=desk.committee),
        lambda: create_minutes(result=result, by=desk.committee),
        lambda: issue(desk, result, DocumentKind.HANDOVER, by=desk.committee),
        lambda: withdraw_document(issue=made, reason="salah", by=desk.committee, now=NOW),
        lambda: restart_document(issue=made, by=desk.committee, now=NOW),
    ):
        with pytest.raises(NotPublisher):
            act()


def test_the_same_decree_again_changes_nothing(desk):
    result = desk.approved()
    first = create_decree(result=result, by=desk.publisher)
    made = issue(desk, result, DocumentKind.ANNEX)

    assert create_decree(result=result, by=desk.other_publisher) == first
    made.refresh_from_db()
    assert made.withdrawn_at is None
    assert acts("decree.recorded") == ["decree.recorded"]


def test_another_decree_replaces_it_and_withdraws_what_was_issued_on_it(desk):
    result = desk.approved()
    create_decree(result=result)
    create_minutes(result=result)
    kinds = (DocumentKind.ANNEX, DocumentKind.PRESS, DocumentKind.MINUTES)
    annex, press, minutes = (issue(desk, result, kind) for kind in kinds)

    create_decree(result=result, number="413 TAHUN 2026")

    for one in (annex, press, minutes):
        one.refresh_from_db()
    assert "412 TAHUN 2026 diganti dengan Keputusan Nomor 413 TAHUN 2026" in annex.withdraw_reason
    assert (press.withdraw_reason, minutes.withdrawn_at) == (annex.withdraw_reason, None)
    assert Decree.objects.filter(replaced_at=None).get().number == "413 TAHUN 2026"
    assert issue(desk, result, DocumentKind.ANNEX).pk != annex.pk


def test_other_minutes_withdraw_the_minutes_alone(desk):
    result = desk.approved()
    create_decree(result=result)
    create_minutes(result=result)
    annex, minutes = (issue(desk, result, kind) for kind in (DocumentKind.ANNEX, DocumentKind.MINUTES))

    create_minutes(result=result, number="BA-08")

    annex.refresh_from_db()
    minutes.refresh_from_db()
    assert (annex.withdrawn_at, minutes.withdrawn_at) == (None, NOW)


def test_minutes_need_a_member(desk):
    facts = MinutesFacts("BA-1", NOW.date(), "Aula", [])

    with pytest.raises(MembersMissing):
        record_minutes(result=desk.approved(), facts=facts, by=desk.publisher, now=NOW)


def test_nothing_is_issued_on_a_version_that_was_corrected(desk):
    first = desk.published()
    create_decree(result=first)
    annex = issue(desk, first, DocumentKind.ANNEX)
    before = public_files(find_version("2026-1"))

    second = desk.corrected()

    with pytest.raises(OldVersion):
        issue(desk, first, DocumentKind.HANDOVER)
    with pytest.raises(OldVersion):
        create_decree(result=first, number="9")
    annex.refresh_from_db()
    assert annex.withdrawn_at is None
    assert [url for _label, url in before] == ["/hasil/2026-1/lampiran.pdf"]
    assert public_files(find_version("2026-1")) == []
    create_decree(result=second)
    assert issue(desk, second, DocumentKind.ANNEX).total == 1


def test_a_result_without_winners_has_neither_annex_nor_certificates(desk):
    result = desk.approved()
    create_decree(result=result)
    ResultEntry.objects.filter(result=result).update(winner=False, prize=0)

    with pytest.raises(NoWinners):
        issue(desk, result, DocumentKind.CERTIFICATE)


def test_discarding_an_approved_draft_withdraws_its_documents(desk):
    result = desk.approved()
    made = issue(desk, result, DocumentKind.PRESS)

    discard_result(result=result, reason="salah hitung", by=desk.publisher, now=NOW)

    made.refresh_from_db()
    assert made.withdrawn_at == NOW
    assert "salah hitung" in made.withdraw_reason


def test_withdrawing_needs_a_reason_and_happens_once(desk):
    made = issue(desk, desk.approved(), DocumentKind.PRESS)

    with pytest.raises(ReasonNeeded):
        withdraw_document(issue=made, reason="  ", by=desk.publisher, now=NOW)
    withdraw_document(issue=made, reason="salah cetak", by=desk.publisher, now=NOW)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_document(issue=made, reason="lagi", by=desk.other_publisher, now=NOW)

    assert acts("document.withdrawn") == ["document.withdrawn"]


def test_an_altered_file_is_not_handed_out(desk):
    made = issue(desk, desk.approved(), DocumentKind.PRESS)
    with made.file.storage.open(made.file.name, "wb") as file:
        file.write(b"%PDF-1.7 palsu")

    with pytest.raises(FileAltered):
        stored_bytes(made)

    made.file.storage.delete(made.file.name)
    with pytest.raises(FileAltered):
        stored_bytes(made)


def certificates(desk: Desk) -> DocumentIssue:
    result = desk.approved()
    create_decree(result=result)
    return issue(desk, result, DocumentKind.CERTIFICATE)


def test_certificates_are_made_by_one_job_however_many_come(desk):
    made = certificates(desk)

    make_certificates(made.pk, now=lambda: NOW)
    made.refresh_from_db()
    first = (made.file.name, made.sha256)
    make_certificates(made.pk, now=lambda: NOW)

    made.refresh_from_db()
    assert ((made.file.name, made.sha256), made.done, made.total) == (first, 3, 3)
    assert acts("document.issued") == ["document.issued"]


def test_a_job_that_died_can_be_begun_again_after_a_while(desk):
    made = certificates(desk)
    DocumentIssue.objects.filter(pk=made.pk).update(status=DocumentStatus.WORKING, done=2)
    later = NOW + PATIENCE * 2

    with pytest.raises(StillAtWork):
        restart_document(issue=made, by=desk.publisher, now=NOW)
    restart_document(issue=made, by=desk.publisher, now=later)
    with pytest.raises(StillAtWork):
        restart_document(issue=made, by=desk.other_publisher, now=later)
    make_certificates(made.pk, now=lambda: later)

    made.refresh_from_db()
    assert (made.status, made.done) == (DocumentStatus.READY, 3)


def test_a_job_that_fails_says_so_and_can_be_begun_again(desk, monkeypatch):
    made = certificates(desk)

    def broken(*_args):
        raise NotSet("certificate.typ: no")

    with monkeypatch.context() as patched:
        patched.setattr("scoring.services.documents.certificates_pdf", broken)
        make_certificates(made.pk, now=lambda: NOW)

    made.refresh_from_db()
    assert (made.status, str(CannotBeSet(why="certificate.typ: no"))) == (DocumentStatus.FAILED, made.problem)
    assert has_stopped(made, NOW)
    make_certificates(restart_document(issue=made, by=desk.publisher, now=NOW).pk, now=lambda: NOW)
    made.refresh_from_db()
    assert (made.status, made.problem) == (DocumentStatus.READY, "")


def test_certificates_withdrawn_while_they_are_made_stay_withdrawn(desk):
    made = certificates(desk)
    withdraw_document(issue=made, reason="salah", by=desk.publisher, now=NOW)

    make_certificates(made.pk, now=lambda: NOW)

    made.refresh_from_db()
    assert (made.status, made.sha256) == (DocumentStatus.WAITING, "")
