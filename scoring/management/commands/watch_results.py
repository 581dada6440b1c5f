import signal
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.management.results import result_json
from scoring.models import ResultCheck
from scoring.selectors.findings import describe, from_json
from scoring.services.watch import Watch, gone_editions


class Command(PlainCommand):
    help = gettext_noop(
        "Publish approved results at their minute, and check every minute that published ones are still true."
    )

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help=_("Publish what is due, check everything once, end."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        watch = Watch()
        if options["once"]:
            watch.publish()
            return _report(watch, watch.check())
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: watch.stopping.set())
        watch.run()
        return Answer()


def _report(watch: Watch, checks: list[ResultCheck]) -> Answer:
    gone = gone_editions()
    document = {
        "published": [result_json(result) for result in watch.published],
        "checked": [_json(check) for check in checks],
        "gone": gone,
    }
    wrong = sum(not check.is_true for check in checks) + len(gone)
    error = ngettext("%(n)s result is not what was published.", "%(n)s results are not what was published.", wrong)
    return Answer(_lines(watch, checks, gone), document, exit_code=1 if wrong else 0, error=error % {"n": wrong})


def _lines(watch: Watch, checks: list[ResultCheck], gone: list[str]) -> list[str]:
    lines = [_("%(result)s: published.") % {"result": result} for result in watch.published]
    for check in checks:
        if check.is_true:
            lines.append(_("%(result)s: every figure and the digest are confirmed.") % {"result": check.result})
        else:
            lines += [f"{check.result}: {describe(from_json(one))}" for one in check.findings]
    return [*lines, *(_("%(slug)s: a result was published and is no longer there.") % {"slug": slug} for slug in gone)]


def _json(check: ResultCheck) -> dict[str, Any]:
    return {
        "edition": check.result.edition.slug,
        "version": check.result.version,
        "is_true": check.is_true,
        "findings": [describe(from_json(one)) for one in check.findings],
    }
