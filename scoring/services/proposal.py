"""Spread entries over teams, kecamatan by kecamatan, so that a team's day stays in one part of the city."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from bantar.accounts.models import User
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import RoleGrant
from scoring.models import AssessmentTeam, Assignment, TeamMember
from scoring.refusals import NoTeamMayVisit, NoTeams, NothingToAssign
from scoring.services.teams import assign_many


@transaction.atomic
def assign_by_kecamatan(
    *, edition: Edition, first_day: date, per_day: int, by: User | None, now: datetime
) -> tuple[int, int]:
    """Give every entry without a team to one, the largest kecamatan first, to the team with least to do.

    Teams with a pendamping of the kecamatan are left out there. Returns how many entries went to how many teams.
    """
    teams = list(AssessmentTeam.objects.filter(edition=edition))
    entries = list(
        Nomination.objects.for_edition(edition).competing().filter(assignment=None).with_territory().order_by("code")
    )
    if not teams:
        raise NoTeams
    if not entries:
        raise NothingToAssign
    shares = _shares(entries, teams, _barred(edition))
    for team, share in shares.items():
        for offset in range(0, len(share), per_day):
            day = first_day + timedelta(days=offset // per_day)
            assign_many(nominations=share[offset : offset + per_day], team=team, visit_on=day, by=by, now=now)
    return len(entries), len(shares)


def _shares(
    entries: Sequence[Nomination], teams: Sequence[AssessmentTeam], barred: Mapping[int, set[int]]
) -> dict[AssessmentTeam, list[Nomination]]:
    load = Counter(Assignment.objects.filter(team__in=teams).values_list("team_id", flat=True))
    by_kecamatan = defaultdict(list)
    for entry in entries:
        by_kecamatan[entry.kelurahan.kecamatan_id].append(entry)
    shares: dict[AssessmentTeam, list[Nomination]] = defaultdict(list)
    for kecamatan, group in sorted(by_kecamatan.items(), key=lambda item: (-len(item[1]), item[0])):
        allowed = [team for team in teams if kecamatan not in barred.get(team.pk, set())]
        if not allowed:
            raise NoTeamMayVisit(kecamatan=group[0].kelurahan.kecamatan.name)
        team = min(allowed, key=lambda one: (load[one.pk], one.name))
        shares[team].extend(group)
        load[team.pk] += len(group)
    return shares


def _barred(edition: Edition) -> dict[int, set[int]]:
    """Per team the kecamatan in which one of its members is pendamping."""
    members = dict(
        TeamMember.objects.filter(edition=edition, assessor__user__isnull=False).values_list(
            "assessor__user_id", "team_id"
        )
    )
    barred: dict[int, set[int]] = defaultdict(set)
    grants = RoleGrant.objects.filter(role=Role.PENDAMPING, active_until=None, user_id__in=members)
    for user_id, kecamatan_id in grants.values_list("user_id", "kecamatan_id"):
        barred[members[user_id]].add(kecamatan_id or 0)
    return barred
