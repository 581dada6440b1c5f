"""What drafting, approving, publishing and deciding answer when a rule says no."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal


TWO_PERSONS = _(
    "A result is drafted by the committee, then approved and published by a publisher: another person than the drafter."
)


class NotCommittee(Refusal):
    message = _("Only a member of the committee can do this.")
    rule = TWO_PERSONS


class NotPublisher(Refusal):
    message = _("Only a publisher can do this.")
    rule = TWO_PERSONS


class NeitherCommitteeNorPublisher(Refusal):
    message = _("Only the committee or a publisher can discard a draft.")


class OwnDraft(Refusal):
    message = _("You drafted this result yourself, so another person must approve and publish it.")
    rule = TWO_PERSONS


class NobodyNamed(Refusal):
    message = _("Say who acts: two named persons answer for a result.")
    rule = TWO_PERSONS


class WrongPhase(Refusal):
    message = _("A result cannot be drafted in the phase “%(phase)s”.")
    rule = _("A result is drafted from the assessment phase on, and again after publication as a correction.")


class Blocked(Refusal):
    """The tally names what is still open; every blocker in words."""

    rule = _("A result with an open blocker is neither drafted nor published.")

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(_("Something is still open: %(sentences)s"), sentences=" ".join(sentences))

    def in_lines(self) -> tuple[str, Sequence[str]]:
        if len(self.sentences) < 2:
            return super().in_lines()
        return gettext("%(count)s blockers are open.") % {"count": len(self.sentences)}, self.sentences


class NothingToPublish(Refusal):
    message = _("There is no verified entry to make a result of.")


class OpenDraft(Refusal):
    message = _("There already is a drafted result of this edition. Publish or discard it first.")


class NoOpenDraft(Refusal):
    message = _("No drafted result of this edition is waiting.")


class NothingChanged(Refusal):
    message = _("Nothing has changed since version %(version)s was published, so there is nothing to correct.")


class ReasonNeeded(Refusal):
    message = _("Please give a reason. It stays with the result.")


class NotADraft(Refusal):
    message = _("This result is no longer a draft: it is “%(status)s”.")


class NotApproved(Refusal):
    message = _("A publisher must approve this draft before it can be published.")


class AlreadyApproved(Refusal):
    message = _("This draft has been approved already.")


class MomentPast(Refusal):
    message = _("This moment is past. Choose a later one, or publish now.")


class NotScheduled(Refusal):
    message = _("No minute is set for the publication of this result.")


class AlreadyPublished(Refusal):
    message = _("This result is already published, as version %(version)s. Nothing was done twice.")


class AlreadyDiscarded(Refusal):
    message = _("This draft was discarded.")


class InputsChanged(Refusal):
    """Something moved under the draft; what, in words."""

    rule = _("A draft whose inputs have changed is refused. Discard it and draft again.")

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        shown = " ".join(self.sentences[:5])
        super().__init__(
            _("The draft no longer says what the portal holds (%(count)s differences). %(sentences)s"),
            count=len(self.sentences),
            sentences=shown,
        )

    def in_lines(self) -> tuple[str, Sequence[str]]:
        """All of them: there is room."""
        if len(self.sentences) < 2:
            return super().in_lines()
        words = gettext("The draft no longer says what the portal holds (%(count)s differences).")
        return words % {"count": len(self.sentences)}, self.sentences


class FactsChanged(Refusal):
    message = _("The facts have changed since you opened the page, so the decision was not stored. Please look again.")
    rule = _("A decision holds for the facts it was made for and for no others.")


class NotAmongTheTied(Refusal):
    message = _("Only one of the tied entries can be chosen.")


class NoSuchVersion(Refusal):
    message = _("%(edition)s has no result version %(version)s.")


class NothingPublished(Refusal):
    message = _("%(edition)s has no result yet.")
