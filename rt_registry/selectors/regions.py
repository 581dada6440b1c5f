"""Kecamatan and kelurahan with their number of RTs, year by year."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from django.db.models import Count, Q, QuerySet

from bantar.accounts.models import User
from rt_registry.models import RT, Kecamatan, Kelurahan
from rt_registry.permissions import is_admin, roles_of, sees_everything


Level = Literal["kecamatan", "kelurahan"]


def kecamatan_rt_counts(years: Iterable[int]) -> dict[int, dict[int, int]]:
    """{year: {kecamatan id: RTs that exist at the end of the year}}, in one query."""
    return _rt_counts("kelurahan__kecamatan_id", years)


def kelurahan_rt_counts(years: Iterable[int]) -> dict[int, dict[int, int]]:
    """{year: {kelurahan id: RTs that exist at the end of the year}}, in one query."""
    return _rt_counts("kelurahan_id", years)


def _rt_counts(by: str, years: Iterable[int]) -> dict[int, dict[int, int]]:
    """At the end of the year: an RT that was renumbered in May is one RT of that year, not two."""
    wanted = sorted(set(years))
    if not wanted:
        return {}
    totals = {f"in_{year}": Count("pk", filter=_exists_on(date(year, 12, 31))) for year in wanted}
    rows = list(RT.objects.order_by().values(by).annotate(**totals))
    return {year: {row[by]: row[f"in_{year}"] for row in rows if row[f"in_{year}"]} for year in wanted}


def _exists_on(day: date) -> Q:
    return Q(active_from__lte=day) & (Q(active_until=None) | Q(active_until__gt=day))


def regions_with_rt_counts(year: int) -> list[Kecamatan]:
    """All kecamatan, each with `.kelurahan_list`; both with `.rt_count` at the end of the year. Two queries."""
    end = date(year, 12, 31)
    kelurahan = list(
        Kelurahan.objects.active_on(end)
        .with_kecamatan()
        .annotate(
            rt_count=Count(
                "rts",
                filter=Q(rts__active_from__lte=end) & (Q(rts__active_until=None) | Q(rts__active_until__gt=end)),
            )
        )
        .order_by("code")
    )
    found = list(Kecamatan.objects.order_by("code"))
    for kecamatan in found:
        inside = [one for one in kelurahan if one.kecamatan_id == kecamatan.pk]
        kecamatan.kelurahan_list = inside  # type: ignore[attr-defined]
        kecamatan.rt_count = sum(one.rt_count for one in inside)  # type: ignore[attr-defined]
    return found


def rosters_open_to(user: User) -> QuerySet[Kelurahan]:
    """The kelurahan whose roster this person may read; everything else does not exist for them (404)."""
    everything = Kelurahan.objects.with_kecamatan()
    if sees_everything(user):
        return everything
    roles = roles_of(user)
    kecamatan = roles.verifier_kecamatan | roles.pendamping_kecamatan
    return everything.filter(Q(pk__in=roles.operator_kelurahan) | Q(kecamatan_id__in=kecamatan))


def rosters_kept_by(user: User) -> QuerySet[Kelurahan]:
    """The kelurahan whose roster this person keeps."""
    everything = Kelurahan.objects.with_kecamatan()
    return everything if is_admin(user) else everything.filter(pk__in=roles_of(user).operator_kelurahan)


def named(kelurahan: Sequence[Kelurahan], code: str) -> Kelurahan | None:
    """The one with this code or slug."""
    return next((one for one in kelurahan if code in {one.code, one.slug}), None)
