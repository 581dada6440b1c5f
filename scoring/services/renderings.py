"""Published pages made once, before the publication, and served before Django (bantar/served): made, switched, removed.

A failure here never stops a publication: the pages are then made by Django, one visit at a time.
"""

import copy
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bantar import signing
from bantar.program import program
from bantar.served.page import Page
from competitions.models import Edition
from competitions.services.entries import lock_edition
from scoring.domain.canonical import canonical_bytes
from scoring.enums import ResultStatus
from scoring.models import RenderedPage, Rendering, Result, ResultSeal
from scoring.selectors.results import Version, find_version, latest_results, published_results
from scoring.selectors.served import is_genuine, is_signed_for, manifest_of
from scoring.services.rendered_pages import rendered_pages


log = logging.getLogger(__name__)

SWITCH = timedelta(seconds=2)
"""Between the commit and the instant at which all servers switch: time to load what was made."""
OUTDATED = timedelta(minutes=15)
"""How long after its making what is not current is kept: for a publication on its way."""


def prepare(
    result: Result, *, version: int, published_at: datetime, seal: ResultSeal | None = None
) -> Rendering | None:
    """Make and store all pages of a version that is about to be published; nothing about the result changes.

    Called before the transaction that publishes, with the facts it will write and the seal (not saved yet) that it
    will store. None: it could not be done, which the log explains, or published pages are not served here.
    """
    if not settings.SERVED_PAGES:
        return None
    try:
        coming = _as_published(result, version=version, published_at=published_at, seal=seal)
        return _stored(coming, rendered_pages(coming))
    except Exception:
        log.exception("The pages of %s, version %s, could not be made beforehand", result.pk, version)
        return None


def make_current(rendering: Rendering | None, *, edition: Edition, now: datetime) -> None:
    """Within the publishing transaction, at its end: these pages and no others are served from in two seconds on.

    None: what was served until now is not true any more; Django answers.
    """
    Rendering.objects.filter(edition=edition, is_current=True).update(is_current=False)
    if rendering is not None:
        instant = max(now, timezone.now()) + SWITCH
        Rendering.objects.filter(pk=rendering.pk).update(is_current=True, serve_from=instant)


def replace_unshown(rendering: Rendering | None, published: Result, *, now: datetime) -> None:
    """After a publication: pages made for it that were not true any more by then are made anew."""
    if rendering is not None and not is_up_to_date(published.edition, published):
        refresh(published.edition, now)


def refresh(edition: Edition, now: datetime) -> Rendering | None:
    """Make the pages of the newest published version anew: a check turned, a document was issued, the program changed.

    Pages that say what those in force say stay in force. If they cannot be made, the old ones go all the same: Django
    knows better.
    """
    version = find_version(edition.slug) if settings.SERVED_PAGES else None
    rendering = _made_anew(version) if version is not None else None
    if rendering is not None and rendering.is_current:
        return rendering
    with transaction.atomic():
        lock_edition(edition.pk)
        newest = published_results().filter(edition=edition).order_by("-version").first()
        if version is None or newest is None or newest.pk == version.result.pk:
            make_current(rendering, edition=edition, now=now)
    return rendering


def _made_anew(version: Version) -> Rendering | None:
    try:
        pages = rendered_pages(version)
        ours = Rendering.objects.filter(result=version.result, is_current=True, program=program())
        current = ours.select_related("result__edition").first()
        if current is not None and is_genuine(current, pages):
            return current
        return _stored(version, pages)
    except Exception:
        log.exception("The pages of %s could not be made anew", version.result.edition.slug)
        return None


def is_up_to_date(edition: Edition, newest: Result) -> bool:
    """Whether what is served shows this version and was made by this very program."""
    current = Rendering.objects.filter(edition=edition, is_current=True, result=newest, program=program()).first()
    return current is not None and is_signed_for(current, newest)


@dataclass(frozen=True)
class Rendered:
    """Slugs of the editions whose pages were made, did not need to be, or could not be made."""

    made: list[str] = field(default_factory=list)
    up_to_date: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def render_all(*, now: datetime, anew: bool = False) -> Rendered:
    """After an update of the program: the newest version of every edition, unless its pages are up to date."""
    done = Rendered()
    if not settings.SERVED_PAGES:
        return done
    for newest in latest_results():
        if not anew and is_up_to_date(newest.edition, newest):
            done.up_to_date.append(newest.edition.slug)
        elif refresh(newest.edition, now) is None:
            done.failed.append(newest.edition.slug)
        else:
            done.made.append(newest.edition.slug)
    remove_outdated()
    return done


def look_over(now: datetime) -> None:
    """Once in a while: make anew what says something else by now (a region got another name), or was not made.

    What another program made is left to that one.
    """
    if not settings.SERVED_PAGES:
        return
    others = Rendering.objects.filter(is_current=True).exclude(program=program())
    for newest in latest_results().exclude(edition__in=others.values("edition")):
        refresh(newest.edition, now)
    remove_outdated()


def remove_outdated() -> int:
    """Delete what is not served any more, or never was because its publication was refused."""
    old = Rendering.objects.filter(is_current=False, made_at__lt=timezone.now() - OUTDATED)
    return old.delete()[1].get("scoring.Rendering", 0)


def _as_published(result: Result, *, version: int, published_at: datetime, seal: ResultSeal | None) -> Version:
    """The version as everybody will find it, held in memory alone."""
    shown = copy.copy(result)
    shown._state = copy.copy(result._state)
    shown._state.fields_cache = {"edition": result.edition, "last_check": None}
    shown.status, shown.version, shown.published_at = ResultStatus.PUBLISHED, version, published_at
    if seal is not None:
        shown._state.fields_cache["seal"] = seal
    earlier = published_results().filter(edition_id=result.edition_id).order_by("-version")
    return Version(shown, [shown, *earlier])


def _stored(version: Version, pages: Sequence[Page]) -> Rendering:
    manifest = manifest_of(version.result, pages)
    with transaction.atomic():
        rendering = Rendering.objects.create(
            edition_id=version.result.edition_id,
            result_id=version.result.pk,
            program=program(),
            manifest=manifest,
            signature=signing.sign(canonical_bytes(manifest)),
            key=signing.public_key(),
            made_at=timezone.now(),
        )
        rows = (
            RenderedPage(
                rendering=rendering,
                address=page.address,
                headers=page.headers,
                sha256=page.sha256,
                brotli=page.brotli,
                gzip=page.gzip,
            )
            for page in pages
        )
        RenderedPage.objects.bulk_create(rows, batch_size=50)
    remove_outdated()
    return rendering
