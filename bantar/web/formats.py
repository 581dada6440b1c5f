"""Numbers, money, dates and ranks as people in Jambi read them: plain functions, no settings, no clock."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final


Number = int | float | Decimal

NOTHING: Final = "–"

_MONTHS: Final = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}


def _is_indonesian(language: str) -> bool:
    return not language.startswith("en")


def _swap_separators(text: str) -> str:
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def round_half_up(value: Number, decimals: int) -> Decimal:
    """Round for showing, the way the published figures are rounded."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Number | None, decimals: int = 0, *, language: str = "id") -> str:
    """1635 -> "1.635" (English "1,635"), with so many decimals."""
    if value is None:
        return NOTHING
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return _swap_separators(text) if _is_indonesian(language) else text


def exact(value: Number | str | None, *, language: str = "id") -> str:
    """A figure with the decimals it has: "50.0" -> "50,0", 1635 -> "1.635"; what is no figure stays as it is."""
    if value is None:
        return NOTHING
    plain = str(value)
    if not re.fullmatch(r"-?[0-9]{1,30}(?:\.[0-9]{1,10})?", plain):
        return plain
    return number(Decimal(plain), len(plain.partition(".")[2]), language=language)


def score(value: Number | None, *, language: str = "id") -> str:
    """87.5 -> "87,50": totals and aspect values always carry two decimals."""
    return number(value, 2, language=language)


def rupiah(value: int | None, *, language: str = "id") -> str:
    """10000000 -> "Rp10.000.000"."""
    if value is None:
        return NOTHING
    sign = "-" if value < 0 else ""
    return f"{sign}Rp{number(abs(value), language=language)}"


def rupiah_short(value: int | None, *, language: str = "id") -> str:
    """892000000 -> "Rp892 juta", for big figures; anything that is not round stays exact."""
    if value is None or value < 1_000_000 or value % 100_000:
        return rupiah(value, language=language)
    juta, miliar = ("juta", "miliar") if _is_indonesian(language) else ("million", "billion")
    unit, word = (1_000_000_000, miliar) if value >= 1_000_000_000 and not value % 10_000_000 else (1_000_000, juta)
    amount = Decimal(value) / unit
    decimals = max(0, -int(amount.normalize().as_tuple().exponent))
    return f"Rp{number(amount, decimals, language=language)} {word}"


def percent(value: Number | None, decimals: int = 1, *, language: str = "id") -> str:
    """70.886 -> "70,9%"; the value is already a percentage."""
    return NOTHING if value is None else f"{number(value, decimals, language=language)}%"


def percent_of(part: Number | None, whole: Number | None, decimals: int = 1, *, language: str = "id") -> str:
    """112 of 158 -> "70,9%"; without a whole there is no percentage."""
    if part is None or not whole:
        return NOTHING
    return percent(Decimal(str(part)) * 100 / Decimal(str(whole)), decimals, language=language)


def tanggal(value: date | None, *, language: str = "id", short: bool = False) -> str:
    """2026-11-21 -> "21 November 2026", short "21 Nov 2026"."""
    if value is None:
        return NOTHING
    month = _MONTHS["id" if _is_indonesian(language) else "en"].split()[value.month - 1]
    return f"{value.day} {month[:3] if short else month} {value.year}"


def tanggal_range(first: date | None, last: date | None, *, language: str = "id") -> str:
    """1 and 31 May 2026 -> "1–31 Mei 2026"; parts both dates share are said once."""
    if first is None or last is None or first == last:
        return tanggal(first or last, language=language)
    end = tanggal(last, language=language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = tanggal(first, language=language)
    return f"{start.rsplit(' ', 1)[0] if first.year == last.year else start} – {end}"


def waktu(value: datetime | None, *, language: str = "id") -> str:
    """A local time -> "21 November 2026 pukul 14.30 WIB" ("21 November 2026, 14:30 WIB")."""
    if value is None:
        return NOTHING
    day, zone = tanggal(value, language=language), f" {value.tzname()}" if value.tzinfo else ""
    if _is_indonesian(language):
        return f"{day} pukul {value:%H.%M}{zone}"
    return f"{day}, {value:%H:%M}{zone}"


def rank(value: int | None, *, language: str = "id") -> str:
    """1 -> "ke-1" ("1st"), as in "peringkat ke-1"."""
    if value is None:
        return NOTHING
    if _is_indonesian(language):
        return f"ke-{value}"
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"


def rt_number(value: int) -> str:
    """17 -> "017", as the city writes an RT's number."""
    return f"{value:03d}"


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key to sort names by as people count, Penilai 9 before Penilai 10: runs of digits compare as numbers."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(0, int(part), "") if part[0].isdigit() else (1, 0, part) for part in parts]
