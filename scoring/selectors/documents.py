"""Decree, minutes and documents of a result as the desk, the public and the typesetter read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bantar import signing
from competitions.models import Edition
from scoring.documents.facts import Addresses, Facts
from scoring.domain.rules import rules_from_json
from scoring.enums import DocumentKind, DocumentStatus, ResultStatus
from scoring.models import Decree, DocumentCode, DocumentIssue, Minutes, Result, ResultEntry
from scoring.selectors.results import Version, category_codes, find_version
from scoring.selectors.seals import seal_of


PATIENCE: Final = timedelta(seconds=60)
"""After so long without progress the making of a document may be begun again."""


# What the typesetter gets -------------------------------------------------------------------------------------------


def facts_of(issue: DocumentIssue) -> Facts:
    """The facts of an issued document: everything it says is stored. Five queries."""
    codes: dict[int | None, str] = dict(issue.codes.values_list("entry_id", "code"))
    return _facts(
        issue.result, decree=issue.decree, minutes=issue.minutes, dated=issue.issued_at, site=issue.site, codes=codes
    )


def draft_facts(result: Result, *, site: str) -> Facts:
    """The facts of a draft: the same words without a code, dated like the result."""
    decree, minutes = decree_in_force(result), minutes_in_force(result)
    return _facts(result, decree=decree, minutes=minutes, dated=result.drafted_at, site=site, codes={})


def _facts(
    result: Result,
    *,
    decree: Decree | None,
    minutes: Minutes | None,
    dated: datetime,
    site: str,
    codes: Mapping[int | None, str],
) -> Facts:
    rules = rules_from_json(result.rules)
    categories = category_codes(rules)
    places = {code: place for place, code in enumerate(categories)}
    entries = ResultEntry.objects.filter(result=result).defer("indicators")
    return Facts(
        result=result,
        rules=rules,
        version=number_of(result),
        categories=categories,
        entries=sorted(entries, key=lambda e: (e.kecamatan_code, places.get(e.category, len(places)), e.entry)),
        decree=decree,
        minutes=minutes,
        dated=dated,
        site=site,
        addresses=_addresses(result.edition.slug),
        fingerprint=signing.fingerprint(_key_of(result)),
        codes=codes,
    )


def number_of(result: Result) -> int:
    """The version's number; that of an open one is already certain: there is only one, and numbers count up."""
    if result.version is not None:
        return result.version
    last = Result.objects.filter(edition_id=result.edition_id).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _key_of(result: Result) -> str:
    """The key that sealed the result; before it is sealed, the one that will."""
    seal = seal_of(result)
    return seal.key if seal else ""


def _addresses(slug: str) -> Addresses:
    with override("id"):
        return Addresses(
            verification=reverse("scoring:verification"),
            drafts=reverse("scoring:verification-draft"),
            result=reverse("scoring:result", args=[slug]),
        )


# The desk -----------------------------------------------------------------------------------------------------------


def decree_in_force(result: Result) -> Decree | None:
    return Decree.objects.filter(result=result, replaced_at=None).first()


def minutes_in_force(result: Result) -> Minutes | None:
    return Minutes.objects.filter(result=result, replaced_at=None).first()


def results_of(edition: Edition) -> list[Result]:
    """Those that documents may be about: the one on its way, then the published ones, newest first; one query."""
    rows = Result.objects.filter(edition=edition).exclude(status=ResultStatus.DISCARDED).select_related("edition")
    return sorted(rows.without_inputs(), key=lambda one: (one.status == ResultStatus.PUBLISHED, -(one.version or 0)))


def subject_of(results: Sequence[Result], wanted: str) -> Result | None:
    """The result asked for; else the approved one on its way, else the newest published, else the draft."""
    asked = [one for one in results if str(one.pk) == wanted]
    settled = [one for one in results if one.status != ResultStatus.DRAFT]
    return next(iter([*asked, *settled, *results]), None)


@dataclass(frozen=True)
class KindRow:
    """One kind of document of a result: what is in force, and what was."""

    kind: DocumentKind
    issue: DocumentIssue | None
    withdrawn: Sequence[DocumentIssue]
    lacks: str
    code: str = ""

    @property
    def label(self) -> str:
        return str(self.kind.label)


def kind_rows(result: Result, decree: Decree | None, minutes: Minutes | None) -> list[KindRow]:
    """Every kind with what was issued of it; two queries."""
    people = ("issued_by", "withdrawn_by", "decree", "minutes")
    issues = list(DocumentIssue.objects.filter(result=result).select_related(*people).order_by("-issued_at", "-pk"))
    codes = dict(DocumentCode.objects.filter(issue__in=issues, entry=None).values_list("issue_id", "code"))
    rows = []
    for kind in DocumentKind:
        own = [issue for issue in issues if issue.kind == kind]
        current = next((issue for issue in own if issue.withdrawn_at is None), None)
        withdrawn = [issue for issue in own if issue.withdrawn_at is not None]
        code = codes.get(current.pk, "") if current else ""
        rows.append(KindRow(kind, current, withdrawn, _lacks(kind, decree, minutes), code))
    return rows


def _lacks(kind: DocumentKind, decree: Decree | None, minutes: Minutes | None) -> str:
    if kind == DocumentKind.MINUTES and minutes is None:
        return _("Enter the minutes first.")
    if kind in DocumentKind.on_decree() and decree is None:
        return _("Enter the decree first.")
    return ""


def has_stopped(issue: DocumentIssue, now: datetime) -> bool:
    """Whether the making failed, or nobody has worked on it for a while."""
    if issue.status == DocumentStatus.FAILED:
        return True
    return issue.status in DocumentStatus.on_its_way() and (issue.worked_at or issue.issued_at) < now - PATIENCE


def find_issue(edition: Edition, pk: int) -> DocumentIssue | None:
    rows = DocumentIssue.objects.select_related("result__edition", "decree", "minutes", "issued_by")
    return rows.filter(result__edition=edition, pk=pk).first()


# Everybody ----------------------------------------------------------------------------------------------------------


_PUBLIC_ROUTES: Final = {DocumentKind.ANNEX: "scoring:result-annex", DocumentKind.PRESS: "scoring:result-press"}


def public_issue(slug: str, kind: DocumentKind) -> DocumentIssue | None:
    """The document of the newest published version that everybody may read, if it is issued; two queries."""
    version = find_version(slug)
    if version is None:
        return None
    return open_to_all(version.newest).filter(kind=kind).select_related("result__edition").first()


def open_to_all(result: Result) -> QuerySet[DocumentIssue]:
    """Documents in force that everybody may read as soon as the result is published."""
    in_force = DocumentIssue.objects.filter(result=result, kind__in=DocumentKind.public(), withdrawn_at=None)
    return in_force.filter(status=DocumentStatus.READY)


def public_files(version: Version) -> list[tuple[str, str]]:
    """Label and address of the PDFs that everybody may read of this version; one query."""
    if version.is_replaced:
        return []
    kinds = set(open_to_all(version.result).values_list("kind", flat=True))
    words = {DocumentKind.ANNEX: _("Annex of the decree (PDF)"), DocumentKind.PRESS: _("Summary for the press (PDF)")}
    slug = version.result.edition.slug
    with override("id"):  # one file for both languages
        urls = {kind: reverse(name, args=[slug]) for kind, name in _PUBLIC_ROUTES.items()}
    return [(words[kind], urls[kind]) for kind in DocumentKind.public() if kind in kinds]
