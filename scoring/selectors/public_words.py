"""What the public pages call things: reasons, outcomes, phases, each in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from bantar.web.markup import CATEGORY_WORDS
from competitions.domain.calendar import SPAN_LABELS
from competitions.domain.phases import ORDER
from competitions.enums import Phase, Track
from competitions.models import Edition
from competitions.selectors.editions import due_line
from scoring.domain.reasons import TEXTS, Line, Reason, rank_reason, result_reason
from scoring.domain.rules import Rules
from scoring.enums import EntryState
from scoring.models import ResultEntry


def say(reason: Reason) -> str:
    """The sentence of a reason, its figures as people read them."""
    language = get_language() or "id"
    return gettext(TEXTS[reason.code]) % {name: _shown(value, language) for name, value in reason.params.items()}


def _shown(value: object, language: str) -> str:
    if isinstance(value, Decimal):
        return formats.score(value, language=language)
    return formats.number(value, language=language) if isinstance(value, int) else str(value)


def why(line: Line, rules: Rules) -> str:
    """Why it won, passed or failed, and which step decided its rank."""
    decided = rank_reason(line)
    outcome = say(result_reason(line, rules))
    return f"{outcome} {say(decided)}" if decided else outcome


def category_word(code: str) -> str:
    return str(CATEGORY_WORDS.get(code, code))


def track_word(code: str) -> str:
    return str(Track(code).label) if code in Track.values else code


@dataclass(frozen=True)
class Outcome:
    """What became of an entry: the tone of its badge, and the word."""

    tone: str
    word: str


_TAKEN_OUT: Final[Mapping[str, tuple[str, object]]] = {
    EntryState.INCOMPLETE: ("wait", _("Incomplete")),
    EntryState.NOT_ASSESSED: ("idle", _("Not assessed")),
    EntryState.DISQUALIFIED: ("bad", _("Disqualified")),
}


def outcome_of(entry: ResultEntry) -> Outcome:
    if entry.state in _TAKEN_OUT:
        tone, word = _TAKEN_OUT[entry.state]
        return Outcome(tone, str(word))
    if entry.best_in_city:
        return Outcome("award", gettext("Best in the city"))
    if entry.winner:
        return Outcome("award", gettext("Winner"))
    return Outcome("ok", gettext("Passed")) if entry.passed else Outcome("bad", gettext("Not passed"))


@dataclass(frozen=True)
class Step:
    """One step of an edition's timeline; `state` is done, now or next."""

    label: str
    state: str
    when: str = ""


_PLACES: Final = {str(phase): place for place, phase in enumerate(ORDER)}
_STEPS: Final = (
    (Phase.NOMINATION, "nomination", SPAN_LABELS["nomination"]),
    (Phase.VERIFICATION, "verification", SPAN_LABELS["verification"]),
    (Phase.ASSESSMENT, "assessment", SPAN_LABELS["assessment"]),
    (Phase.TALLY, "", _("Tally")),
    (Phase.PROVISIONAL, "objection", SPAN_LABELS["objection"]),
    (Phase.PUBLISHED, "", _("Published")),
)


def timeline(edition: Edition) -> list[Step]:
    """Where an edition stands: its phase and its calendar, which everybody may know."""
    language, calendar = get_language() or "id", edition.calendar()
    reached = _PLACES[edition.phase]
    steps = []
    for phase, span_name, label in _STEPS:
        is_over = reached > _PLACES[phase] or reached >= _PLACES[Phase.PUBLISHED]
        state = "done" if is_over else "now" if reached == _PLACES[phase] else "next"
        span = calendar.span(span_name) if span_name else None
        when = formats.tanggal_range(span.first, span.last, language=language) if span else ""
        steps.append(Step(gettext(str(label)), state, when))
    return steps


_STANDS: Final[Mapping[str, object]] = {
    Phase.NOMINATION: _("Nominations are open."),
    Phase.VERIFICATION: _("The kecamatan are checking the nominations."),
    Phase.ASSESSMENT: _("Assessors are visiting the RTs."),
    Phase.TALLY: _("The scores are being tallied."),
    Phase.PROVISIONAL: _("The result is being checked before it is announced."),
    Phase.PUBLISHED: _("The result is published."),
    Phase.CLOSED: _("The result is published."),
}


def where_it_stands(edition: Edition, day: date) -> str:
    """The phase in one sentence, and what the calendar says about it while that still holds."""
    sentence = str(_STANDS.get(edition.phase, ""))
    line = due_line(edition, day)
    span = edition.calendar().span(_SPAN_OF[edition.phase]) if edition.phase in _SPAN_OF else None
    is_over = span is not None and day > span.last
    return f"{sentence} {line.text}" if line and not is_over else sentence


_SPAN_OF: Final[Mapping[str, str]] = {phase: name for phase, name, _label in _STEPS if name}
