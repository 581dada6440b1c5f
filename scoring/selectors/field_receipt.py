"""Which sheet is this receipt of? People read it out, write it down and leave the dash away."""

import re
from typing import Final, NamedTuple

from competitions.models import Edition
from scoring.models import FieldMessage


_LENGTH: Final = 8


class OfSheet(NamedTuple):
    """The entry and the assessor whose phone got the receipt."""

    nomination: int
    assessor: int


def sheet_of_receipt(edition: Edition, text: str) -> OfSheet | None:
    """One query, and none for what is no receipt."""
    letters = re.sub(r"[^A-Z0-9]", "", text[:40].upper())
    if len(letters) != _LENGTH:
        return None
    receipt = f"{letters[:4]}-{letters[4:]}"
    rows = FieldMessage.objects.filter(nomination__edition=edition, receipt=receipt).order_by("received_at", "seq")
    found = rows.values_list("nomination_id", "assessor_id").first()
    return OfSheet(*found) if found else None
