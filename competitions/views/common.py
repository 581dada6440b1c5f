"""What the pages of this app share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest
from competitions.domain.size_category import SizeCategory
from competitions.models import Evidence, Nomination, NominationRT
from competitions.permissions import can_see_removed_evidence
from competitions.refusals import RuleBroken
from competitions.selectors.nominations import is_near_border, told_to_territory
from rt_registry.permissions import sees_everything


def visible_nomination(request: SignedInRequest, pk: int) -> Nomination:
    """The entry, or 404 for those who may not know of it."""
    return get_object_or_404(Nomination.objects.visible_to(request.user).with_territory(), pk=pk)


@dataclass(frozen=True)
class EntryDetails:
    """What every page of one entry prints."""

    nomination: Nomination
    members: list[NominationRT]
    evidence: list[Evidence]
    trace: list[TraceEntry]
    table: tuple[SizeCategory, ...]
    near_border: bool

    @property
    def is_joined(self) -> bool:
        return len(self.members) > 1

    @property
    def prize(self) -> int | None:
        codes = {category.code: category.prize_on(self.nomination.track) for category in self.table}
        return codes.get(self.nomination.category_code)

    @property
    def photos(self) -> list[Evidence]:
        return [one for one in self.evidence if one.content_type.startswith("image/")]

    @property
    def documents(self) -> list[Evidence]:
        return [one for one in self.evidence if not one.content_type.startswith("image/")]


def details_of(request: SignedInRequest, nomination: Nomination) -> EntryDetails:
    """Members, evidence, trace and sizes of an entry, in four queries."""
    evidence = Evidence.objects.filter(nomination=nomination).select_related("released", "uploaded_by")
    if not can_see_removed_evidence(request.user):
        evidence = evidence.filter(removed_at=None)
    prefetch_related_objects([nomination.edition], "categories")
    table = nomination.edition.size_table()
    return EntryDetails(
        nomination=nomination,
        members=list(nomination.members.all()),
        evidence=list(evidence),
        trace=list(_trace_for(request.user, nomination)),
        table=table,
        near_border=is_near_border(nomination, table),
    )


def _trace_for(user: User, nomination: Nomination) -> QuerySet[TraceEntry]:
    """Officials read everything; kelurahan and kecamatan not who was held in conflict, or who handed in no sheet."""
    entries = TraceEntry.objects.about(nomination).with_actor()
    return entries if sees_everything(user) else entries.filter(told_to_territory())


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the POST data, also an empty one, or nothing on GET."""
    return request.POST if request.method == "POST" else None


def attempt(request: HttpRequest, form: forms.Form | None, act: Callable[[], object]) -> bool:
    """Do the act; a refusal lands on the form's fields, or as a message where there is no form."""
    try:
        act()
    except RuleBroken as refusal:
        for rule, sentence in zip(refusal.broken, refusal.sentences, strict=True):
            _say(request, form, rule.field, sentence)
        return False
    except Refusal as refusal:
        _say(request, form, "", " ".join(part for part in (str(refusal), str(refusal.rule)) if part))
        return False
    return True


def _say(request: HttpRequest, form: forms.Form | None, field: str, sentence: str) -> None:
    if form is None:
        messages.error(request, sentence)
    else:
        form.add_error(field if field in form.fields else None, sentence)


def say_errors(request: HttpRequest, form: forms.Form) -> None:
    """For forms without a page of their own: what is wrong, as messages on the page one returns to."""
    for error in _errors_of(form):
        messages.error(request, error)


def _errors_of(form: forms.Form) -> Iterable[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
