"""Delimited text: which encoding, which delimiter, which cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from rt_registry.spreadsheets.files.limits import Limits, Unreadable


DELIMITERS = (",", ";", "\t", "|")
MAX_FIELD = 1 << 20
LATIN = 0.8  # of the letters: in UTF-16 every other byte of those is zero
SAMPLE_LINES = 60
SAMPLE_LENGTH = 1 << 20
# Text has next to no control characters; pictures and programs are full of them.
CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\v\f\r\x1b"] + ["\x7f"]
TOLERATED_CONTROLS = 0.01


def decode(data: bytes) -> str:
    """The text of UTF-8 or UTF-16, with a byte order mark or without, else of Windows-1252."""
    text = _decode(data)
    if "\0" in text:
        raise Unreadable("nul")
    if sum(map(text.count, CONTROLS)) > max(2, TOLERATED_CONTROLS * len(text)):
        raise Unreadable("not_a_sheet")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _strictly(data, encoding) or _refuse()
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    wide = min(len(data), 2000) // 2
    if wide and odd > LATIN * wide and not even:
        return _strictly(data, "utf-16-le") or _refuse()
    if wide and even > LATIN * wide and not odd:
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
    """Cells by row, a quoted line break staying inside its cell, so that rows are numbered as a program shows them.

    Strict first, which notices a quote never closed; sloppy quotes inside a line are let pass.
    """
    text, delimiter = _delimiter(text)
    if text.count("\n") > limits.max_cells:
        raise Unreadable("too_many_cells", limit=limits.max_cells)
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[str]] = []
    for strict in (True, False):
        rows = []
        try:
            for row in _limited(csv.reader(_lines(text), delimiter=delimiter, strict=strict), limits):
                rows.append(row)
        except csv.Error as broken:
            if not strict or "unexpected end" in str(broken) or "field larger" in str(broken):
                raise Unreadable("damaged_text", line=len(rows) + 1) from broken
        else:
            break
    return rows


def _limited(rows: Iterable[list[str]], limits: Limits) -> Iterator[list[str]]:
    """The rows, refused as soon as they are too many; an empty one takes room too."""
    cells = 0
    for row in rows:
        cells += len(row) or 1
        if len(row) > limits.max_columns or cells > limits.max_cells:
            raise Unreadable("too_many_cells", limit=limits.max_cells)
        yield row


def _lines(text: str) -> Iterable[str]:
    """Line by line, without the four bytes per character that StringIO takes for all of them."""
    return io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogatepass", newline="")


def _delimiter(text: str) -> tuple[str, str]:
    """The delimiter that parts the first lines most evenly; "sep=;" on the first line decides."""
    named = re.match(r"\"?sep=(.)\"?\r?\n", text, re.IGNORECASE)
    if named:
        return text[named.end() :], named[1]
    sample = "\n".join(text[:SAMPLE_LENGTH].splitlines()[:SAMPLE_LINES])
    return text, max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows share one width above 1, weighed by that width."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
    except csv.Error:
        return (0, 0)
    shared = Counter(width for width in widths if width > 1)
    return max(((rows * (width - 1), rows) for width, rows in shared.items()), default=(0, 0))
