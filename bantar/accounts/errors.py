from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal


class SlipRefused(Refusal):
    """Said alike for an unknown name, a wrong code and a used slip: the page must not tell who has an account."""

    message = _(
        "The username and the code do not belong together, or this slip has been used or replaced. "
        "Compare both with the paper; if they are right, ask the committee for a new slip."
    )


class SlipExpired(Refusal):
    message = _("This slip was valid until %(day)s. Ask the committee for a new one.")
