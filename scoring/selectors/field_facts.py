"""What is stored about sheets on their way, read once for a whole edition; no value of any sheet among it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from bantar.web.formats import natural
from competitions.models import Edition
from scoring.enums import MessageKind, MessageOutcome, PaperStatus, SheetStatus
from scoring.models import (
    ConflictMark,
    FieldMessage,
    HeldVisit,
    PaperSheet,
    ScoreSheet,
    SheetPhoto,
    SheetRevision,
    TeamMember,
)


Key = tuple[int, int]
"""Entry and assessor: one sheet, begun or not."""


@dataclass(frozen=True)
class Person:
    """An assessor."""

    pk: int
    name: str
    office: str | None


@dataclass(frozen=True)
class OnPhone:
    """A visit on a phone, as the phone told it when it was last heard of."""

    label: str
    seen_at: datetime
    filled: int = 0
    photos: int = 0
    unsent: int = 0


@dataclass(frozen=True)
class PhotoCount:
    """Photos of a sheet: announced by the phone, received whole, and those that do not count by the reason."""

    announced: int = 0
    received: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "PhotoCount") -> "PhotoCount":
        return PhotoCount(
            self.announced + other.announced, self.received + other.received, self.refused + other.refused
        )


@dataclass(frozen=True)
class StoredSheet:
    pk: int
    status: str
    source: str
    submitted_at: datetime | None
    filled: int
    is_reopened: bool = False

    @property
    def is_submitted(self) -> bool:
        return self.status == SheetStatus.SUBMITTED


@dataclass(frozen=True)
class OnPaper:
    """A sheet that lies on paper and is not confirmed yet."""

    pk: int
    state: str


@dataclass
class KeptPile:
    """What was received of one sheet and is kept aside for one reason."""

    label: str
    name: str
    count: int = 0
    received_at: datetime | None = None


@dataclass
class Facts:
    """By entry and assessor."""

    people: dict[int, Person] = field(default_factory=dict)
    members: defaultdict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    strangers: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    sheets: dict[Key, StoredSheet] = field(default_factory=dict)
    marks: set[Key] = field(default_factory=set)
    phones: defaultdict[Key, list[OnPhone]] = field(default_factory=lambda: defaultdict(list))
    photos: dict[Key, PhotoCount] = field(default_factory=dict)
    papers: dict[Key, OnPaper] = field(default_factory=dict)
    receipts: dict[Key, str] = field(default_factory=dict)
    contested: defaultdict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    kept: dict[tuple[int, int, str], KeptPile] = field(default_factory=dict)


def facts_of(edition: Edition) -> Facts:
    """Seven queries, however many sheets there are."""
    facts = Facts()
    _read_people(edition, facts)
    _read_sheets(edition, facts)
    facts.marks = set(
        ConflictMark.objects.in_force().filter(nomination__edition=edition).values_list("nomination_id", "assessor_id")
    )
    _read_phones(edition, facts)
    _read_messages(edition, facts)
    facts.papers = _papers(edition)
    facts.photos = _photo_counts(edition)
    return facts


def _papers(edition: Edition) -> dict[Key, OnPaper]:
    """Papers on their way into a sheet; one query."""
    rows = PaperSheet.objects.filter(nomination__edition=edition).exclude(
        status__in=[PaperStatus.CONFIRMED, PaperStatus.DISCARDED]
    )
    return {
        (nomination, assessor): OnPaper(pk, str(PaperStatus(status).label))
        for nomination, assessor, pk, status in rows.values_list("nomination_id", "assessor_id", "pk", "status")
    }


def _photo_counts(edition: Edition) -> dict[Key, PhotoCount]:
    """Photos by sheet, those taken back left out; one query."""
    rows = (
        SheetPhoto.objects.filter(removed_at=None, nomination__edition=edition)
        .order_by()
        .values_list("nomination_id", "assessor_id", "problem")
        .annotate(announced=Count("pk"), received=Count("pk", filter=Q(received_at__isnull=False)))
    )
    counts: defaultdict[Key, PhotoCount] = defaultdict(PhotoCount)
    for nomination, assessor, problem, announced, received in rows:
        refused = Counter({problem: announced} if problem else {})
        counts[nomination, assessor] += PhotoCount(announced, received, refused)
    return dict(counts)


PERSON: Final = ("assessor_id", "assessor__name", "assessor__office__name")


def _read_people(edition: Edition, facts: Facts) -> None:
    rows = TeamMember.objects.filter(edition=edition).order_by("pk").values_list("is_lead", "team_id", *PERSON)
    for _, team, *person in sorted(rows, key=lambda row: (not row[0], natural(row[3]))):  # the lead first
        known = Person(*person)
        facts.members[team].append(known)
        facts.people[known.pk] = known


def _read_sheets(edition: Edition, facts: Facts) -> None:
    reopened = SheetRevision.objects.filter(sheet_id=OuterRef("pk"), act="reopened")
    rows = (
        ScoreSheet.objects.filter(nomination__edition=edition)
        .annotate(
            filled=Count("scores", filter=Q(scores__value__isnull=False)),
            is_reopened=Exists(reopened),
        )
        .order_by()
        .values_list(*PERSON, "nomination_id", "pk", "status", "source", "submitted_at", "filled", "is_reopened")
    )
    for assessor, name, office, nomination, *sheet in rows:
        facts.sheets[nomination, assessor] = StoredSheet(*sheet)
        _know(facts, nomination, Person(assessor, name, office))


def _know(facts: Facts, nomination: int, person: Person) -> None:
    facts.people.setdefault(person.pk, person)
    facts.strangers[nomination].add(person.pk)


def _read_phones(edition: Edition, facts: Facts) -> None:
    """A phone belongs to whoever's store it is; an account that is no assessor's any more is left out."""
    rows = (
        HeldVisit.objects.filter(nomination__edition=edition, device__user__assessor__isnull=False)
        .select_related("device")
        .annotate(
            assessor_id=F("device__user__assessor"),
            name=F("device__user__assessor__name"),
            office=F("device__user__assessor__office__name"),
        )
        .order_by("-seen_at")
    )
    for held in rows:
        person = Person(held.assessor_id, held.name, held.office)
        phone = OnPhone(str(held.device), held.seen_at, held.filled, held.photos, held.unsent)
        facts.phones[held.nomination_id, person.pk].append(phone)
        if held.filled or held.unsent:
            _know(facts, held.nomination_id, person)


def _read_messages(edition: Edition, facts: Facts) -> None:
    """Receipts of submitted sheets, lines on which phones differ, and what is kept aside; one query."""
    waiting = Q(outcome=MessageOutcome.CONFLICT, settled_at=None)
    submitted = Q(kind=MessageKind.SUBMIT, outcome=MessageOutcome.APPLIED)
    rows = (
        FieldMessage.objects.filter(waiting | submitted | Q(outcome=MessageOutcome.KEPT), nomination__edition=edition)
        .annotate(counts_at=Coalesce("settled_at", "received_at"))
        .order_by("received_at", "seq")
        .values_list(
            *("nomination_id", "assessor_id", "outcome", "code", "kind", "reason", "receipt", "received_at"),
            *("counts_at", "nomination__label", "assessor__name"),
        )
    )
    for nomination, assessor, outcome, code, kind, reason, receipt, received_at, counts_at, label, name in rows:
        if outcome == MessageOutcome.KEPT:
            pile = facts.kept.setdefault((nomination, assessor, reason), KeptPile(label, name))
            pile.count, pile.received_at = pile.count + 1, received_at
        elif outcome == MessageOutcome.CONFLICT:
            facts.contested[nomination, assessor].add(code or kind)
        elif _is_of(facts.sheets.get((nomination, assessor)), counts_at):
            facts.receipts.setdefault((nomination, assessor), receipt)


def _is_of(sheet: StoredSheet | None, counts_at: datetime) -> bool:
    """Whether a submission is that of the sheet as it stands; after a reopening, the form or a paper may have been."""
    return sheet is not None and sheet.submitted_at is not None and counts_at >= sheet.submitted_at
