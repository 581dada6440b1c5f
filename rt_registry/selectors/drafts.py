"""What the page of an upload shows: what was read, what has to be decided, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from rt_registry.enums import ImportState, RegionLevel
from rt_registry.models import ImportBatch, ImportDraft, Kecamatan, ParkedRow
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.draft_picture import cropped_problem
from rt_registry.spreadsheets.kinds import kind_named, kind_names
from rt_registry.spreadsheets.preview_words import STATUS, STATUS_LABEL, in_words


SHOWN_HEADINGS: Final = 60
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class DraftPicture:
    """A draft with its preview; templates ask it questions instead of deciding."""

    draft: ImportDraft

    @cached_property
    def said(self) -> Mapping[str, Any]:
        return dict(self.draft.report or {})

    @property
    def answers(self) -> Mapping[str, Any]:
        return dict(self.draft.answers)

    @property
    def has_preview(self) -> bool:
        return self.draft.state == ImportState.READY and bool(self.said)

    @property
    def is_pending(self) -> bool:
        """Whether it has to be looked at (again) before anything can be said."""
        return self.draft.state == ImportState.WAITING or not self.said

    @property
    def is_unreadable(self) -> bool:
        return self.draft.state == ImportState.FAILED

    @property
    def does_something(self) -> bool:
        rows = self.said.get("rows", {})
        return bool(rows.get("new") or rows.get("changed") or self.said.get("parked_anew"))

    @property
    def is_blocked(self) -> bool:
        return bool(self.said.get("blocking"))

    @property
    def can_store(self) -> bool:
        return self.has_preview and not self.is_blocked and self.does_something and bool(self.draft.fingerprint)

    @property
    def may_park(self) -> bool:
        return bool(self.said.get("parkable") or self.answers.get("park"))

    @cached_property
    def columns(self) -> Sequence[Column]:
        return kind_named(self.draft.kind).columns if self.draft.kind in kind_names() else ()

    @cached_property
    def headings(self) -> list[Mapping[str, Any]]:
        """Those that mean something first in line when a sheet has too many to show."""
        found = (self.said.get("header") or {}).get("headings", [])
        if len(found) <= SHOWN_HEADINGS:
            return list(found)
        chosen = sorted(found, key=lambda heading: (not heading["key"], not heading["text"], heading["index"]))
        return sorted(chosen[:SHOWN_HEADINGS], key=lambda heading: heading["index"])

    @property
    def lacks_columns(self) -> bool:
        header = self.said.get("header")
        return header is not None and not self.said.get("header_row")

    @property
    def columns_read(self) -> int:
        return sum(bool(heading["key"]) for heading in (self.said.get("header") or {}).get("headings", ()))

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        """Spellings that are still asked, then those answered, which may be answered otherwise."""
        asked = list(self.said.get("names", ()))
        open_ids = {question["id"] for question in asked}
        answered = [name for name in self.answers.get("names", ()) if name["id"] not in open_ids]
        return [*asked, *answered]

    def mapping(self) -> dict[str, Any]:
        """What each heading means by now, as the form of the columns holds it."""
        header, taught = self.said.get("header") or {}, self.answers.get("taught") or {}
        found: dict[str, Any] = {"first": header.get("first", 0) + 1, "last": header.get("last", 0) + 1}
        for heading in header.get("headings", ()):
            at = heading["index"]
            key, _, year = taught.get("columns", {}).get(str(at), heading["key"]).partition("@")
            found |= {f"column-{at}": key, f"year-{at}": year}
        return found

    def answered(self) -> dict[str, str]:
        """What each spelling was answered with, as the form of the names holds it."""
        found: dict[str, str] = {}
        for name in self.answers.get("names", ()):
            is_candidate = name["code"] in {code for code, _ in name["candidates"]}
            found[f"{'name' if is_candidate else 'other'}-{name['id']}"] = name["code"]
        return found

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """With the column's own words where a change is named by its key."""
        words = {STATUS: STATUS_LABEL, **{column.key: column.label or column.key for column in self.columns}}
        return [
            {**change, "fields": [self._in_words(field, words) for field in change["fields"]]}
            for change in self.said.get("changes", ())
        ]

    def _in_words(self, field: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
        kind, name = self.draft.kind, field["name"]
        shown = {when: in_words(kind, name, field[when]) for when in ("before", "after")}
        return {**field, **shown, "label": _label(name, words)}


def _label(name: str, words: Mapping[str, Any]) -> str:
    key, _, year = name.partition("@")
    label = str(words.get(key, key.replace("_", " ")))
    return f"{label} ({year})" if year else label


def regions_for(questions: Iterable[Mapping[str, Any]]) -> list[Groups]:
    """For each question every region that could be meant: one query."""
    questions = list(questions)
    if not questions:
        return []
    rows = Kecamatan.objects.order_by("name", "kelurahan_set__name")
    names: dict[str, str] = {}
    below: dict[str, list[tuple[str, str]]] = {}
    for code, name, inner, inner_name in rows.values_list("code", "name", "kelurahan_set__code", "kelurahan_set__name"):
        names[code] = name
        below.setdefault(code, []).extend([(inner, inner_name)] if inner else [])
    everywhere = [(f"Kecamatan {name}", below[code]) for code, name in names.items() if below[code]]
    all_kecamatan = [("Kecamatan", list(names.items()))]
    return [_regions(question, all_kecamatan, everywhere, names, below) for question in questions]


def _regions(
    question: Mapping[str, Any],
    all_kecamatan: Groups,
    everywhere: Groups,
    names: Mapping[str, str],
    below: Mapping[str, list[tuple[str, str]]],
) -> Groups:
    if question["level"] == RegionLevel.KECAMATAN:
        return all_kecamatan
    parent = question["parent"]
    return [(f"Kecamatan {names[parent]}", below[parent])] if below.get(parent) else everywhere


def open_drafts() -> QuerySet[ImportDraft]:
    """Uploads that wait for somebody, newest first; whoever of the admins goes on."""
    drafts = ImportDraft.objects.exclude(state__in=(ImportState.STORED, ImportState.CANCELLED))
    return drafts.select_related("uploaded_by").defer("report", "answers").order_by("-uploaded_at")


def stored_imports() -> QuerySet[ImportBatch]:
    """Newest first, each with how many of its rows still wait to be placed."""
    waiting = Count("parked", filter=Q(parked__resolved_at=None))
    batches = ImportBatch.objects.select_related("imported_by").annotate(waiting=waiting, counts=F("report__rows"))
    return batches.defer("report", "columns").order_by("-imported_at", "-pk")


def problems_of(batch: ImportBatch, *, most: int) -> tuple[list[dict[str, Any]], int]:
    """What was said of a stored sheet, the weightier first, and how much there is of it."""
    problems = sorted(batch.report.get("problems", ()), key=lambda problem: problem.get("severity") == "warning")
    return [cropped_problem(problem) for problem in problems[:most]], len(problems)


def parked_rows(batch: ImportBatch) -> list[ParkedRow]:
    """Rows set aside, those that still wait first."""
    return list(batch.parked.order_by(F("resolved_at").asc(nulls_first=True), "row"))
