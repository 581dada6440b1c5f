"""Number, date and signatory of the mayor's decree, and the facts of the minutes, entered by a publisher.

They are never changed: another one takes their place, and what was issued on the old one is withdrawn.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from bantar.web import formats
from scoring.document_refusals import DraftDiscarded, MembersMissing, NotPublisher, NotYetApproved, OldVersion
from scoring.enums import ResultStatus
from scoring.models import Decree, DocumentIssue, Minutes, Result
from scoring.permissions import can_issue_documents
from scoring.selectors.documents import decree_in_force, minutes_in_force
from scoring.services.result_gate import locked
from scoring.services.withdrawal import withdraw_issues


class DecreeFacts(NamedTuple):
    number: str
    dated: date
    place: str
    signatory: str
    signatory_position: str


class MinutesFacts(NamedTuple):
    """`members`: name, position and office of each, in the order in which they sign."""

    number: str
    dated: date
    place: str
    members: Sequence[tuple[str, str, str]]


def officials_result(result: Result, by: User) -> Result:
    """The result, locked, if this person may enter and issue something official on it now."""
    if not can_issue_documents(by):
        raise NotPublisher
    fresh = locked(result)
    if fresh.status == ResultStatus.DISCARDED:
        raise DraftDiscarded
    if fresh.status == ResultStatus.DRAFT:
        raise NotYetApproved
    published = Result.objects.filter(edition_id=fresh.edition_id).published().latest_first()
    newest = published.values_list("version", flat=True).first()
    if fresh.version is not None and fresh.version != newest:
        raise OldVersion(version=newest)
    return fresh


@transaction.atomic
def record_decree(*, result: Result, facts: DecreeFacts, by: User, now: datetime) -> Decree:
    """Enter the decree. The same facts again change nothing; others replace it and withdraw what was issued on it."""
    fresh = officials_result(result, by)
    old = decree_in_force(fresh)
    if old is not None and facts == tuple(getattr(old, name) for name in facts._fields):
        return old
    if old is not None:
        Decree.objects.filter(pk=old.pk).update(replaced_at=now)
        reason = f"Data Keputusan Nomor {old.number} diganti dengan Keputusan Nomor {facts.number}."
        withdraw_issues(DocumentIssue.objects.filter(decree=old), reason=reason, by=by, now=now)
    decree = Decree.objects.create(result=fresh, entered_by=by, entered_at=now, **facts._asdict())
    details = {"number": facts.number, "dated": facts.dated.isoformat(), "signatory": facts.signatory}
    _trace("decree.recorded", decree, fresh, by=by, now=now, details=details)
    return decree


@transaction.atomic
def record_minutes(*, result: Result, facts: MinutesFacts, by: User, now: datetime) -> Minutes:
    """Enter the facts of the minutes, as a decree is entered."""
    fresh = officials_result(result, by)
    if not facts.members:
        raise MembersMissing
    members = [{"name": name, "position": position, "office": office} for name, position, office in facts.members]
    values = {"number": facts.number, "dated": facts.dated, "place": facts.place, "members": members}
    old = minutes_in_force(fresh)
    if old is not None and all(getattr(old, name) == value for name, value in values.items()):
        return old
    if old is not None:
        Minutes.objects.filter(pk=old.pk).update(replaced_at=now)
        day = formats.tanggal(facts.dated)
        reason = f"Data Berita Acara Nomor {old.number} diganti dengan Nomor {facts.number} tanggal {day}."
        withdraw_issues(DocumentIssue.objects.filter(minutes=old), reason=reason, by=by, now=now)
    minutes = Minutes.objects.create(result=fresh, entered_by=by, entered_at=now, **values)
    details = {"number": facts.number, "dated": facts.dated.isoformat(), "members": len(members)}
    _trace("minutes.recorded", minutes, fresh, by=by, now=now, details=details)
    return minutes


def _trace(
    act: str, subject: Decree | Minutes, result: Result, *, by: User, now: datetime, details: Mapping[str, object]
) -> None:
    record(act=act, subject=subject, by=by, now=now, scope=result.edition.slug, details=details)
