"""What the portal knows of an issued document, signed when it was issued: whoever changes rows makes no document."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from bantar.signing import is_signed, public_key, sign
from bantar.trace.models import TraceEntry
from scoring.domain.canonical import Difference, canonical_bytes
from scoring.enums import DocumentStatus
from scoring.models import Decree, DocumentCode, DocumentIssue, Minutes, Result
from scoring.selectors.findings import ISSUED
from scoring.services.seals import moment


FORMAT: Final = "bantar-document/1"
Codes = dict[str, tuple[str | None, int | None]]


def sign_issue(issue: DocumentIssue) -> None:
    """Sign everything that an answer about the document rests on; its codes and its SHA-256 must be known by now."""
    codes, _reasons = _codes_and_reasons([issue])
    issue.signature, issue.key = sign(_statement(issue, codes.get(issue.pk, {}))), public_key()


def is_as_issued(issue: DocumentIssue) -> bool:
    """Whether its rows say what was signed, and it was withdrawn by a traced act or not at all; one query.

    Found otherwise it is looked at again: it may have been withdrawn while it was read.
    """
    return not (_not_as_issued([issue]) and _not_as_issued(_ready().filter(pk=issue.pk)))


def issue_findings(result: Result) -> list[Difference]:
    """Kinds of which a document of this version is not what was issued, or not there; four queries, however many."""
    of_result = _ready().filter(result=result).order_by("pk")
    wrong = _not_as_issued(of_result) and _not_as_issued(of_result.all())
    kinds = [*(issue.kind for issue in wrong), *_gone(result)]
    return [Difference(None, f"{ISSUED}{kind}", None, None) for kind in dict.fromkeys(kinds)]


def _gone(result: Result) -> list[str]:
    """Kinds of which the trace saw one issued on such a result, and that is there no more."""
    there = {str(pk) for pk in DocumentIssue.objects.values_list("pk", flat=True)}
    acts = TraceEntry.objects.filter(act="document.issued", scope=result.edition.slug).order_by("pk")
    traced = acts.values_list("subject_id", "details")
    return [str(said.get("kind")) for pk, said in traced if pk not in there and said.get("digest") == result.digest]


def _ready() -> QuerySet[DocumentIssue]:
    issues = DocumentIssue.objects.filter(status=DocumentStatus.READY)
    return issues.select_related("result", "decree", "minutes").defer("result__inputs")


def _not_as_issued(issues: Iterable[DocumentIssue]) -> list[DocumentIssue]:
    asked = list(issues)
    codes, reasons = _codes_and_reasons(asked) if asked else ({}, {})
    return [
        issue
        for issue in asked
        if reasons.get(issue.pk) != (issue.withdraw_reason if issue.withdrawn_at is not None else None)
        or not _is_signed(issue, codes.get(issue.pk, {}))
    ]


def _is_signed(issue: DocumentIssue, codes: Codes) -> bool:
    try:
        return is_signed(_statement(issue, codes), signature=issue.signature, key=issue.key)
    except TypeError:  # rows that hold what no statement can
        return False


def _codes_and_reasons(issues: Sequence[DocumentIssue]) -> tuple[dict[int, Codes], dict[int, str | None]]:
    """The codes of each document, with the entry that each stands for and the version of that; and why the trace says
    that it was withdrawn.
    """
    codes: dict[int, Codes] = {}
    reasons: dict[int, str | None] = {}
    acts = TraceEntry.objects.filter(act="document.withdrawn", subject_type=DocumentIssue._meta.label_lower)
    traced = acts.filter(subject_id=Cast(OuterRef("issue_id"), CharField())).order_by("pk").values("reason")[:1]
    rows = DocumentCode.objects.filter(issue__in=issues).annotate(traced=Subquery(traced))
    columns = ("issue_id", "code", "entry__entry", "entry__result_id", "traced")
    for issue, code, entry, result, reason in rows.values_list(*columns):
        codes.setdefault(issue, {})[code] = (entry, result)
        reasons[issue] = reason
    return codes, reasons


def _statement(issue: DocumentIssue, codes: Codes) -> bytes:
    statement: dict[str, Any] = {
        "format": FORMAT,
        "document": issue.pk,
        "kind": str(issue.kind),
        "result": [issue.result_id, issue.result.digest],
        "decree": _decree(issue.decree),
        "minutes": _minutes(issue.minutes),
        "codes": codes,
        "sha256": issue.sha256,
        "site": issue.site,
        "issued": [moment(issue.issued_at), issue.issued_by_id],
    }
    return canonical_bytes(statement)


def _decree(decree: Decree | None) -> list[Any] | None:
    if decree is None:
        return None
    signatory = [decree.signatory, decree.signatory_position]
    return [decree.pk, decree.result_id, decree.number, decree.dated.isoformat(), decree.place, *signatory]


def _minutes(minutes: Minutes | None) -> list[Any] | None:
    if minutes is None:
        return None
    facts = [minutes.number, minutes.dated.isoformat(), minutes.place]
    return [minutes.pk, minutes.result_id, *facts, minutes.members]
