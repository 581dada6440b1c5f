from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand, Unusable
from competitions.enums import Phase
from scoring.management.editions import edition_named
from scoring.services.phases import move_phase


class Command(PlainCommand):
    help = gettext_noop("Move an edition to another phase, with the same conditions as the page.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("phase", metavar="PHASE", help=", ".join(Phase.values))
        parser.add_argument("--reason", default="", metavar="TEXT", help=_("Why; needed for every step back."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        edition = edition_named(options["slug"])
        if options["phase"] not in Phase.values:
            words = {"phase": options["phase"], "known": ", ".join(Phase.values)}
            raise Unusable(_("There is no phase “%(phase)s”. The phases are: %(known)s.") % words)
        before = edition.phase
        edition = move_phase(edition=edition, phase=options["phase"], by=by, now=now, reason=options["reason"])
        line = _("%(edition)s: %(before)s → %(after)s.") % {
            "edition": edition.name,
            "before": Phase(before).label,
            "after": edition.get_phase_display(),
        }
        return Answer(lines=[line], document={"slug": edition.slug, "before": before, "phase": edition.phase})
