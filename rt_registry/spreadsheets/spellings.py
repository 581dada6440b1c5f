"""Spellings of region names that a person confirmed: asked once, known from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bantar.accounts.models import User
from rt_registry.domain.region_names import squash
from rt_registry.models import RegionAlias


@dataclass(frozen=True)
class ConfirmedName:
    """What a typed name means; `level`: a RegionLevel, `parent`: the code of the kecamatan it stands under, or ""."""

    level: str
    typed: str
    parent: str
    code: str

    @property
    def key(self) -> str:
        return squash(self.typed)


@dataclass(frozen=True)
class NameQuestion:
    """A typed name that a person must place; `candidates`: codes with full names, the suggested one first."""

    level: str
    typed: str
    parent: str
    candidates: tuple[tuple[str, str], ...]
    suggested: str = ""

    def answered(self, code: str) -> ConfirmedName:
        return ConfirmedName(self.level, self.typed, self.parent, code)


def known_names() -> list[ConfirmedName]:
    """One query."""
    rows = RegionAlias.objects.order_by("pk").values_list("level", "typed", "parent", "code")
    return [ConfirmedName(*row) for row in rows]


def remember_names(*, names: Iterable[ConfirmedName], by: User | None, now: datetime) -> None:
    """Keep them; what was confirmed later counts."""
    newest = {(name.level, name.key, name.parent): name for name in names if name.key}
    RegionAlias.objects.bulk_create(
        [
            RegionAlias(
                level=name.level,
                key=name.key[:150],
                parent=name.parent,
                code=name.code,
                typed=name.typed[:150],
                confirmed_by=by,
                confirmed_at=now,
            )
            for name in newest.values()
        ],
        update_conflicts=True,
        unique_fields=["level", "key", "parent"],
        update_fields=["code", "typed", "confirmed_by", "confirmed_at"],
    )
