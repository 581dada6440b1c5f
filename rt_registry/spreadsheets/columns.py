"""Columns of a kind, and which of them a heading means."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise


_WORDS: Final = {
    "jml": "jumlah",
    "jlh": "jumlah",
    "jmlh": "jumlah",
    "jum": "jumlah",
    "banyaknya": "jumlah",
    "kel": "kelurahan",
    "kec": "kecamatan",
    "thn": "tahun",
    "th": "tahun",
    "nm": "nama",
    "no": "nomor",
    "nmr": "nomor",
    "prd": "periode",
    "yg": "yang",
    "prosentase": "persen",
    "persentase": "persen",
    "prosen": "persen",
}
_PERIOD: Final = re.compile(r"\bperiode\s*(?:ke\s*-?\s*)?(iii|ii|i|[1-9])\b", re.IGNORECASE)
# What a heading says beside its meaning: the unit, and the day something was counted.
_ASIDE = re.compile(
    r"\(\s*(?:dalam\s+)?(?:orang|jiwa|rp\.?|rupiah|unit|buah|%|persen)\s*\)|\bper\s+(?:tanggal|tgl\.?)?\s*[0-9]{1,2}\b.*",
    re.IGNORECASE | re.DOTALL,
)
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3}
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True)
class Column:
    """A column a kind understands: its key, which our own sheets print, and the other headings people give it."""

    key: str
    synonyms: tuple[str, ...] = ()
    label: str | Promise = ""


@dataclass(frozen=True)
class Meaning:
    """A heading understood: its words squashed together, and the year it names."""

    words: str
    year: int | None


def years_in(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def without_years(text: str) -> str:
    return _YEAR.sub("#", text)


def periods_in(text: str) -> set[int]:
    """The judging periods named: "Periode II" -> 2."""
    return {ROMAN.get(said) or int(said) for said in (match.lower() for match in _PERIOD.findall(text))}


@lru_cache(maxsize=4096)
def understand(text: str) -> Meaning:
    """ "Jml. KK (2017)" -> ("jumlahkk", 2017): case, punctuation and abbreviations aside."""
    years = years_in(text)
    plain = unicodedata.normalize("NFKD", _YEAR.sub(" ", text) if years else text).casefold().replace("%", " persen ")
    tokens = [_WORDS.get(token, token) for token in re.findall(r"[a-z0-9]+", plain)]
    if years:
        tokens = [token for token in tokens if token not in {"tahun", "ta"}] or ["tahun"]
    return Meaning("".join(tokens), min(years) if len(years) == 1 else None)


@dataclass(frozen=True)
class Vocabulary:
    """All headings of one kind."""

    columns: Mapping[str, Column]
    required: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, columns: Iterable[Column], required: Sequence[frozenset[str]]) -> "Vocabulary":
        known: dict[str, Column] = {}
        for column in columns:
            for name in (column.key, *column.synonyms):
                known.setdefault(understand(name).words, column)
        return cls(known, tuple(required))

    def recognise(self, *texts: str) -> tuple[Column, int | None] | None:
        """The column that stacked headings mean: together, else the lowest alone."""
        parts = [text for at, text in enumerate(texts) if text and text not in texts[:at]]
        years = {year for part in parts for year in years_in(part)}
        year = min(years) if len(years) == 1 else None
        tries = [" ".join(parts), *(parts[-1:] if len(parts) > 1 else [])]
        tries += [plain for text in tries if (plain := _ASIDE.sub(" ", text)) != text]
        for words in (understand(text).words for text in tries):
            column = self.columns.get(words) or self.columns.get(words.removeprefix("nama"))
            if column is not None:
                return column, year
        return None

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((column for column in self.columns.values() if column.key == key), None)

    def without(self, keys: set[str]) -> "Vocabulary":
        """The same where something else stands for those columns."""
        return Vocabulary(self.columns, tuple(group for group in self.required if not group & keys))

    def missing(self, keys: Iterable[str]) -> list[frozenset[str]]:
        """The groups of which no column was found."""
        present = set(keys)
        return [group for group in self.required if not group & present]
