"""Take issued documents back, with the reason that everybody who checks one reads."""

from datetime import datetime

from django.db.models import QuerySet

from bantar.accounts.models import User
from bantar.trace.services import record
from scoring.models import DocumentIssue


def withdraw_issues(issues: QuerySet[DocumentIssue], *, reason: str, by: User, now: datetime) -> int:
    """Withdraw those of them that are in force; call it inside the transaction of the act that asks for it."""
    in_force = list(issues.filter(withdrawn_at=None).select_related("result__edition").order_by("pk"))
    DocumentIssue.objects.filter(pk__in=[issue.pk for issue in in_force]).update(
        withdrawn_at=now, withdrawn_by=by, withdraw_reason=reason
    )
    for issue in in_force:
        record(
            act="document.withdrawn",
            subject=issue,
            by=by,
            now=now,
            scope=issue.result.edition.slug,
            reason=reason,
            details={"kind": issue.kind, "sha256": issue.sha256},
        )
    return len(in_force)
