"""What the registry refuses, in words: each sentence names the number, the date or the name that is wrong."""

from datetime import date

from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from bantar.web.errors import Refusal


class _Shown:
    """A date that is written out in the language in which the refusal is read."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __str__(self) -> str:
        return formats.tanggal(self.day, language=get_language() or "id")


def shown(day: date) -> Promise:
    return lazystr(_Shown(day))


class NumberOutOfRange(Refusal):
    message = _("%(number)s cannot be the number of an RT.")
    rule = _("An RT has a whole number from 1 to 999.")


class NumberTaken(Refusal):
    message = _("RT %(number)s already exists in %(kelurahan)s, since %(since)s.")
    rule = _("Within a kelurahan a number belongs to one RT at a time.")


class NumberStillTaken(Refusal):
    message = _(
        "RT %(number)s of %(kelurahan)s existed until %(until)s; a new one can begin on that day at the earliest."
    )
    rule = _("Within a kelurahan a number belongs to one RT at a time.")


class BeforeKelurahan(Refusal):
    message = _("%(kelurahan)s exists only since %(since)s; an RT of it cannot begin on %(on)s.")


class InTheFuture(Refusal):
    message = _("%(on)s lies in the future.")
    rule = _("The roster records what has happened. Come back on that day.")


class RTIsClosed(Refusal):
    message = _("%(rt)s is closed since %(until)s.")
    rule = _("A closed RT keeps its history and is not changed any more.")


class RTIsOpen(Refusal):
    message = _("%(rt)s is not closed.")


class EndsBeforeStart(Refusal):
    message = _("%(rt)s exists since %(since)s; it cannot end on %(on)s.")


class StartAfterHistory(Refusal):
    message = _("%(rt)s has a count of %(counted)s; it cannot begin as late as %(on)s.")


class StartIsSuccession(Refusal):
    message = _("%(rt)s began with a split, merger or renumbering on %(since)s; that day stays.")


class ReasonMissing(Refusal):
    message = _("Say why, in a few words.")
    rule = _("An act that ends something is recorded with its reason.")


class CountOutOfRange(Refusal):
    message = _("%(kk)s is not a possible number of KK for one RT.")
    rule = _("A household count is a whole number from 1 to 5,000.")


class CountOutsideLife(Refusal):
    message = _("%(rt)s did not exist on %(on)s; a count of that day cannot be recorded.")


class RTHasSuccessors(Refusal):
    message = _("%(rt)s was closed by a split, merger or renumbering and cannot be opened again.")
