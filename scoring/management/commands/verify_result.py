from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from competitions.models import Edition
from scoring.domain.canonical import Difference
from scoring.management.editions import edition_named
from scoring.models import Result
from scoring.result_refusals import NoSuchVersion, NothingPublished
from scoring.selectors.findings import describe
from scoring.services.verification import is_current, verify_result


class Command(PlainCommand):
    help = gettext_noop("Recompute a result from its stored inputs and rules and compare every figure and the digest.")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """`--version N` is the result's here, not Django's own."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--version", type=int, metavar="N", default=None, help=_("The version; else the newest."))

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        result = _result(edition_named(options["slug"]), options["version"])
        found = verify_result(result=result)
        document = {
            "edition": result.edition.slug,
            "version": result.version,
            "digest": result.digest,
            "compared_with_live_tables": is_current(result),
            "differences": [_json(difference) for difference in found],
        }
        if not found:
            return Answer(
                lines=[_("%(result)s: every figure and the digest are confirmed.") % {"result": result}],
                document=document,
            )
        error = ngettext("%(n)s difference found.", "%(n)s differences found.", len(found)) % {"n": len(found)}
        return Answer(
            [f"{describe(difference)} [{difference.field}]" for difference in found], document, exit_code=1, error=error
        )


def _result(edition: Edition, version: int | None) -> Result:
    """The version asked for, else the newest published one, else the open draft."""
    results = Result.objects.filter(edition=edition).select_related("edition")
    if version is not None:
        result = results.filter(version=version).first()
        if result is None:
            raise NoSuchVersion(edition=edition, version=version)
        return result
    result = results.published().latest_first().first() or results.open().first()
    if result is None:
        raise NothingPublished(edition=edition)
    return result


def _json(found: Difference) -> dict[str, Any]:
    return {
        "entry": found.entry,
        "field": found.field,
        "stored": _plain(found.stored),
        "recomputed": _plain(found.recomputed),
        "message": describe(found),
    }


def _plain(value: object) -> object:
    return value if isinstance(value, int | list | dict | None) else str(value)
