"""Move an edition's phase. Conditions about rules, sheets and results are known here, the others in competitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from bantar.accounts.models import User
from competitions.domain.messages import BrokenRule
from competitions.domain.phases import TEXTS as PHASE_TEXTS
from competitions.domain.phases import move, moves_from, why_not
from competitions.enums import Phase
from competitions.models import Edition
from competitions.refusals import RuleBroken
from competitions.rule_words import say
from competitions.services.entries import lock_edition
from competitions.services.phases import set_phase, unmet_conditions
from scoring.domain.edition_file import TEXTS as RULE_TEXTS
from scoring.domain.rules import check_rules
from scoring.enums import ResultStatus
from scoring.models import Result, ScoreSheet
from scoring.refusals import ConditionsUnmet
from scoring.selectors.tally import NoRuleBook, rules_of


_TEXTS: Final = {**RULE_TEXTS, **PHASE_TEXTS}


@dataclass(frozen=True)
class Condition:
    sentence: str
    is_met: bool


@dataclass(frozen=True)
class PhaseStep:
    """A step the committee may take from here, or what still keeps it from doing so."""

    phase: str
    label: str
    conditions: tuple[Condition, ...]
    needs_reason: bool
    is_back: bool

    @property
    def is_possible(self) -> bool:
        return all(condition.is_met for condition in self.conditions)


def _results(edition: Edition, *statuses: ResultStatus) -> bool:
    return Result.objects.filter(edition=edition, status__in=statuses).exists()


class _Facts:
    """What the conditions ask of one edition, each read once however many steps ask."""

    def __init__(self, edition: Edition) -> None:
        prefetch_related_objects([edition], "categories")
        self.edition = edition

    @cached_property
    def broken(self) -> list[BrokenRule]:
        """What is wrong with the rules; an archive has none at all."""
        try:
            return check_rules(rules_of(self.edition))
        except NoRuleBook:
            return [BrokenRule("rules_complete")]


_HOLDS: Final[Mapping[str, Callable[[_Facts], bool]]] = {
    "rules_complete": lambda facts: not facts.broken,
    "no_sheets": lambda facts: not ScoreSheet.objects.filter(nomination__edition=facts.edition).exists(),
    "no_open_draft": lambda facts: not _results(facts.edition, *ResultStatus.open()),
    "draft_exists": lambda facts: _results(facts.edition, *ResultStatus.open()),
    "result_published": lambda facts: _results(facts.edition, ResultStatus.PUBLISHED),
}


@transaction.atomic
def move_phase(*, edition: Edition, phase: str, by: User | None, now: datetime, reason: str = "") -> Edition:
    """Take one step, or say in words everything that still keeps the edition from it.

    The step into assessment freezes the rules: from there on every service that changes them refuses.
    """
    edition = lock_edition(edition.pk)
    refused = why_not(edition.phase, phase)
    if refused is not None:
        raise RuleBroken(refused)
    unmet = unmet_sentences(edition, phase)
    if unmet:
        raise ConditionsUnmet(unmet)
    return set_phase(edition=edition, phase=phase, by=by, now=now, reason=reason)


def unmet_sentences(edition: Edition, phase: str) -> list[str]:
    return list(dict.fromkeys(say(rule, _TEXTS) for rule in _unmet(_Facts(edition), phase)))


def steps_of(edition: Edition) -> list[PhaseStep]:
    """The steps from the edition's phase, forwards first, each with its conditions; publishing is not one of them."""
    facts = _Facts(edition)
    targets = [str(step.target) for step in moves_from(edition.phase)]
    return [_step(facts, target) for target in targets if target != Phase.PUBLISHED]


def _step(facts: _Facts, phase: str) -> PhaseStep:
    step = move(facts.edition.phase, phase)
    conditions = step.conditions if step else frozenset()
    unmet = _unmet(facts, phase)
    codes = {rule.code for rule in unmet}
    known = [Condition(say(BrokenRule(code)), is_met=code not in codes) for code in sorted(conditions)]
    details = [Condition(sentence, is_met=False) for sentence in _details(unmet, conditions)]
    return PhaseStep(
        phase=phase,
        label=str(Phase(phase).label),
        conditions=(*known, *details),
        needs_reason=bool(step and step.needs_reason),
        is_back=bool(step and step.back),
    )


def _details(unmet: list[BrokenRule], conditions: frozenset[str]) -> list[str]:
    """The broken rules behind "the rules must be complete", each once."""
    return list(dict.fromkeys(say(rule, _TEXTS) for rule in unmet if rule.code not in conditions))


def _unmet(facts: _Facts, phase: str) -> list[BrokenRule]:
    step = move(facts.edition.phase, phase)
    codes = sorted(step.conditions) if step else []
    own = [BrokenRule(code) for code in codes if code in _HOLDS and not _HOLDS[code](facts)]
    rules = facts.broken if "rules_complete" in codes else []
    return [*own, *rules, *unmet_conditions(facts.edition, phase)]
