from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.web import formats
from bantar.web.commands import Answer, PlainCommand
from scoring.domain.tally import Tally, TallyEntry, to_json
from scoring.management.editions import edition_named
from scoring.selectors.tally import entry_rows, say, tally_of


class Command(PlainCommand):
    help = gettext_noop("Tally an edition as it stands, in every phase. Stores nothing.")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        edition = edition_named(options["slug"])
        rows = entry_rows(edition)
        result = tally_of(edition, rows=rows)
        labels = {row.entry: row.label for row in rows}
        words = partial(say, labels=labels)
        return Answer(
            lines=[*_lines(result, labels), *(words(blocker) for blocker in result.blockers)],
            document=to_json(result, edition.slug, words),
        )


def _lines(result: Tally, labels: Mapping[str, str]) -> list[str]:
    lines = [_line(entry, labels[entry.entry]) for entry in result.entries]
    summary = _("%(entries)s entries, %(winners)s winners, prizes %(prizes)s, blockers: %(blockers)s.") % {
        "entries": len(result.entries),
        "winners": sum(entry.winner for entry in result.entries),
        "prizes": formats.rupiah(result.prize_total, language=get_language() or "id"),
        "blockers": len(result.blockers),
    }
    return [*lines, summary]


def _line(entry: TallyEntry, label: str) -> str:
    figures = (formats.score(value) for value in (entry.total, entry.bersih, entry.aman, entry.pintar))
    rank = str(entry.rank or formats.NOTHING)
    mark = "*" if entry.winner else " "
    return f"{entry.track:8} {entry.category:8} {rank:>4} {mark} {label:40} " + " ".join(f"{f:>6}" for f in figures)
