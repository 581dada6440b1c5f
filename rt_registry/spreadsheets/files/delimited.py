"""Delimited text: which encoding, which delimiter, which cells."""

import csv
import io
import re
from collections import Counter

from rt_registry.spreadsheets.files.limits import Limits, Unreadable


DELIMITERS = (",", ";", "\t", "|")
MAX_FIELD = 1 << 20
SAMPLE_LINES = 60
# Text has next to no control characters; pictures and programs are full of them.
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
TOLERATED_CONTROLS = 0.01


def decode(data: bytes) -> str:
    """The text of UTF-8 or UTF-16, with a byte order mark or without, else of Windows-1252."""
    text = _decode(data)
    if "\0" in text:
        raise Unreadable("nul")
    if len(CONTROL.findall(text)) > max(2, TOLERATED_CONTROLS * len(text)):
        raise Unreadable("not_a_sheet")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _strictly(data, encoding) or _refuse()
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    wide = min(len(data), 2000) // 2
    if wide and odd > 0.4 * wide and not even:
        return _strictly(data, "utf-16-le") or _refuse()
    if wide and even > 0.4 * wide and not odd:
        return _strictly(data, "utf-16-be") or _refuse()
    return _strictly(data, "utf-8") or _strictly(data, "cp1252") or _refuse()


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse() -> str:
    raise Unreadable("not_a_sheet")


def rows_of(text: str, limits: Limits) -> list[list[str]]:
    """Cells by row, a quoted line break staying inside its cell, so that rows are numbered as a program shows them."""
    text, delimiter = _delimiter(text)
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in _reader(text, delimiter):
            cells += len(row)
            if len(row) > limits.max_columns or cells > limits.max_cells:
                raise Unreadable("too_many_cells", limit=limits.max_cells)
            rows.append(row)
    except csv.Error as broken:
        raise Unreadable("damaged_text", line=len(rows) + 1) from broken
    return rows


def _reader(text: str, delimiter: str) -> list[list[str]]:
    """Strict first, which notices a quote never closed; sloppy quotes inside a line are let pass."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as broken:
        if "unexpected end" in str(broken) or "field larger" in str(broken):
            raise
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _delimiter(text: str) -> tuple[str, str]:
    """The delimiter that parts the first lines most evenly; "sep=;" on the first line decides."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"\"?sep=(.)\"?\r?", first, re.IGNORECASE)
    if named:
        return rest, named[1]
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    return text, max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows share one width above 1, weighed by that width."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
    except csv.Error:
        return (0, 0)
    shared = Counter(width for width in widths if width > 1)
    return max(((rows * (width - 1), rows) for width, rows in shared.items()), default=(0, 0))
