"""What verifying a result found, in words: for officials in full, for the public without anything not published."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Award, Edition
from scoring.domain.canonical import Difference
from scoring.enums import DocumentKind
from scoring.models import Result, ResultEntry
from scoring.selectors.result_difference import FIELD_WORDS, MONEY, name_of, shown


LIVE: Final = "live."
"""Prefix of a difference between what was frozen and what the tables hold now."""
SEALED: Final = "sealed."
"""Prefix of a difference between what was sealed and what is stored now."""
SEAL: Final = "seal"
GONE: Final = "gone"
ISSUED: Final = "issued."
"""Prefix of a kind of document of which one is not what was issued."""

LONGEST: Final = 200
PRIVATE: Final = frozenset(
    {
        *("result", "status", "sealed_at", "document", "record", "decision", "schedule_problem", "discard_reason"),
        *(f"{act}_{who}" for act in ("drafted", "approved", "scheduled", "discarded") for who in ("by", "at")),
        *("published_by", "publish_at", "state_reason"),
    }
)
"""Facts that the public does not know; a change of them is told without their values."""
_FLAGS: Final = frozenset({"passed", "winner", "best_in_city", "simulated"})

_WHOLE: Final[Mapping[str, str | Promise]] = {
    SEAL: gettext_lazy("This version is not sealed."),
    f"{SEAL}.key": gettext_lazy("The seal was made with a key that this site does not know."),
    f"{SEAL}.signature": gettext_lazy(
        "The signature of the seal is not good: the statement that it signs was changed."
    ),
    f"{SEAL}.acts": gettext_lazy("The sealed record of who acted and when was changed."),
}


_OF: Final[Mapping[str, str | Promise]] = {
    "award": gettext_lazy("Award"),
    "decisions": gettext_lazy("Decisions"),
    "entry": gettext_lazy("Entry"),
    "issued": gettext_lazy("Document"),
    "prize_total": gettext_lazy("Prizes in all"),
    "rules": gettext_lazy("Rules"),
    "scores": gettext_lazy("Score"),
    "values": gettext_lazy("Scores in order"),
    "version": gettext_lazy("Version"),
}


def describe(found: Difference) -> str:
    """One difference in words."""
    if found.field in _WHOLE and found.entry is None and not _is_unreadable(found):
        return str(_WHOLE[found.field])
    if found.field.startswith(ISSUED):
        return _("%(place)s: what the portal holds about it is not what was signed.") % {"place": place_of(found)}
    if found.field == GONE:
        return _("Version %(version)s was published and is no longer there.") % {"version": found.recomputed}
    if found.field.startswith(LIVE):
        words = _("%(place)s: the result holds %(stored)s, the portal now %(recomputed)s.")
    elif found.field.startswith(SEALED):
        words = _("%(place)s: stored is %(stored)s, sealed was %(recomputed)s.")
    else:
        words = _("%(place)s: stored is %(stored)s, the recount gives %(recomputed)s.")
    return words % {
        "place": place_of(found),
        "stored": _shown(found, found.stored),
        "recomputed": _shown(found, found.recomputed),
    }


def describe_publicly(found: Difference) -> str:
    """The same without what only officials may read: scores that no published version holds, and who acted."""
    name = found.field.removeprefix(SEALED)
    if found.field.startswith((LIVE, "award.")) or name.rpartition(".")[2] in PRIVATE:
        return _("%(place)s was changed in the database.") % {"place": place_of(found)}
    return describe(found)


def place_of(found: Difference) -> str:
    """The entry and the figure, as pages name them; what no page shows keeps its own name."""
    field = found.field.removeprefix(SEALED).removeprefix(LIVE)
    head, _dot, rest = field.partition(".")
    of = _OF.get(head)
    figure = f"{of} ({_name_of(rest)})" if of and rest else str(of or _name_of(field))
    if not found.entry:
        return figure
    return f"{found.label} ({found.entry}), {figure}" if found.label else f"{found.entry}, {figure}"


def _name_of(field: str) -> str:
    """As the comparison of versions calls it, else as the admin does."""
    if field.partition(".")[0] in FIELD_WORDS:
        return name_of(field)
    if field in DocumentKind.values:
        return str(DocumentKind(field).label)
    for model in (ResultEntry, Result, Edition, Award):
        try:
            known = model._meta.get_field(field)
        except FieldDoesNotExist:
            continue
        if isinstance(known, Field):
            return str(known.verbose_name)
    return field


def as_json(found: Difference) -> dict[str, Any]:
    """As a check of the watch keeps it."""
    return {
        "entry": found.entry,
        "field": found.field,
        "stored": _kept(found.stored),
        "recomputed": _kept(found.recomputed),
        **({"label": _kept(found.label)} if found.label else {}),
    }


def from_json(kept: object) -> Difference:
    """What was kept; nonsense is shown as it is."""
    if not isinstance(kept, Mapping) or not isinstance(kept.get("field"), str):
        return Difference(None, _kept(kept) or "", None, None)
    entry = kept.get("entry")
    values = (kept.get("stored"), kept.get("recomputed"))
    return Difference(str(entry) if entry else None, kept["field"], *values, label=_kept(kept.get("label")) or "")


def _is_unreadable(found: Difference) -> bool:
    return found.field == SEAL and found.stored is not None


def _kept(value: object) -> str | None:
    return None if value is None else str(value)[:LONGEST]


def _shown(found: Difference, value: object) -> str:
    """A figure as people read it, also one that was kept as text."""
    if value is None or value == "":
        return _("nothing")
    name = found.field.rpartition(".")[2]
    if name in _FLAGS and str(value) in ("True", "False"):
        return shown(name, str(value) == "True")
    if name in MONEY | {"prize_total"}:
        return shown("prize", int(str(value)) if str(value).isdecimal() else str(value))
    return shown(name, str(value))
