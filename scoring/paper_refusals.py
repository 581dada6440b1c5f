"""What typing in and confirming a paper sheet answer when a rule says no."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal


THREE_PERSONS = _(
    "A paper sheet passes through three pairs of hands: the assessor who filled it in, a second person who types it "
    "in, and a third who confirms it."
)


class NotCommittee(Refusal):
    message = _("Only a member of the committee can do this.")


class OwnPaper(Refusal):
    message = _("This is your own sheet as an assessor, so others must type it in and confirm it.")
    rule = THREE_PERSONS


class TypedByYou(Refusal):
    message = _("You typed this sheet in yourself, so another person must confirm it or send it back.")
    rule = THREE_PERSONS


class TypedByAssessor(Refusal):
    message = _("%(name)s typed this sheet in, and is the assessor who filled it in. Discard it, and let others type.")
    rule = THREE_PERSONS


class NotYourTyping(Refusal):
    message = _("This sheet is being typed in by %(name)s. Only the one who began goes on with it.")


class PaperThere(Refusal):
    """`pk` of the paper that is there, for the link to it."""

    message = _("The paper of %(assessor)s for %(entry)s is here already: “%(status)s”.")

    def __init__(self, *, pk: int, **values: Any) -> None:
        self.pk = pk
        super().__init__(**values)


class SheetThere(Refusal):
    message = _("%(assessor)s has submitted a sheet of %(entry)s already. A second one, on paper, cannot be taken in.")
    rule = _("One sheet per assessor and entry. The committee can reopen the submitted one, with a reason.")


class NotInTheTeam(Refusal):
    message = _("%(assessor)s is not in the team that visits %(entry)s.")
    rule = _("A sheet is filled in by the members of the team that visits the entry.")


class AssessorInConflict(Refusal):
    message = _("%(assessor)s is marked as in conflict with %(entry)s.")
    rule = _("A sheet of an assessor in conflict with the entry does not count.")


class NoPicture(Refusal):
    message = _("Please add a photo or a scan of the paper: whoever confirms compares it with what was typed.")


class TooManyPictures(Refusal):
    message = _("A paper sheet holds at most %(most)s pictures.")


class PaperNotOpen(Refusal):
    message = _("This paper can no longer be changed: it is “%(status)s”.")


class PaperNotWaiting(Refusal):
    message = _("This paper does not wait for a confirmation: it is “%(status)s”.")


class PaperChanged(Refusal):
    message = _("This paper was changed in the meantime. Please look at it once more.")


class PaperIncomplete(Refusal):
    message = _("The sheet is not complete yet. Missing: %(codes)s.")
    rule = _("A submitted sheet is complete: all 21 indicators have a score. One left empty on paper goes back.")

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(codes=", ".join(codes))


class DraftDiffers(Refusal):
    """Somebody began the same sheet on a phone or in the form, and said something else there."""

    message = _("%(assessor)s has begun this sheet in the portal with other values: %(codes)s.")
    rule = _("What the assessor entered is not overwritten. The assessor puts the draft right, or submits it instead.")

    def __init__(self, *, codes: Sequence[str], **values: Any) -> None:
        self.codes = tuple(codes)
        super().__init__(codes=", ".join(codes), **values)


class UnknownPaperCode(Refusal):
    message = _("This is not the code of a sheet of this edition. It stands under the QR code: 1204-37-3f9a2c1b77aa.")


class NothingToPrint(Refusal):
    message = _("Nothing to print: no sheet is missing here.")


class TooManySheets(Refusal):
    message = _("%(count)s sheets are too many for one file (at most %(most)s). Please print them day by day.")
