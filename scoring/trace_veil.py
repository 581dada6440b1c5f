"""What the trace tells of a result on its way, and to whom."""

from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q

from bantar.accounts.models import User
from bantar.trace.veils import register_veil
from competitions.enums import Phase
from competitions.models import Edition
from scoring.models import Result
from scoring.permissions import can_see_cockpit


_TELLING: Final = ("result.", "decision.", "decree.", "minutes.", "document.")
"""Acts whose details and reasons hold figures, ties, or whether there is a winner at all."""


def register() -> None:
    """Put the veil over the trace."""
    register_veil(provisional_acts)


def provisional_acts(user: User) -> Q:
    """Until the publication, acts on a result are for those who may see provisional figures (DOMAIN 4)."""
    if can_see_cockpit(user):
        return Q()
    on_its_way = Q(scope__in=Edition.objects.filter(phase__in=Phase.before_publication()).values("slug"))
    on_its_way |= Q(scope__in=Result.objects.open().values("edition__slug"))
    return ~(reduce(or_, (Q(act__startswith=prefix) for prefix in _TELLING)) & on_its_way)
