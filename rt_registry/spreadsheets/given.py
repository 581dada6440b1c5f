"""What stands once above a table and holds for all its rows: "Kelurahan : Legok", "KECAMATAN = DANAU SIPIN"."""

import re
from collections.abc import Iterable
from typing import Final

from rt_registry.spreadsheets.columns import Vocabulary
from rt_registry.spreadsheets.grid import Sheet


SAID: Final = re.compile(
    r"\b(kelurahan|kel|kecamatan|kec)\b[\s.]*[:=]\s*([^\W\d_][^:=]{1,60}?)"
    r"(?=\s*(?:$|[,;/|]|\s{3}|\b(?:kelurahan|kel|kecamatan|kec|kota|tahun|thn|rt|rw)\b[\s.]*[:=]))",
    re.IGNORECASE,
)
SEARCHED_ROWS: Final = 120
LONGEST: Final = 2_000


def given_in(texts: Iterable[str]) -> dict[str, str]:
    """The names said, by the key of their column; what is said twice and differently is not said."""
    found: dict[str, set[str]] = {}
    for text in texts:
        if len(text) <= LONGEST and (":" in text or "=" in text):
            for word, name in SAID.findall(text):
                found.setdefault("kelurahan" if word.lower().startswith("kel") else "kecamatan", set()).add(
                    name.strip()
                )
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def line_of(sheet: Sheet, row: int) -> str:
    """The texts of a row in one, well apart, as "Kelurahan", ":" and "Legok" may stand in cells of their own."""
    return "   ".join(raw.strip() for raw in sheet.raw_row(row) if isinstance(raw, str) and raw.strip())


def vocabulary_for(sheet: Sheet, vocabulary: Vocabulary) -> Vocabulary:
    """On a sheet that names its kelurahan above, a table needs no column for it."""
    lines = (line_of(sheet, row) for row in sheet.filled_rows[:SEARCHED_ROWS])
    names_kelurahan = any("kelurahan" in given_in([line]) for line in lines)
    return vocabulary.without({"kelurahan"}) if names_kelurahan else vocabulary
