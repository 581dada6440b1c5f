"""The RTs an operator may choose from, and what the pre-check says of a choice."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from competitions.domain.eligibility import check_entry
from competitions.domain.size_category import near_border
from competitions.entry_names import category_of, entry_label
from competitions.enums import Track
from competitions.models import Edition, Nomination
from competitions.rule_words import say
from competitions.selectors.eligibility import entered_as, entry_facts
from competitions.selectors.nominations import BORDER
from rt_registry.models import RT, Kelurahan
from rt_registry.selectors.rts import kk_in_year


@dataclass(frozen=True)
class RTChoice:
    """One RT to tick, with what is known of it."""

    rt: RT
    kk: int | None
    category: str
    entered_as: str
    ticked: bool


@dataclass(frozen=True)
class Preview:
    """What a choice would become, and every rule that speaks against it."""

    label: str
    kk: int | None
    category: str
    prize: int | None
    near_border: bool
    broken: tuple[str, ...]
    documents: tuple[str, ...]


def selectable_rts(kelurahan: Kelurahan, day: date, *, besides: Nomination | None = None) -> QuerySet[RT]:
    """The active RTs of a kelurahan, and those already in the entry being changed."""
    active = Q(pk__in=RT.objects.active_on(day).in_kelurahan(kelurahan.pk))
    if besides is not None:
        active |= Q(entries__nomination=besides)
    return RT.objects.filter(active).select_related("kelurahan").distinct().order_by("number", "pk")


def rt_choices(
    *, rts: Iterable[RT], edition: Edition, ticked: Collection[int], besides: Nomination | None = None
) -> list[RTChoice]:
    """Every RT, ticked ones first, with its KK of the year, its size, and the entry it is in. Four queries."""
    every = sorted(rts, key=lambda rt: rt.pk not in ticked)
    ids = [rt.pk for rt in every]
    counts, table = kk_in_year(ids, edition.year), edition.size_table()
    entered = entered_as(edition=edition, rt_ids=ids, besides=besides)
    return [
        RTChoice(rt, counts.get(rt.pk), category_of(counts.get(rt.pk), table), entered.get(rt.pk, ""), rt.pk in ticked)
        for rt in every
    ]


def choice_preview(
    *,
    edition: Edition,
    kelurahan: Kelurahan,
    rts: Sequence[RT],
    track: str,
    day: date,
    besides: Nomination | None = None,
) -> Preview | None:
    """None while nothing is chosen. Documents still to come are listed, not counted as broken."""
    if not rts:
        return None
    facts = entry_facts(
        edition=edition,
        kelurahan=kelurahan,
        rts=rts,
        track=track or Track.REGULER,
        day=day,
        documents=edition.required_documents,
        besides=besides,
    )
    category = category_of(facts.kk, facts.categories)
    prize = next((c.prize_on(facts.track) for c in facts.categories if c.code == category), None)
    return Preview(
        label=entry_label(kelurahan.name, [rt.number for rt in rts]),
        kk=facts.kk,
        category=category,
        prize=prize,
        near_border=facts.kk is not None and near_border(facts.kk, facts.categories, BORDER),
        broken=tuple(say(rule) for rule in check_entry(facts)),
        documents=tuple(edition.required_documents),
    )
