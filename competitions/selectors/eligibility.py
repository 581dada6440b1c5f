"""Gather what the pure pre-check must know of an entry."""

from collections.abc import Collection, Sequence
from datetime import date

from competitions.domain.eligibility import EntryFacts, RTFacts
from competitions.enums import NominationStatus, Track
from competitions.models import Edition, Nomination, NominationRT
from competitions.selectors.awards import years_won
from rt_registry.models import RT, Kelurahan
from rt_registry.selectors.rts import kk_in_year


def entry_facts(
    *,
    edition: Edition,
    kelurahan: Kelurahan,
    rts: Sequence[RT],
    track: str,
    day: date,
    documents: Collection[str] = (),
    besides: Nomination | None = None,
) -> EntryFacts:
    """What is known today of these RTs as one entry of `kelurahan`; `besides` is the entry itself, if it exists."""
    ids = [rt.pk for rt in rts]
    kk = kk_in_year(ids, edition.year)
    entered = entered_as(edition=edition, rt_ids=ids, besides=besides)
    won = years_won(ids) if track == Track.KENCANA else {}
    return EntryFacts(
        rts=tuple(
            RTFacts(
                label=str(rt),
                kelurahan=rt.kelurahan.code,
                is_active=is_active(rt, day),
                kk=kk.get(rt.pk),
                entered_as=entered.get(rt.pk),
                years_won=won.get(rt.pk, frozenset()),
            )
            for rt in rts
        ),
        year=edition.year,
        track=track,
        categories=edition.size_table(),
        own_kelurahan=frozenset({kelurahan.code}),
        quota=edition.quota_per_kelurahan,
        quota_used=quota_used(edition=edition, kelurahan=kelurahan, besides=besides),
        required_documents=tuple(edition.required_documents),
        documents=frozenset(documents),
    )


def is_active(rt: RT, day: date) -> bool:
    return rt.active_from <= day and (rt.active_until is None or day < rt.active_until)


def entered_as(*, edition: Edition, rt_ids: Sequence[int], besides: Nomination | None = None) -> dict[int, str]:
    """The name of the live entry each RT is in already."""
    members = NominationRT.objects.filter(edition=edition, rt_id__in=rt_ids, is_live=True)
    if besides is not None:
        members = members.exclude(nomination=besides)
    return dict(members.values_list("rt_id", "nomination__label"))


def quota_used(*, edition: Edition, kelurahan: Kelurahan, besides: Nomination | None = None) -> int:
    """The kelurahan's other entries that were handed in; not asked where the edition has no quota."""
    if edition.quota_per_kelurahan is None:
        return 0
    others = Nomination.objects.for_edition(edition).filter(
        kelurahan=kelurahan, status__in=NominationStatus.nominated()
    )
    return (others if besides is None else others.exclude(pk=besides.pk)).count()


def documents_of(nomination: Nomination) -> frozenset[str]:
    return frozenset(nomination.evidence.current().values_list("kind", flat=True))
