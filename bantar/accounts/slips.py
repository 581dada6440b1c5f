"""The code on a sign-in slip: made, read as typed, and compared. Plain functions."""

import re
import secrets
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac


# Without I, L, O, 0 and 1, which look alike on paper.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS: Final = 2
GROUP_LENGTH: Final = 5
_SALT: Final = "bantar.accounts.slip"


def new_code() -> str:
    """Return a random code such as "K7MQP-3XWRT": about 49 bits, typed once and valid for days."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def normalised(typed: str) -> str:
    """Read a code as people type it: small letters, spaces and dashes anywhere."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def code_hash(*, user_id: int, code: str) -> str:
    """Hash a code for one user. Codes are random, so a keyed hash protects them; 140 slips must print at once."""
    return salted_hmac(_SALT, f"{user_id}:{normalised(code)}", algorithm="sha256").hexdigest()


def is_code(*, user_id: int, typed: str, stored_hash: str) -> bool:
    return constant_time_compare(code_hash(user_id=user_id, code=typed), stored_hash)
