"""Whole numbers in Indonesian words, as decrees and receipts write them beside the figures (terbilang)."""

from typing import Final


HIGHEST: Final = 10**21 - 1

_ONES: Final = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
_STEPS: Final = (
    (10**18, "kuintiliun"),
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (10**3, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)


def terbilang(value: int) -> str:
    """1_250_000 -> "satu juta dua ratus lima puluh ribu"; 11 -> "sebelas", 100 -> "seratus", 1000 -> "seribu".

    Raises ValueError on what no column holds: less than 0 or 1,000 kuintiliun and more.
    """
    if not 0 <= value <= HIGHEST:
        raise ValueError(f"{value} is not written in words")
    if value < len(_ONES):
        return _ONES[value]
    if value < 20:
        return f"{_ONES[value - 10]} belas"
    step, word = next(pair for pair in _STEPS if value >= pair[0])
    count, rest = divmod(value, step)
    head = f"se{word}" if count == 1 and step <= 1000 else f"{terbilang(count)} {word}"
    return f"{head} {terbilang(rest)}" if rest else head


def rupiah_in_words(value: int) -> str:
    """10_000_000 -> "sepuluh juta rupiah"."""
    return f"{terbilang(value)} rupiah"
