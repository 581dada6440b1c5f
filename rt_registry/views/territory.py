"""Which roster a request is about: the kelurahan in the address, or the only one the person keeps."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from bantar.web.http import SignedInRequest, require
from rt_registry.models import RT, Kelurahan
from rt_registry.permissions import can_keep_roster, is_operator, is_pendamping, is_verifier, sees_everything
from rt_registry.selectors.regions import named, rosters_open_to


@dataclass(frozen=True)
class Territory:
    """The rosters a person may read, and the one that is meant; None: it has to be chosen first."""

    open: list[Kelurahan]
    chosen: Kelurahan | None

    @property
    def is_choice(self) -> bool:
        return len(self.open) > 1


def reads_rosters(request: SignedInRequest) -> bool:
    user = request.user
    return is_operator(user) or is_verifier(user) or is_pendamping(user) or sees_everything(user)


def territory_of(request: SignedInRequest) -> Territory:
    """Read ?kelurahan=<code or slug>; a kelurahan that is not this person's does not exist."""
    require(reads_rosters(request))
    open_to_read = list(rosters_open_to(request.user).order_by("kecamatan__name", "name"))
    asked = request.GET.get("kelurahan", "").strip()
    if asked:
        chosen = named(open_to_read, asked)
        if chosen is None:
            raise Http404
        return Territory(open_to_read, chosen)
    return Territory(open_to_read, open_to_read[0] if len(open_to_read) == 1 else None)


def kept_kelurahan(request: SignedInRequest) -> Kelurahan:
    """The kelurahan to write in: 404 where none is meant, 403 where one may only read."""
    territory = territory_of(request)
    if territory.chosen is None:
        raise Http404
    require(can_keep_roster(request.user, territory.chosen))
    return territory.chosen


def readable_rt(request: SignedInRequest, pk: int) -> RT:
    require(reads_rosters(request))
    rts = RT.objects.filter(kelurahan__in=rosters_open_to(request.user)).with_territory()
    return get_object_or_404(rts, pk=pk)


def kept_rt(request: SignedInRequest, pk: int) -> RT:
    rt = readable_rt(request, pk)
    require(can_keep_roster(request.user, rt.kelurahan))
    return rt
