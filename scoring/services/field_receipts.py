"""The code by which a person recognises that something arrived. The same message always has the same one."""

import uuid
from typing import Final

from django.utils.crypto import salted_hmac


_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 of them, none that looks like another."""


def receipt_for(message: uuid.UUID, sha256: str) -> str:
    digest = salted_hmac("scoring.field.receipt", f"{message}|{sha256}", algorithm="sha256").digest()
    code = "".join(_LETTERS[byte % 32] for byte in digest[:8])
    return f"{code[:4]}-{code[4:]}"
