"""Everything a phone needs to fill in sheets without signal: visits, rules, indicators, outlines. Constant queries."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.web.geometry import rings_of
from competitions.models import Edition, Nomination, NominationRT
from rt_registry.models import RegionBoundary
from scoring.enums import MessageOutcome
from scoring.models import FieldMessage, Indicator
from scoring.selectors.field_story import StoryYear, stories_of
from scoring.selectors.public_words import category_word
from scoring.selectors.sheets import MOST_BUTTONS
from scoring.selectors.visits import RUNNING, Visit, visits_of


GONE: Final = "gone"
"""A visit that is no longer the user's."""
_DECIMALS: Final = 5
"""Of a degree: about a metre."""


@dataclass(frozen=True)
class PlanRules:
    name: str
    scale_max: int
    levels: Mapping[str, str]
    has_buttons: bool


@dataclass(frozen=True)
class PlanIndicator:
    code: str
    aspect: str
    wording: str
    guide: str
    level_guide: Mapping[str, str]


@dataclass(frozen=True)
class PlanMember:
    rt: str
    kk: int | None
    story: tuple[StoryYear, ...]


@dataclass(frozen=True)
class PlanVisit:
    """One visit. `state` as on the day's page, or `GONE`; `boundary` the code of its outline."""

    id: int
    edition: str
    label: str
    kelurahan: str
    kecamatan: str
    category: str
    kk: int | None
    track: str
    team: str
    day: date | None
    order: int
    is_lead: bool
    state: str
    address: str
    members: tuple[PlanMember, ...]
    note: str
    boundary: str


@dataclass(frozen=True)
class PlanUser:
    id: int
    name: str


@dataclass(frozen=True)
class Plan:
    user: PlanUser
    rules: Mapping[str, PlanRules]
    indicators: tuple[PlanIndicator, ...]
    visits: tuple[PlanVisit, ...]
    boundaries: Mapping[str, Sequence[Sequence[tuple[float, float]]]]

    @property
    def digest(self) -> str:
        """The same plan in the same language has the same one."""
        text = json.dumps([get_language(), asdict(self)], sort_keys=True, default=str, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def field_plan(user: User) -> Plan:
    """What the user is to visit in the running editions. Nine queries."""
    visits = visits_of(user)
    visits += _left_behind(user, {visit.nomination.pk for visit in visits})
    members = _members([visit.nomination.pk for visit in visits])
    editions = {visit.nomination.edition_id: visit.nomination.edition for visit in visits}
    return Plan(
        user=PlanUser(user.pk, user.display_name or user.username),
        rules={edition.slug: rules for edition, rules in _rules(editions)},
        indicators=tuple(_indicator(one) for one in Indicator.objects.order_by("order")),
        visits=tuple(_visit(visit, members.get(visit.nomination.pk, ())) for visit in visits),
        boundaries=_boundaries({visit.nomination.kelurahan.code for visit in visits}),
    )


def _left_behind(user: User, known: Collection[int]) -> list[Visit]:
    """Visits that are no longer the user's, of which something came too late to count: they should see why."""
    late = FieldMessage.objects.filter(
        nomination=OuterRef("pk"), assessor__user=user, outcome=MessageOutcome.KEPT, settled_at=None
    )
    rows = Nomination.objects.filter(Exists(late), edition__phase__in=RUNNING).exclude(pk__in=known)
    return [
        Visit(entry, "", None, 0, None, None, 0, in_conflict=False, is_lead=False)
        for entry in rows.select_related("kelurahan__kecamatan", "edition").order_by("pk")
    ]


def _rules(editions: Mapping[int, Edition]) -> list[tuple[Edition, PlanRules]]:
    rows = Edition.objects.filter(pk__in=editions).select_related("rulebook").order_by("pk")
    return [(edition, _rules_of(edition)) for edition in rows]


def _rules_of(edition: Edition) -> PlanRules:
    book = edition.rulebook
    has_buttons = book.scale_max <= MOST_BUTTONS
    return PlanRules(edition.name, book.scale_max, dict(book.levels or {}) if has_buttons else {}, has_buttons)


def _indicator(one: Indicator) -> PlanIndicator:
    return PlanIndicator(one.code, str(one.aspect), one.wording, one.guide, dict(one.level_guide or {}))


def _members(nominations: Collection[int]) -> dict[int, tuple[PlanMember, ...]]:
    rows = list(NominationRT.objects.filter(nomination_id__in=nominations).order_by("number"))
    stories = stories_of({row.rt_id for row in rows})
    found: dict[int, list[PlanMember]] = defaultdict(list)
    for row in rows:
        found[row.nomination_id].append(PlanMember(f"{row.number:03d}", row.kk, stories.get(row.rt_id, ())))
    return {nomination: tuple(members) for nomination, members in found.items()}


def _visit(visit: Visit, members: tuple[PlanMember, ...]) -> PlanVisit:
    entry = visit.nomination
    return PlanVisit(
        id=entry.pk,
        edition=entry.edition.slug,
        label=entry.label,
        kelurahan=entry.kelurahan.name,
        kecamatan=entry.kelurahan.kecamatan.name,
        category=category_word(entry.category_code),
        kk=entry.kk,
        track=str(entry.get_track_display()),
        team=visit.team,
        day=visit.visit_on,
        order=visit.order,
        is_lead=visit.is_lead,
        state=visit.state if visit.team else GONE,
        address=_address(entry, members),
        members=members,
        note=entry.note,
        boundary=entry.kelurahan.code,
    )


def _address(entry: Nomination, members: Sequence[PlanMember]) -> str:
    """Where to go, as one says it to a driver."""
    where = {
        "rts": ", ".join(member.rt for member in members),
        "kelurahan": entry.kelurahan.name,
        "kecamatan": entry.kelurahan.kecamatan.name,
    }
    return _("RT %(rts)s, Kelurahan %(kelurahan)s, Kecamatan %(kecamatan)s") % where


def _boundaries(codes: Collection[str]) -> dict[str, Any]:
    rows = RegionBoundary.objects.filter(code__in=codes).order_by("code").values_list("code", "geometry")
    return {
        code: [[(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in ring] for ring in rings_of(geometry)]
        for code, geometry in rows
    }
