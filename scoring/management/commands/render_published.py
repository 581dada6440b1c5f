from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.services.renderings import render_all


class Command(PlainCommand):
    help = gettext_noop("Make the pages of published results that this version of the program has not made yet.")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help=_("Make them all, also those that are up to date."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        done = render_all(now=now, anew=options["anew"])
        document = {"made": done.made, "up_to_date": done.up_to_date, "failed": done.failed}
        line = _("Published results: %(made)s made, %(up_to_date)s up to date, %(failed)s failed.")
        return Answer(lines=[line % {name: len(slugs) for name, slugs in document.items()}], document=document)
