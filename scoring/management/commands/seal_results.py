from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.management.results import acting
from scoring.services.older_seals import seal_unsealed


class Command(PlainCommand):
    help = gettext_noop("Seal published results that have no seal yet, where every figure is confirmed otherwise.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", metavar="TEXT", required=True, help=_("Why they are sealed only now."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        done = seal_unsealed(by=acting(by), reason=options["reason"], now=now)
        lines = [
            *(_("%(result)s: sealed.") % {"result": result} for result in done.sealed),
            *(f"{result}: {' '.join(sentences[:5])}" for result, sentences in done.refused),
        ] or [_("Every published result is sealed.")]
        document = {
            "sealed": [str(result) for result in done.sealed],
            "refused": [{"result": str(result), "findings": sentences} for result, sentences in done.refused],
        }
        n = len(done.refused)
        error = ngettext("%(n)s result was not sealed.", "%(n)s results were not sealed.", n) % {"n": n}
        return Answer(lines, document, exit_code=1 if n else 0, error=error)
