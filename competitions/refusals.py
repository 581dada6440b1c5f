"""What the services of this app answer when a rule says no."""

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal
from competitions.domain.messages import BrokenRule
from competitions.rule_words import say


class RuleBroken(Refusal):
    """One or several rules of the competition say no, each with its own sentence."""

    def __init__(self, *broken: BrokenRule) -> None:
        self.broken = broken
        super().__init__()

    @property
    def sentences(self) -> list[str]:
        return [say(rule) for rule in self.broken]

    def __str__(self) -> str:
        return " ".join(self.sentences)


class EntryGone(Refusal):
    message = _("This entry is no longer there: the import that brought it was taken back.")


class ReasonMissing(Refusal):
    message = _("Please give a reason. Everybody concerned can read it on the page of the entry.")


class KKSourceMissing(Refusal):
    message = _("Please say where the number of KK comes from, for example “Kartu Keluarga data, 2 June 2026”.")


class NeighboursNotConfirmed(Refusal):
    message = _("Please confirm that the joined RTs are neighbours.")
    rule = _("RTs of one kelurahan may enter joined; that they are neighbours is confirmed by the verifier.")


class TooManyRTs(Refusal):
    message = _("At most %(most)s RTs may enter as one joined entry; you chose %(chosen)s.")


class NotEditable(Refusal):
    message = _("This entry can no longer be changed: it is “%(status)s”.")
    rule = _("An entry is changed while it is a draft, or after the verifier has returned it.")


class UnknownWithdrawalReason(Refusal):
    message = _("Please choose the reason from the list.")


class KKOutOfRange(Refusal):
    message = _("The number of KK must be between 1 and %(most)s.")


class CorrectionTooLate(Refusal):
    message = _("The KK of this entry can no longer be corrected.")
    rule = _("Until assessment starts the committee corrects the KK with a reason, and the size category follows.")
