"""The edition an import is for, or the reason why it cannot be imported into."""

from difflib import get_close_matches

from django.utils.translation import gettext as _

from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.spreadsheets.kinds import Context, ImportStopped
from rt_registry.spreadsheets.report import ExitCode


def edition_of(context: Context) -> Edition:
    """The edition named, not published yet; locked, unless this is a dry run, until the import is over."""
    if not context.edition_slug:
        raise ImportStopped(
            _("Say which edition this sheet belongs to: choose it on the page, or give its address with --edition."),
            code="edition_missing",
            exit_code=ExitCode.UNREADABLE,
        )
    edition = edition_named(context)
    if edition is None:
        raise unknown_edition(context.edition_slug)
    refuse_if_over(edition)
    return edition


def edition_named(context: Context) -> Edition | None:
    editions = Edition.objects.all() if context.dry_run else Edition.objects.select_for_update(no_key=True)
    return editions.filter(slug=context.edition_slug).first()


def unknown_edition(slug: str) -> ImportStopped:
    known = list(Edition.objects.values_list("slug", flat=True))
    near = get_close_matches(slug, known, n=1)
    return ImportStopped(
        _("There is no edition “%(slug)s”."),
        code="unknown_edition",
        exit_code=ExitCode.UNREADABLE,
        suggestion=near[0] if near else None,
        slug=slug,
    )


def refuse_if_over(edition: Edition) -> None:
    """A published result stands; an archive never had entries or sheets."""
    if edition.is_archive:
        raise ImportStopped(
            _("“%(edition)s” is an archive of past winners; it has no entries and no sheets."),
            code="archive",
            edition=edition.name,
        )
    if edition.phase in Phase.after_publication():
        raise ImportStopped(
            _("“%(edition)s” is published; nothing is imported into it any more."),
            code="published",
            edition=edition.name,
        )


def year_of(slug: str) -> int | None:
    return Edition.objects.filter(slug=slug).values_list("year", flat=True).first()


def choices() -> list[tuple[str, str]]:
    """Every edition by its address, newest first."""
    return [(slug, f"{name} ({slug})") for slug, name in Edition.objects.newest_first().values_list("slug", "name")]
