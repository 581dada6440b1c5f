"""Issue documents on an approved or published result: each kind once, stored once, never changed."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.services.entries import lock_edition
from scoring.document_refusals import (
    AlreadyWithdrawn,
    CannotBeSet,
    FileAltered,
    NotPublisher,
    NoWinners,
    ReasonNeeded,
    RecordAltered,
    StillAtWork,
    missing_facts,
)
from scoring.documents.certificates import certificates_pdf
from scoring.documents.facts import Facts
from scoring.documents.kinds import MAKERS
from scoring.documents.typesetting import NotSet
from scoring.domain.document_code import new_code
from scoring.enums import DocumentKind, DocumentStatus
from scoring.models import Decree, DocumentCode, DocumentIssue, Minutes, Result, ResultEntry
from scoring.permissions import can_issue_documents
from scoring.selectors.documents import decree_in_force, draft_facts, facts_of, has_stopped, minutes_in_force
from scoring.services.decrees import officials_result
from scoring.services.document_proofs import is_as_issued, sign_issue
from scoring.services.withdrawal import withdraw_issues


@transaction.atomic
def issue_document(*, result: Result, kind: DocumentKind, site: str, by: User, now: datetime) -> DocumentIssue:
    """Issue one kind of document. Pressed twice, or by two officials at once: issued once.

    Certificates are left waiting, to be made by `make_certificates`; all others are stored with this act or not at all.
    """
    fresh = officials_result(result, by)
    known = DocumentIssue.objects.filter(result=fresh, kind=kind, withdrawn_at=None).first()
    if known is not None:
        return known
    issue = _new_issue(fresh, kind, site=site, by=by, now=now)
    if kind == DocumentKind.CERTIFICATE:
        return issue
    pdf = _set(issue, MAKERS[kind])
    issue.done = 1
    _store(issue, pdf, by=by, now=now)
    return issue


def _new_issue(result: Result, kind: DocumentKind, *, site: str, by: User, now: datetime) -> DocumentIssue:
    decree, minutes = _facts_needed(result, kind)
    winners = list(ResultEntry.objects.filter(result=result, winner=True).order_by("entry").only("pk"))
    if kind in DocumentKind.on_decree() and not winners:
        raise NoWinners
    per_winner = kind == DocumentKind.CERTIFICATE
    issue = DocumentIssue.objects.create(
        result=result,
        kind=kind,
        decree=decree,
        minutes=minutes,
        total=len(winners) if per_winner else 1,
        site=site,
        issued_by=by,
        issued_at=now,
        worked_at=now,
    )
    owners: list[ResultEntry | None] = [None, *(winners if per_winner else ())]
    DocumentCode.objects.bulk_create(DocumentCode(code=new_code(), issue=issue, entry=entry) for entry in owners)
    return issue


def _facts_needed(result: Result, kind: DocumentKind) -> tuple[Decree | None, Minutes | None]:
    """What the document names; the press summary names the decree if there is one."""
    if kind == DocumentKind.MINUTES:
        minutes = minutes_in_force(result)
        if minutes is None:
            raise missing_facts(kind)
        return None, minutes
    decree = decree_in_force(result)
    if decree is None and kind in DocumentKind.on_decree():
        raise missing_facts(kind)
    return decree, None


def make_certificates(issue_id: int, *, now: Callable[[], datetime]) -> None:
    """Set and store the certificates of a waiting issue. A second job for the same one finds nothing to do."""
    waiting = DocumentIssue.objects.filter(pk=issue_id, status=DocumentStatus.WAITING, withdrawn_at=None)
    if not waiting.update(status=DocumentStatus.WORKING, worked_at=now(), done=0, problem=""):
        return
    issue = DocumentIssue.objects.select_related("result__edition", "decree", "minutes", "issued_by").get(pk=issue_id)

    def told(done: int) -> None:
        at_work = DocumentIssue.objects.filter(pk=issue_id, status=DocumentStatus.WORKING)
        at_work.update(done=done, worked_at=now())

    try:
        pdf = _set(issue, lambda facts: certificates_pdf(facts, told))
        _store_later(issue, pdf, now())
    except Exception as error:
        _fail(issue_id, error, now())
        if not isinstance(error, CannotBeSet):
            raise


@transaction.atomic
def _store_later(issue: DocumentIssue, pdf: bytes, now: datetime) -> None:
    """Store what a job made, unless it was withdrawn or made by another job meanwhile."""
    fresh = DocumentIssue.objects.select_for_update(of=("self",)).select_related("result__edition").get(pk=issue.pk)
    if fresh.status == DocumentStatus.READY or fresh.withdrawn_at is not None:
        return
    fresh.done = fresh.total
    _store(fresh, pdf, by=issue.issued_by, now=now)


def _fail(issue_id: int, error: Exception, now: datetime) -> None:
    why = str(error) if isinstance(error, CannotBeSet) else _("The work stopped with an error.")
    unready = DocumentIssue.objects.filter(pk=issue_id, status__in=DocumentStatus.on_its_way())
    unready.update(status=DocumentStatus.FAILED, problem=why, worked_at=now)


@transaction.atomic
def restart_document(*, issue: DocumentIssue, by: User, now: datetime) -> DocumentIssue:
    """Let a job that failed or died be begun again. Pressed twice: begun once."""
    if not can_issue_documents(by):
        raise NotPublisher
    fresh = DocumentIssue.objects.select_for_update(of=("self",)).select_related("result__edition").get(pk=issue.pk)
    if fresh.withdrawn_at is not None:
        raise AlreadyWithdrawn
    if fresh.status == DocumentStatus.READY:
        return fresh
    if not has_stopped(fresh, now):
        raise StillAtWork
    fresh.status, fresh.done, fresh.problem, fresh.worked_at = DocumentStatus.WAITING, 0, "", now
    fresh.save(update_fields=["status", "done", "problem", "worked_at"])
    _trace("document.restarted", fresh, by=by, now=now)
    return fresh


@transaction.atomic
def withdraw_document(*, issue: DocumentIssue, reason: str, by: User, now: datetime) -> None:
    """Take a document back; its codes then say so, with the reason."""
    if not can_issue_documents(by):
        raise NotPublisher
    if not reason.strip():
        raise ReasonNeeded
    lock_edition(issue.result.edition_id)  # a publication under way offers the document, or does not
    locked = DocumentIssue.objects.select_for_update(of=("self",)).filter(pk=issue.pk)
    if locked.get().withdrawn_at is not None:
        raise AlreadyWithdrawn
    withdraw_issues(locked, reason=reason.strip(), by=by, now=now)


def preview_document(result: Result, kind: DocumentKind, *, site: str) -> bytes:
    """A draft with its watermark, made anew each time and never stored."""
    return _made(draft_facts(result, site=site), MAKERS[kind])


def stored_bytes(issue: DocumentIssue) -> bytes:
    """The bytes as they were issued, or a refusal: what was altered is not handed out."""
    if not is_as_issued(issue):
        raise RecordAltered
    return _bytes_of(issue)


def _bytes_of(issue: DocumentIssue) -> bytes:
    try:
        with issue.file.open("rb") as file:
            content = bytes(file.read())
    except (OSError, ValueError) as error:
        raise FileAltered from error
    if hashlib.sha256(content).hexdigest() != issue.sha256:
        raise FileAltered
    return content


def is_unaltered(issue: DocumentIssue) -> bool:
    """Whether the stored file is what was issued."""
    try:
        _bytes_of(issue)
    except FileAltered:
        return False
    return True


def _set(issue: DocumentIssue, make: Callable[[Facts], bytes]) -> bytes:
    return _made(facts_of(issue), make)


def _made(facts: Facts, make: Callable[[Facts], bytes]) -> bytes:
    try:
        return make(facts)
    except NotSet as error:
        raise CannotBeSet(why=error) from error


def _store(issue: DocumentIssue, pdf: bytes, *, by: User, now: datetime) -> None:
    issue.file.save("", ContentFile(pdf), save=False)
    issue.sha256 = hashlib.sha256(pdf).hexdigest()
    issue.status, issue.worked_at = DocumentStatus.READY, now
    sign_issue(issue)
    issue.save(update_fields=["file", "sha256", "signature", "key", "status", "done", "worked_at"])
    _trace("document.issued", issue, by=by, now=now)


def _trace(act: str, issue: DocumentIssue, *, by: User, now: datetime) -> None:
    details = {"kind": issue.kind, "sha256": issue.sha256, "digest": issue.result.digest}
    record(act=act, subject=issue, by=by, now=now, scope=issue.result.edition.slug, details=details)
