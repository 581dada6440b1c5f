"""What the fast reader does not tell, read from the XML: formulas without a stored value, merges, used area."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from rt_registry.spreadsheets.files.limits import Limits, Unreadable


CHUNK = 1 << 20
OVERLAP = 512
# A cell that is not self-closed holds something; styled but empty cells often reach to the last row and do not count.
XLSX_CELL = re.compile(
    rb"<(?:\w{1,10}:)?c\s(?:[^<>]{0,300}?\s)?r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]{0,300}(?<!/)>"
)
# Quicker by far, and never less: any place named in the sheet, also of cells that hold nothing.
XLSX_PLACE = re.compile(rb"r=[\"']([A-Z]{1,3})([0-9]{1,7})")
FORMULA_HINTS = (b"<f", b":f", b'"e"', b"'e'")
FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b't="e"', b"t='e'")
MAX_REPEAT = 1 << 21
# For each cell that may be filled: cells named, filled or not, and tags of any kind.
MAX_PLACES = 2
MAX_TAGS = 6

Place = tuple[int, int]  # row and column, from 0


@dataclass
class Notes:
    """About one sheet: places from 0."""

    without_value: list[Place] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name, whatever prefix the writer chose."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def column_index(letters: str) -> int:
    """A -> 0, AA -> 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def elements(archive: zipfile.ZipFile, part: str) -> Iterator[Element]:
    """The elements of a part as they end, each emptied once it has been seen by its parent's end."""
    try:
        with archive.open(part) as stream:
            for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
                yield element
    except DefusedXmlException as refused:
        raise Unreadable("entities") from refused
    except (ParseError, KeyError, zipfile.BadZipFile, ValueError, LookupError) as broken:
        raise Unreadable("damaged") from broken


# --- xlsx


def xlsx_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> the part that holds it."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {
        attribute(e, "Id"): attribute(e, "Target") or ""
        for e in elements(archive, "xl/_rels/workbook.xml.rels")
        if local(e.tag) == "Relationship"
    }
    parts: dict[str, str] = {}
    for element in elements(archive, "xl/workbook.xml"):
        if local(element.tag) == "sheet":
            target = targets.get(attribute(element, "id"), "")
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part in names:
                parts[attribute(element, "name") or ""] = part
    return parts


def xlsx_check_area(archive: zipfile.ZipFile, part: str, limits: Limits) -> bool:
    """Refuse a used area that cannot be held in memory; tell whether formulas or errors stand in the sheet."""
    area, interesting, tags = _Area(), False, 0
    for text in _pieces(archive, part):
        interesting = interesting or (
            any(hint in text for hint in FORMULA_HINTS) and any(mark in text for mark in FORMULA_MARKS)
        )
        area.take(XLSX_PLACE.findall(text))
        tags += text.count(b"<")
        if area.taken > MAX_PLACES * limits.max_cells or tags > MAX_TAGS * limits.max_cells:
            raise Unreadable("too_many_cells", limit=limits.max_cells)
    if area.size > limits.max_cells and _filled_area(archive, part).size > limits.max_cells:
        raise Unreadable("too_many_cells", limit=limits.max_cells)
    return interesting


def _filled_area(archive: zipfile.ZipFile, part: str) -> "_Area":
    area = _Area()
    for text in _pieces(archive, part):
        area.take(XLSX_CELL.findall(text))
    return area


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before, so that no cell is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = tail + chunk
            yield text
            tail = text[-OVERLAP:]


class _Area:
    """The smallest rectangle around the places taken."""

    def __init__(self) -> None:
        self.rows: set[int] = set()  # the first and the last
        self.columns: set[int] = set()
        self.taken = 0

    def take(self, places: list[tuple[bytes, bytes]]) -> None:
        self.taken += len(places)
        if places:
            rows = {int(row) for row in {row for _, row in places}} | self.rows
            columns = {column_index(name.decode()) for name in {name for name, _ in places}} | self.columns
            self.rows, self.columns = {min(rows), max(rows)}, {min(columns), max(columns)}

    @property
    def size(self) -> int:
        if not self.rows:
            return 0
        return (max(self.rows) - min(self.rows) + 1) * (max(self.columns) - min(self.columns) + 1)


def xlsx_without_value(archive: zipfile.ZipFile, part: str) -> list[Place]:
    """Cells with a formula whose result was never stored, and cells that hold an error such as #REF!."""
    found: list[Place] = []
    for element in elements(archive, part):
        tag = local(element.tag)
        if tag == "c":
            if _lacks_value(element) and (place := _place(element.get("r", ""))):
                found.append(place)
            element.clear()
        elif tag == "row":
            element.clear()
    return found


def _lacks_value(cell: Element) -> bool:
    if cell.get("t") == "e":
        return True
    children = {local(child.tag): child for child in cell}
    if "f" not in children or "is" in children or (cell.get("t") == "str" and "v" in children):
        return False
    return "v" not in children or not (children["v"].text or "").strip()


def _place(reference: str) -> Place | None:
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", reference)
    return (int(match[2]) - 1, column_index(match[1])) if match else None


# --- ods


class OdsWalk:
    """One pass over content.xml: where each cell stands once repeats are counted, and what is worth a note."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Notes] = []
        self.notes = Notes()
        self.row = 0
        self.cells: list[tuple[int, dict[str, str], bool]] = []
        self.used = 0

    def end(self, element: Element) -> None:
        tag = local(element.tag)
        if tag in {"table-cell", "covered-table-cell"}:
            about = {local(key): value for key, value in element.attrib.items()}
            holds = "value-type" in about or "formula" in about or any(local(child.tag) == "p" for child in element)
            self.cells.append((_repeat(about, "number-columns-repeated"), about, holds))
            element.clear()
        elif tag == "table-row":
            self._end_row(_repeat({local(k): v for k, v in element.attrib.items()}, "number-rows-repeated"))
            element.clear()
        elif tag == "table":
            self.sheets.append(self.notes)
            self.notes, self.row, self.used = Notes(), 0, 0
            element.clear()

    def _end_row(self, repeat: int) -> None:
        column, last = 0, 0
        for times, about, holds in self.cells:
            if holds:
                last = column + times
                self._note(column, times, repeat, about)
            column += times
        if last:
            self.used = max(self.used, last)
            if last * repeat > self.limits.max_cells or self.used * (self.row + repeat) > self.limits.max_cells * 4:
                raise Unreadable("too_many_cells", limit=self.limits.max_cells)
        self.row += repeat
        self.cells = []

    def _note(self, column: int, times: int, repeat: int, about: dict[str, str]) -> None:
        failed = "formula" in about and ("value-type" not in about or about.get("string-value") == "#REF!")
        if failed or ("formula" in about and about.get("value-type") == "error"):
            for row in range(self.row, self.row + min(repeat, 1000)):
                self.notes.without_value.extend((row, c) for c in range(column, column + min(times, 1000)))
        rows, columns = _repeat(about, "number-rows-spanned"), _repeat(about, "number-columns-spanned")
        if rows > 1 or columns > 1:
            self.notes.merges.append((self.row, column, self.row + rows - 1, column + columns - 1))


def _repeat(about: dict[str, str], name: str) -> int:
    text = about.get(name, "1")
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise Unreadable("damaged")
    return min(max(int(text), 1), MAX_REPEAT)


def ods_notes(archive: zipfile.ZipFile, limits: Limits) -> list[Notes]:
    """Notes per sheet, in the order of the sheets."""
    walk = OdsWalk(limits)
    for element in elements(archive, "content.xml"):
        walk.end(element)
    return walk.sheets


def ods_is_encrypted(archive: zipfile.ZipFile) -> bool:
    try:
        manifest: Any = archive.read("META-INF/manifest.xml")
    except KeyError:
        return False
    return b"encryption-data" in manifest
