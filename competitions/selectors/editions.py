"""Which edition runs now, and what its calendar says today."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language, gettext

from bantar.accounts.models import User
from bantar.web import formats
from competitions.domain.calendar import DUE_TEXTS, SPAN_LABELS, due
from competitions.enums import Phase
from competitions.models import Edition


RUNNING = Phase.before_publication() - {Phase.DRAFT}


def running_editions(user: User | AnonymousUser) -> list[Edition]:
    """Editions that a desk works on, newest first: neither draft nor archive nor published yet. One query."""
    return list(
        Edition.objects.visible_to(user).filter(phase__in=RUNNING, is_archive=False).order_by("-year", "-period", "-pk")
    )


def current_edition(user: User | AnonymousUser, slug: str = "") -> Edition | None:
    """The edition named, else the one where most is to be done now, else the newest published one."""
    editions = desk_editions(user)
    named = next((edition for edition in editions if edition.slug == slug), None)
    return named or choose(editions)


def choose(editions: list[Edition]) -> Edition | None:
    """Where work waits first: nomination, then verification, then the rest in the order of the phases."""
    running = [edition for edition in editions if edition.phase in RUNNING]
    order = [Phase.NOMINATION, Phase.VERIFICATION, Phase.ASSESSMENT, Phase.TALLY, Phase.PROVISIONAL]
    running.sort(key=lambda edition: order.index(Phase(edition.phase)))
    return running[0] if running else next(iter(editions), None)


def desk_editions(user: User | AnonymousUser) -> list[Edition]:
    """What a desk's switch offers: all running editions and the newest published ones. One query."""
    editions = Edition.objects.visible_to(user).filter(is_archive=False).exclude(phase=Phase.DRAFT).newest_first()
    return list(editions[:8])


def newest_published() -> Edition | None:
    return Edition.objects.published().filter(is_archive=False).newest_first().first()


@dataclass(frozen=True)
class DueLine:
    """What the calendar says today, in words; `tone` as of the badges."""

    text: str
    tone: str


def due_line(edition: Edition, day: date) -> DueLine | None:
    """What is due in the running phase, None where the calendar says nothing."""
    found = due(edition.phase, edition.calendar(), day)
    if found is None:
        return None
    language = get_language() or "id"
    text = gettext(DUE_TEXTS[found.code]) % {
        "span": gettext(SPAN_LABELS[found.span]),
        "on": formats.tanggal(found.on, language=language),
        "days": formats.number(found.days, language=language),
    }
    pressing = found.code == "overdue" or (found.code == "closes" and found.days <= 7)
    return DueLine(text, "warn" if pressing else "now")
