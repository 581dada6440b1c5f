"""What a printed sheet says about itself: for which entry and assessor it is, and under which rules it was printed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scoring.domain.canonical import canonical_bytes


RULES_CODE_LENGTH: Final = 12

_CODE: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-9a-f]{12})")


def rules_code(*, scale_max: int, levels: Mapping[str, str], indicators: Iterable[tuple[str, str]]) -> str:
    """A short SHA-256 over what a sheet asks: the scale, the words of its levels, the wording of each indicator."""
    words = {value: word for value, word in levels.items() if int(value) <= scale_max}
    asked = {"scale_max": scale_max, "levels": words, "indicators": [list(pair) for pair in indicators]}
    return hashlib.sha256(canonical_bytes(asked)).hexdigest()[:RULES_CODE_LENGTH]


@dataclass(frozen=True)
class PaperCode:
    """The code on a printed sheet: "1204-37-3f9a2c1b77aa"."""

    entry: int
    assessor: int
    rules: str

    def __str__(self) -> str:
        return f"{self.entry}-{self.assessor}-{self.rules}"


def read_paper_code(text: str) -> PaperCode | None:
    """The code as a person types it or a camera reads it, also inside the address of the QR code; None: it is none."""
    found = _CODE.search(re.sub(r"[\s\u2010-\u2015]", _plain, text[:2000].lower()))
    return PaperCode(int(found[1]), int(found[2]), found[3]) if found else None


def _plain(found: re.Match[str]) -> str:
    """Dashes of a word processor are hyphens, spaces are nothing."""
    return "" if found[0].isspace() else "-"
