"""What the public pages of a result share: the crumbs that lead back to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Edition


def crumbs(edition: Edition, here: str = "") -> list[tuple[str, str]]:
    """Down to the page called `here`; without one, the result of the edition is the page itself."""
    result = reverse("scoring:result", args=[edition.slug]) if here else ""
    above = [(_("Results"), reverse("scoring:results")), (edition.name, result)]
    return [*above, (here, "")] if here else above
