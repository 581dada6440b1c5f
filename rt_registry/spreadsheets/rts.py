"""The RTs that rows of entries, sheets and awards speak of, as they were in a year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from django.utils.translation import gettext_lazy as _

from rt_registry.models import RT, Kelurahan, RTSuccession
from rt_registry.services.refusals import shown
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.tables import DataRow


UNKNOWN: Final = _("The roster has no RT %(number)s in %(kelurahan)s in %(year)s. Correct the number or add the RT.")
ENDED: Final = _("%(rt)s ended on %(until)s; in %(year)s it did not exist any more.")
LATER: Final = _("%(rt)s exists since %(since)s; in %(year)s it did not exist yet. A roster of that year adds it.")


class RTBook:
    """All RTs of the city, loaded once; asked by kelurahan, number and year."""

    def __init__(self, rts: Iterable[RT]) -> None:
        self._by_number: dict[tuple[int, int], list[RT]] = defaultdict(list)
        self._numbers: dict[int, list[RT]] = defaultdict(list)
        for rt in rts:
            self._by_number[rt.kelurahan_id, rt.number].append(rt)
            self._numbers[rt.kelurahan_id].append(rt)

    @classmethod
    def load(cls) -> "RTBook":
        """One query."""
        return cls(RT.objects.select_related("kelurahan").order_by("active_from", "pk"))

    def find(self, kelurahan: Kelurahan, number: int, year: int) -> RT | None:
        """The RT of that number on any day of the year, the one that lasted longest if two shared it."""
        alive = [rt for rt in self._by_number.get((kelurahan.pk, number), ()) if _lived_in(rt, year)]
        return alive[-1] if alive else None

    def rts_of(
        self, row: DataRow, kelurahan: Kelurahan, numbers: Sequence[int], year: int, *, column: str = "rt"
    ) -> tuple[list[RT], list[Problem]]:
        """The RTs named in a row; what is wrong where one did not exist in the year."""
        found: list[RT] = []
        problems: list[Problem] = []
        for number in numbers:
            rt = self.find(kelurahan, number, year)
            if rt is None:
                problems.append(self._problem(row, kelurahan, number, year, column))
            else:
                found.append(rt)
        return found, problems

    def _problem(self, row: DataRow, kelurahan: Kelurahan, number: int, year: int, column: str) -> Problem:
        known = self._by_number.get((kelurahan.pk, number), [])
        ended = [rt for rt in known if rt.active_until is not None and rt.active_until <= date(year, 1, 1)]
        words: dict[str, object] = {"year": year, "number": number, "kelurahan": kelurahan.name}
        if ended:
            rt = ended[-1]
            words |= {"rt": rt, "until": shown(rt.active_until or rt.active_from)}
            return row.problem(
                column, code="rt_not_active", message=str(ENDED) % words, suggestion=self._successors(rt)
            )
        if known:
            words |= {"rt": known[0], "since": shown(known[0].active_from)}
            return row.problem(column, code="rt_not_active", message=str(LATER) % words)
        nearest = self._nearest(kelurahan, number, year)
        return row.problem(column, code="unknown_rt", message=str(UNKNOWN) % words, suggestion=nearest)

    def _nearest(self, kelurahan: Kelurahan, number: int, year: int) -> str | None:
        alive = [rt for rt in self._numbers.get(kelurahan.pk, ()) if _lived_in(rt, year)]
        return str(min(alive, key=lambda rt: (abs(rt.number - number), rt.number))) if alive else None

    def _successors(self, rt: RT) -> str | None:
        return ", ".join(str(successor) for successor in self._successions.get(rt.pk, ())) or None

    @cached_property
    def _successions(self) -> dict[int, list[RT]]:
        found: dict[int, list[RT]] = defaultdict(list)
        for link in RTSuccession.objects.select_related("successor__kelurahan"):
            found[link.predecessor_id].append(link.successor)
        return found


def _lived_in(rt: RT, year: int) -> bool:
    return rt.active_from <= date(year, 12, 31) and (rt.active_until is None or rt.active_until > date(year, 1, 1))
