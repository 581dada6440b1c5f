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
from scoring.services.publication import approve_result, result_on_its_way


class Command(PlainCommand):
    help = gettext_noop("Approve the drafted result of an edition, as a publisher who did not draft it.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        result = result_on_its_way(edition_named(options["slug"]))
        document = result_json(approve_result(result=result, by=acting(by), now=now))
        return Answer(lines=[_("Approved by %(approved_by)s. SHA-256 %(digest)s.") % document], document=document)
