"""What the prize ledger answers when a rule says no."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal


DUE = _(
    "A prize is due as a line of the newest published version, once the decree of exactly that version is entered. "
    "The amount is always that of the line."
)
ONCE = _("A prize is handed over once, whole, against one receipt.")


class NotInCommittee(Refusal):
    message = _("Only a member of the committee can do this.")


class NothingDueYet(Refusal):
    message = _("%(edition)s has no published result yet, so no prize is due.")
    rule = DUE


class VersionReplaced(Refusal):
    """The page was opened before a correction was published."""

    message = _("Since you opened this page another version of the result was published. Please look at it again.")
    rule = DUE


class NoDecree(Refusal):
    message = _("The decree of version %(version)s is not entered yet, so nothing can be handed over.")
    rule = DUE


class NoPrize(Refusal):
    message = _("%(entry)s wins no prize in version %(version)s, so nothing is due.")
    rule = DUE


class ResultUntrue(Refusal):
    """A recount does not confirm the published result; what differs, in words."""

    rule = _(
        "While a recount does not confirm the published version, no prize is handed over. Have the difference cleared "
        "up, or publish a correction."
    )

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(
            _("A recount does not confirm the published result (%(count)s differences). %(sentences)s"),
            count=len(self.sentences),
            sentences=" ".join(self.sentences[:5]),
        )


class AlreadyHandedOver(Refusal):
    message = _(
        "The prize of %(entry)s was handed over already: %(amount)s on %(date)s, receipt %(receipt)s, to %(receiver)s. "
        "Nothing was recorded twice."
    )
    rule = ONCE


class ReceiptUsed(Refusal):
    message = _("The receipt %(receipt)s already stands for the prize of %(entry)s.")
    rule = ONCE


class BeforeTheDecree(Refusal):
    message = _("A prize cannot be handed over before its decree: that is dated %(date)s.")


class InTheFuture(Refusal):
    message = _("The day of the hand-over lies in the future. Record it once it has happened.")


class TextMissing(Refusal):
    message = _("Please give the number of the receipt and the name of the person who received the prize.")


class TextTooLong(Refusal):
    message = _("This is too long: a receipt has at most 60 characters, a name at most 120.")


class AlreadyCancelled(Refusal):
    message = _("This line was cancelled already, on %(date)s. The reason given was: %(reason)s")


class CancelReasonMissing(Refusal):
    message = _("Please give a reason. It stays in the ledger, with your name.")
