"""Which edition the winners of a (year, period) belong to."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext_lazy as _

from competitions.enums import Phase
from competitions.models import Edition
from competitions.spreadsheets.editions import edition_named, unknown_edition
from rt_registry.spreadsheets.kinds import Context
from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.tables import DataRow
from rt_registry.spreadsheets.years import year_of_edition


PUBLISHED: Final = _("“%(edition)s” has a published result of its own; its winners are not imported.")
RUNNING: Final = _("“%(edition)s” is still running; its winners come with its own published result.")
SEVERAL: Final = _("Several editions are of this year and period; name one (--edition): %(slugs)s.")
OTHER_EDITION: Final = _("The edition named is of %(year)s, period %(period)s; this row speaks of another.")
IMPOSSIBLE: Final = _("An edition is of a year between 2000 and 2100.")


@dataclass
class Editions:
    """The editions by (year, period), or the one that was named; `year`: the only one that rows may speak of."""

    named: Edition | None = None
    year: int | None = None
    default_period: int = 1
    by_period: Mapping[tuple[int, int], Sequence[Edition]] = field(default_factory=dict)

    @classmethod
    def load(cls, context: Context) -> "Editions":
        """An address without an edition still says its year and period ("2018-2")."""
        year = year_of_edition(context)
        named = edition_named(context) if context.edition_slug else None
        if named is not None:
            return cls(named, named.year, named.period)
        if context.edition_slug and year is None:
            raise unknown_edition(context.edition_slug)
        by_period: dict[tuple[int, int], list[Edition]] = defaultdict(list)
        for edition in Edition.objects.prefetch_related("categories"):
            by_period[edition.year, edition.period].append(edition)
        said = re.search(r"-([1-9])$", context.edition_slug)
        return cls(None, year, int(said[1]) if said else 1, by_period)

    def find(self, row: DataRow, year: int, period: int) -> tuple[Edition | None, Problem | None]:
        """The edition of a row, None where an archive must be made, or why there can be none."""
        if not 2000 <= year <= 2100:
            return None, row.problem("tahun", code="year_out_of_range", message=IMPOSSIBLE)
        if self.year not in (None, year) or (self.named is not None and self.named.period != period):
            words = {"year": self.year, "period": self.default_period}
            return None, row.problem("tahun", code="other_year", message=str(OTHER_EDITION) % words)
        if self.named is not None:
            return self.named, _why_not(row, self.named)
        found = self.by_period.get((year, period), ())
        archives = [edition for edition in found if edition.is_archive]
        over = [edition for edition in found if edition.phase in Phase.after_publication()]
        candidates = archives or over[:1] or found  # beside a published one, others of the period are trials
        if len(candidates) > 1:
            message = str(SEVERAL) % {"slugs": ", ".join(edition.slug for edition in candidates)}
            return None, row.problem("tahun", code="several_editions", message=message)
        edition = candidates[0] if candidates else None
        return edition, _why_not(row, edition)

    def categories_of(self, edition: Edition | None) -> list[str]:
        return [category.code for category in edition.categories.all()] if edition is not None else []


def _why_not(row: DataRow, edition: Edition | None) -> Problem | None:
    if edition is None or edition.is_archive:
        return None
    is_over = edition.phase in Phase.after_publication()
    code, message = ("published", PUBLISHED) if is_over else ("edition_open", RUNNING)
    return row.problem("tahun", code=code, message=str(message) % {"edition": edition.name})
