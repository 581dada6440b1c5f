from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand, Unusable
from scoring.management.editions import edition_named
from scoring.open_data.datasets import package_named
from scoring.open_data.package import Package
from scoring.result_refusals import NothingPublished
from scoring.services.data_export import write_package


class Command(PlainCommand):
    help = gettext_noop("Write the open-data package of an edition (or of a dataset of /data/) into a folder.")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("folder", metavar="DIR", type=Path)

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        package, folder = _package(options["slug"]), options["folder"]
        try:
            written = write_package(package, folder)
        except OSError as error:
            why = error.strerror or error
            raise Unusable(_("%(folder)s cannot be written: %(why)s.") % {"folder": folder, "why": why}) from error
        count = ngettext("%(n)s file written to %(folder)s.", "%(n)s files written to %(folder)s.", len(written))
        return Answer(
            lines=[f"{package.title.id}: " + count % {"n": len(written), "folder": folder}],
            document={
                "edition": package.name,
                "folder": str(folder),
                "version": package.facts.get("version"),
                "digest": package.facts.get("digest"),
                "files": [{"name": one.name, "bytes": len(one.body), "sha256": one.sha256} for one in package.files],
            },
        )


def _package(slug: str) -> Package:
    """What everybody may have; an edition that is not published has nothing to export yet."""
    package = package_named(slug)
    if package is None:
        raise NothingPublished(edition=edition_named(slug))
    return package
