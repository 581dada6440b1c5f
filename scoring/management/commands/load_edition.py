from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import UNUSABLE, Answer, PlainCommand
from competitions.models import Edition
from scoring.management.editions import read_json
from scoring.refusals import EditionWrong
from scoring.services.edition_file import dump_edition, load_edition


class Command(PlainCommand):
    help = gettext_noop("Create an edition from a JSON file, or update it while it is in draft.")
    changes_something = True

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        data = read_json(options["file"])
        before = _stored(data)
        try:
            edition = load_edition(data=data, by=by, now=now)
        except EditionWrong as wrong:
            return _wrong(wrong)
        outcome = "created" if before is None else "unchanged" if before == dump_edition(edition) else "changed"
        words = {
            "created": _("The edition “%(slug)s” was created."),
            "changed": _("The edition “%(slug)s” was changed."),
            "unchanged": _("The edition “%(slug)s” is already as the file says."),
        }
        return Answer(
            lines=[words[outcome] % {"slug": edition.slug}], document={"slug": edition.slug, "outcome": outcome}
        )


def _stored(data: object) -> dict[str, Any] | None:
    slug = data.get("slug") if isinstance(data, Mapping) else None
    if not (
        isinstance(slug, str) and slug.isascii() and slug.isprintable()
    ):  # no database takes NUL or half characters
        return None
    edition = Edition.objects.filter(slug=slug, is_archive=False).first()
    return dump_edition(edition) if edition else None


def _wrong(wrong: EditionWrong) -> Answer:
    problems = [{"key": key, "message": sentence} for key, sentence in wrong.sentences]
    document = {"error": str(wrong), "exit_code": UNUSABLE, "problems": problems}
    return Answer(document=document, exit_code=UNUSABLE, error=str(wrong))
