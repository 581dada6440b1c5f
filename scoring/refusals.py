"""What the services of this app answer when a rule says no."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal
from competitions.domain.messages import BrokenRule
from competitions.rule_words import say
from scoring.domain.edition_file import TEXTS as EDITION_TEXTS


class EditionWrong(Refusal):
    """An edition file or form with something wrong in it; each sentence names the key."""

    def __init__(self, problems: Sequence[BrokenRule]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Key and sentence of each problem."""
        return [(problem.field, say(problem, EDITION_TEXTS)) for problem in self.problems]

    def __str__(self) -> str:
        return " ".join(_named(field, sentence) for field, sentence in self.sentences)


def _named(field: str, sentence: str) -> str:
    return sentence if not field or f"“{field}" in sentence else f"{field}: {sentence}"


class EditionNotInDraft(Refusal):
    message = _("The edition “%(slug)s” is in the phase “%(phase)s”; a file is loaded only while it is in draft.")
    rule = _("What kelurahan and assessors rely on does not change behind their backs.")


class RulesFrozen(Refusal):
    message = _("The rules of this edition can no longer be changed.")
    rule = _("Once assessment starts the rules of an edition are frozen.")


class IdentityFixed(Refusal):
    message = _("Address, year and period of an edition stay as they are once it has left the draft.")


class CategoriesInUse(Refusal):
    message = _("The size categories can no longer be changed: %(count)s entries were handed in under them.")
    rule = _("The KK recorded when the entry is submitted decides on its size category. Prizes may still change.")


class SlugTaken(Refusal):
    message = _("There already is an edition with the address “%(slug)s”.")


class NoIndicators(Refusal):
    message = _("The 21 indicators are not loaded yet. Load the reference data first: manage.py load_reference")


class ConditionsUnmet(Refusal):
    """A phase cannot be reached yet; every open condition in words."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__()

    def __str__(self) -> str:
        return " ".join(self.sentences)

    def in_lines(self) -> tuple[str, Sequence[str]]:
        if len(self.sentences) < 2:
            return super().in_lines()
        return gettext("%(count)s conditions are not met yet.") % {"count": len(self.sentences)}, self.sentences


class ReasonMissing(Refusal):
    message = _("Please give a reason. It stays in the trace, with your name.")


class TeamNameTaken(Refusal):
    message = _("This edition already has a team called “%(name)s”.")


class TeamInUse(Refusal):
    message = _("The team “%(name)s” still has %(count)s entries to visit. Give them to another team first.")


class NameMissing(Refusal):
    message = _("Please give a name.")


class NameTooLong(Refusal):
    message = _("This name is too long: at most %(most)s characters.")


class AssessorKnown(Refusal):
    message = _("There already is an assessor called “%(name)s”.")


class AccountTaken(Refusal):
    message = _("This account already belongs to the assessor “%(name)s”.")


class NotAnAssessorAccount(Refusal):
    message = _("The account “%(name)s” does not have the role of assessor.")


class AlreadyInATeam(Refusal):
    message = _("%(assessor)s is already in the team “%(team)s” of this edition.")
    rule = _("An assessor is in one team per edition.")


class SheetsBegun(Refusal):
    message = _("%(assessor)s has begun %(count)s sheets in this team and cannot leave it now.")


class TeamsClosed(Refusal):
    message = _("Teams and visits can no longer be changed: the edition is in the phase “%(phase)s”.")


class NotToBeVisited(Refusal):
    message = _("%(entry)s cannot be given to a team: it is “%(status)s”.")
    rule = _("Only verified entries are visited.")


class OtherEdition(Refusal):
    message = _("Entry, team and visit must belong to the same edition.")


class VisitClosed(Refusal):
    message = _("The visit of %(entry)s is closed. The committee can reopen it with a reason.")


class VisitNotClosed(Refusal):
    message = _("The visit of %(entry)s is not closed.")


class SheetsMissing(Refusal):
    message = _("%(count)s members have not submitted their sheet of %(entry)s yet: %(names)s.")
    rule = _("After the visit is closed nobody of the team can begin or hand in a sheet of this entry.")


class OwnKecamatan(Refusal):
    message = _("%(assessor)s is a pendamping in Kecamatan %(kecamatan)s and cannot assess %(entry)s.")
    rule = _("A sarjana pendamping may also be an assessor, but never in their own kecamatan.")


class InConflict(Refusal):
    message = _("You are marked as in conflict with %(entry)s and cannot assess it.")
    rule = _("A sheet of an assessor in conflict with the entry does not count.")


class AlreadyInConflict(Refusal):
    message = _("%(assessor)s is already marked as in conflict with %(entry)s.")


class ConflictLifted(Refusal):
    message = _("This conflict mark has been lifted already.")


class ConflictsClosed(Refusal):
    message = _("Conflicts of interest can no longer be marked or lifted: the edition is closed.")


class NotAssigned(Refusal):
    message = _("%(entry)s is not among your visits.")
    rule = _("A sheet is filled in by the members of the team that visits the entry.")


class EntryNotCompeting(Refusal):
    message = _("%(entry)s is not assessed: it is “%(status)s”.")


class AssessmentNotOpen(Refusal):
    message = _("Sheets are closed: the edition is in the phase “%(phase)s”.")
    rule = _("Sheets are filled in while the edition is in the assessment phase.")


class SheetLocked(Refusal):
    message = _("This sheet has been submitted and is locked.")
    rule = _("Only the committee reopens a submitted sheet, with a reason; every earlier value stays in the history.")


class SheetNotSubmitted(Refusal):
    message = _("Only a submitted sheet can be reopened; this one is still a draft.")


class SheetIncomplete(Refusal):
    message = _("The sheet is not complete yet. Missing: %(codes)s.")
    rule = _("A submitted sheet is complete: all 21 indicators have a score.")

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(codes=", ".join(codes))


class SheetContested(Refusal):
    message = _("Two phones say different things about %(codes)s. Please choose first which one is right.")
    rule = _("Nothing that was entered is dropped unseen: the assessor decides between two values.")

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(codes=", ".join(str(_("the visit")) if code == "visit" else code for code in codes))


class ScoreOffScale(Refusal):
    message = _("The score of %(code)s must be a whole number from 0 to %(highest)s, not “%(value)s”.")


class UnknownIndicator(Refusal):
    message = _("There is no indicator “%(code)s”.")


class NoteTooLong(Refusal):
    message = _("The note on %(code)s is too long: at most %(most)s characters.")


class StaleSheet(Refusal):
    """Somebody saved the sheet elsewhere in the meantime; nothing is overwritten, both values are known."""

    message = _("This sheet was changed elsewhere in the meantime. Nothing is lost: please choose below.")

    def __init__(self, *, revision: int, saved_at: datetime, stored: Mapping[str, object]) -> None:
        self.revision = revision
        self.saved_at = saved_at
        self.stored = dict(stored)
        super().__init__()


class NoTeams(Refusal):
    message = _("There are no teams yet. Set up a team first.")


class NothingToAssign(Refusal):
    message = _("Every verified entry already has a team.")


class NoTeamMayVisit(Refusal):
    message = _("No team may visit Kecamatan %(kecamatan)s: each has a pendamping of this kecamatan.")
    rule = _("A sarjana pendamping may also be an assessor, but never in their own kecamatan.")


class NothingChosen(Refusal):
    message = _("Please choose at least one entry from the list.")
