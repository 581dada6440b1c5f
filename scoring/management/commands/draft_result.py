from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.management.editions import edition_named
from scoring.management.results import acting, result_json
from scoring.services.publication import draft_result


class Command(PlainCommand):
    help = gettext_noop("Draft the result of an edition, as a member of the committee. Open blockers refuse it.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--reason", default="", metavar="TEXT", help=_("Why; needed for a correction."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        edition = edition_named(options["slug"])
        result = draft_result(edition=edition, by=acting(by), now=now, reason=options["reason"])
        line = _("Drafted: %(entries)s entries, %(winners)s winners. SHA-256 %(digest)s.")
        document = result_json(result)
        return Answer(lines=[line % document], document=document)
