"""What a service raises when a rule says no."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An act refused by a rule: a sentence for the person who asked, and the rule behind it.

    A subclass names its sentence once, `message = _("RT %(number)s is already entered.")`, and takes
    the values on raising: `raise AlreadyEntered(number=17)`. Translation happens when it is shown.
    """

    message: str | Promise = _("This cannot be done now.")
    rule: str | Promise = ""

    def __init__(
        self, message: str | Promise | None = None, *, rule: str | Promise | None = None, **values: object
    ) -> None:
        if message is not None:
            self.message = message
        if rule is not None:
            self.rule = rule
        self.values = values
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)

    def in_lines(self) -> tuple[str, Sequence[str]]:
        """The same for a list: what it comes to, and each point by itself. One point alone is the sentence."""
        return str(self), ()
