"""What the acts on decrees, minutes and documents answer when a rule says no."""

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal
from scoring.enums import DocumentKind


ONLY_APPROVED = _(
    "An official document is issued on a result that a publisher has approved; before that it is a draft."
)


class NotPublisher(Refusal):
    message = _("Only a publisher can do this.")


class NotYetApproved(Refusal):
    message = _("The result is not approved yet, so it can have no official document.")
    rule = ONLY_APPROVED


class DraftDiscarded(Refusal):
    message = _("This draft was discarded, so it can have no official document.")
    rule = ONLY_APPROVED


class OldVersion(Refusal):
    message = _("This result has been corrected by version %(version)s. Documents are issued on that one.")


class DecreeMissing(Refusal):
    message = _("Enter number and date of the decree first: the document names them.")


class MinutesMissing(Refusal):
    message = _("Enter number, date and members of the minutes first: the document names them.")


class NoWinners(Refusal):
    message = _("This result has no winner, so there is nothing to print.")


class MembersMissing(Refusal):
    message = _("Name at least one member of the committee who signs the minutes.")


class ReasonNeeded(Refusal):
    message = _("Please give a reason. Everybody who checks the document reads it.")


class AlreadyWithdrawn(Refusal):
    message = _("This document has been withdrawn already.")


class StillAtWork(Refusal):
    message = _("This document is being made. Wait until it is done, or for a minute without progress.")


class NotOnThePage(Refusal):
    message = _("This result is not there any more, or was never named. Look at the page again; nothing was changed.")


class FileAltered(Refusal):
    """What lies in the store is not what was issued, or nothing lies there."""

    message = _(
        "The stored file is not the one that was issued: its SHA-256 differs. It is not handed out. "
        "A publisher can withdraw the document and issue it anew."
    )


class RecordAltered(FileAltered):
    """Its rows say something else than what was signed."""

    message = _(
        "What the portal holds about this document is not what was signed when it was issued. It is not handed out. "
        "A publisher can withdraw the document and issue it anew."
    )


class CannotBeSet(Refusal):
    message = _("The document could not be set in type: %(why)s")


def missing_facts(kind: DocumentKind) -> type[Refusal]:
    """What a kind of document waits for."""
    return MinutesMissing if kind == DocumentKind.MINUTES else DecreeMissing
