"""The code printed on a document: 80 random bits as sixteen characters that a person can read out and type.

Crockford's base 32 leaves out I, L, O and U: what looks like a digit is read as one.
"""

import re
import secrets
from typing import Final


ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16

_LIKE_DIGITS: Final = str.maketrans("OIL", "011")
_CODE: Final = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_BETWEEN: Final = re.compile(r"[\s.\-_\u00ad\u2010-\u2015\u2212]+")


def new_code() -> str:
    """ "7K3M-Q0ZD-4V9A-H2RT": nobody guesses one of 2 ** 80."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def read_code(text: str) -> str | None:
    """The code as a person types it: small letters, other dashes or none, O for 0, I or L for 1. None: it is none."""
    plain = _BETWEEN.sub("", text[:200]).upper().translate(_LIKE_DIGITS)
    return _grouped(plain) if _CODE.fullmatch(plain) else None


def read_digest(text: str) -> str | None:
    """A SHA-256 of 64 hexadecimal digits, as printed in groups or not. None: it is none."""
    plain = _BETWEEN.sub("", text[:200]).lower()
    return plain if _DIGEST.fullmatch(plain) else None


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, LENGTH, 4))
