"""What the commands about a result share."""

from typing import Any

from django.utils.translation import gettext as _

from bantar.accounts.models import User
from bantar.web.commands import Unusable
from scoring.models import Result


def acting(by: User | None) -> User:
    """Two named persons answer for a result; the command line is nobody."""
    if by is None:
        raise Unusable(_("Say who acts, with --by USER: two named persons answer for a result."))
    return by


def result_json(result: Result) -> dict[str, Any]:
    return {
        "edition": result.edition.slug,
        "status": str(result.status),
        "version": result.version,
        "digest": result.digest,
        "entries": result.entries.count(),
        "winners": result.entries.filter(winner=True).count(),
        "prize_total": result.prize_total,
        "drafted_by": _name(result.drafted_by),
        "approved_by": _name(result.approved_by),
        "published_by": _name(result.published_by),
    }


def _name(user: User | None) -> str | None:
    return user.get_username() if user else None
