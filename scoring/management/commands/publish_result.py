from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand, Unusable
from bantar.web.templatetags.bantar_format import waktu
from scoring.management.editions import edition_named
from scoring.management.results import acting, result_json
from scoring.models import Result
from scoring.services.embargo import schedule_result
from scoring.services.publication import publish_result, result_on_its_way


class Command(PlainCommand):
    help = gettext_noop("Publish the approved result of an edition, as a publisher who did not draft it.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument(
            "--at", metavar="MOMENT", help=_("Not now but by itself at this day and time (WIB): “2026-11-24 10:00”.")
        )

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        result = result_on_its_way(edition_named(options["slug"]))
        if options["at"] is not None:
            return self._schedule(result, _moment(options["at"]), by=acting(by), now=now)
        document = result_json(publish_result(result=result, by=acting(by), now=now))
        line = _("Published as version %(version)s: %(winners)s winners. SHA-256 %(digest)s.") % document
        return Answer(lines=[line], document=document)

    def _schedule(self, result: Result, publish_at: datetime, *, by: User, now: datetime) -> Answer:
        result = schedule_result(result=result, publish_at=publish_at, by=by, now=now)
        document = {**result_json(result), "publish_at": publish_at}
        words = {"when": waktu(publish_at)}
        return Answer(lines=[_("Will be published on %(when)s.") % words], document=document)


def _moment(text: str) -> datetime:
    """A day and time on the city's clock, unless it names another; a day alone would quietly mean its midnight."""
    try:
        found = parse_datetime(text.strip()) if len(text.strip()) > len("2026-11-24") else None
        moment = found if found is None or is_aware(found) else make_aware(found)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not 2000 <= moment.year <= 2100:
        raise Unusable(_("“%(text)s” is no day and time; write it as 2026-11-24 10:00.") % {"text": text})
    return moment
