"""What imports were taught by people: spellings of region names, and meanings of headers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from bantar.accounts.models import User
from rt_registry.models import Kecamatan, Kelurahan, RegionAlias, SheetShape
from rt_registry.selectors.parked import ColumnWords
from rt_registry.spreadsheets.grid import letters


@dataclass(frozen=True)
class SpellingRow:
    """A spelling with the full name of what it means; `within`: where alone it means that, if anywhere."""

    pk: int
    typed: str
    level: str
    name: str
    within: str
    by: User | None
    at: datetime


@dataclass(frozen=True)
class HeaderRow:
    """A header with what its columns mean: (letter, words), those that are not read left out."""

    pk: int
    kind: str
    columns: list[tuple[str, str]]
    unread: int
    by: User | None
    at: datetime


def spellings(text: str = "") -> QuerySet[RegionAlias]:
    """Those that hold a text, as typed or in the name they mean, newest first."""
    found = RegionAlias.objects.select_related("confirmed_by").order_by("-confirmed_at", "-pk")
    if not text:
        return found
    codes = [*Kelurahan.objects.filter(name__icontains=text).values_list("code", flat=True)]
    codes += Kecamatan.objects.filter(name__icontains=text).values_list("code", flat=True)
    return found.filter(Q(typed__icontains=text) | Q(code__in=codes))


def spelling_rows(aliases: Iterable[RegionAlias]) -> list[SpellingRow]:
    """Two queries for all names."""
    kecamatan = dict(Kecamatan.objects.values_list("code", "name"))
    kelurahan = Kelurahan.objects.values_list("code", "name", "kecamatan__name")
    names = kecamatan | {code: f"{name} ({parent})" for code, name, parent in kelurahan}
    return [
        SpellingRow(
            alias.pk,
            alias.typed,
            alias.get_level_display(),
            names.get(alias.code, alias.code),
            kecamatan.get(alias.parent, ""),
            alias.confirmed_by,
            alias.confirmed_at,
        )
        for alias in aliases
    ]


def header_rows() -> list[HeaderRow]:
    """One query."""
    shapes = SheetShape.objects.select_related("taught_by").order_by("-taught_at", "-pk")
    return [_header_row(shape) for shape in shapes]


def _header_row(shape: SheetShape) -> HeaderRow:
    words = ColumnWords(shape.kind)
    said = sorted((int(index), key) for index, key in shape.columns.items())
    columns = [(letters(index), words.of(key)) for index, key in said if key]
    return HeaderRow(shape.pk, shape.kind, columns, len(said) - len(columns), shape.taught_by, shape.taught_at)
