"""Say a broken rule of `competitions/domain` in the reader's language, its values as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.translation import get_language, gettext

from bantar.web import formats
from competitions.domain import calendar, eligibility, nomination_states, phases, size_category
from competitions.domain.messages import BrokenRule
from competitions.enums import DocumentKind, NominationStatus, Phase, Track


TEXTS: Final[Mapping[str, str]] = {
    **calendar.TEXTS,
    **eligibility.TEXTS,
    **nomination_states.TEXTS,
    **phases.TEXTS,
    **size_category.TEXTS,
}
LABELS: Final[Mapping[str, Mapping[str, object]]] = {
    "status": {member.value: member.label for member in NominationStatus},
    "phase": {member.value: member.label for member in Phase},
    "next": {member.value: member.label for member in Phase},
    "document": {member.value: member.label for member in DocumentKind},
    "track": {member.value: member.label for member in Track},
}


def say(rule: BrokenRule, texts: Mapping[str, str] = TEXTS) -> str:
    """The sentence of one broken rule; `texts` is the table it comes from."""
    return gettext(texts[rule.code]) % {name: shown(name, value) for name, value in rule.params.items()}


def shown(name: str, value: object) -> str:
    """A parameter of a rule as people read it: dates, counts, states by their words."""
    language = get_language() or "id"
    if isinstance(value, date):
        return formats.tanggal(value, language=language)
    if isinstance(value, int) and not name.endswith("year"):
        return formats.number(value, language=language)
    text = str(value)
    if text in LABELS.get(name, {}):
        return str(LABELS[name][text])
    # Names of spans come marked for the catalogue; codes and labels are not in it and stay as they are.
    return gettext(text) if name in {"span", "before", "after"} and text else text
