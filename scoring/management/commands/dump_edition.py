import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.management.editions import edition_named
from scoring.services.edition_file import dump_edition


class Command(PlainCommand):
    help = gettext_noop("Write an edition as the JSON file that load_edition reads.")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        data = dump_edition(edition_named(options["slug"]))
        return Answer(lines=[json.dumps(data, ensure_ascii=False, indent=2)], document=data)
