"""What open data may read of the register: awards everybody may know of, recaps, regions, RTs without any person."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from competitions.enums import Phase
from competitions.models import Award, Edition, RecapRow
from rt_registry.models import RT, Kecamatan, Kelurahan, RegionBoundary, RTSuccession
from scoring.models import Indicator
from scoring.selectors.results import published_results


def public_awards() -> QuerySet[Award]:
    """Awards of published results and of archives; those of an edition that nobody may know of are not there."""
    published = published_results().order_by().values("edition_id")
    known = Q(edition_id__in=published) | Q(edition__is_archive=True)
    return Award.objects.filter(known).exclude(edition__phase=Phase.DRAFT)


def awards_of(edition: Edition) -> list[Award]:
    """The awards of one edition in a fixed order; one query."""
    awards = public_awards().filter(edition=edition).select_related("rt__kelurahan__kecamatan")
    return list(awards.defer("loss_reason", "rt__head_name").order_by("entry_code", "rt_id"))


def official_wording() -> dict[str, str]:
    """The wording of each indicator by its code; one query."""
    return dict(Indicator.objects.order_by("order").values_list("code", "wording"))


def indicators() -> list[Indicator]:
    return list(Indicator.objects.order_by("order"))


def archive_edition(slug: str) -> Edition | None:
    """A past year of which only the winners are left; one query."""
    return Edition.objects.filter(slug=slug, is_archive=True).exclude(phase=Phase.DRAFT).first()


def recap_rows(year: int | None = None) -> list[RecapRow]:
    """The recaps of all past years, or of one; one query."""
    rows = RecapRow.objects.select_related("recap", "kecamatan").order_by("recap__year", "kecamatan__code")
    return list(rows if year is None else rows.filter(recap__year=year))


def kecamatan_lines() -> list[tuple[str, str]]:
    return list(Kecamatan.objects.order_by("code").values_list("code", "name"))


def kelurahan_lines() -> list[Kelurahan]:
    return list(Kelurahan.objects.select_related("kecamatan").order_by("code"))


def boundaries() -> Iterable[RegionBoundary]:
    return RegionBoundary.objects.order_by("level", "code")


def rts() -> QuerySet[RT]:
    """Every RT there is or was, without the name of its head."""
    return RT.objects.select_related("kelurahan").defer("head_name").order_by("kelurahan__code", "number", "pk")


def successions() -> list[tuple[int, int, str, str]]:
    """Which RT became which, how, and when; the notes of officials stay inside. One query."""
    rows = RTSuccession.objects.order_by("on", "pk").values_list("predecessor_id", "successor_id", "kind", "on")
    return [(before, after, kind, on.isoformat()) for before, after, kind, on in rows]


def all_awards() -> list[Award]:
    """Every award that everybody may know of, oldest edition first; one query."""
    awards = public_awards().select_related("edition").defer("loss_reason")
    return list(awards.order_by("edition__year", "edition__period", "edition_id", "entry_code", "rt_id"))
