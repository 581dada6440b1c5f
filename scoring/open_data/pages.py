"""What the pages about open data print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.open_data.fields import Field, Table, Words
from scoring.open_data.package import File, Package


_INDICATOR = re.compile(r"[A-Z]{1,3}[0-9]+")


def in_this_language(words: Words) -> str:
    return words.of(get_language() or "id")


@dataclass(frozen=True)
class FieldLine:
    """One column of the dictionary, or the run of columns of all indicators."""

    name: str
    type: str
    unit: str
    means: str
    key: str
    may_be_empty: bool
    codes: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TableBlock:
    """A table of the dictionary and the files that hold it."""

    name: str
    row_is: str
    rows: int
    fields: Sequence[FieldLine]


@dataclass(frozen=True)
class FileLine:
    """A table or text, in each of its formats."""

    name: str
    about: str
    files: Sequence[File]


def dictionary(package: Package) -> list[TableBlock]:
    return [
        TableBlock(one.table.name, in_this_language(one.table.row_is), len(one.rows), _lines(one.table))
        for one in package.tables
    ]


def _lines(table: Table) -> list[FieldLine]:
    """Columns that differ only in the indicator are told once."""
    lines = []
    for is_indicator, run in groupby(table.fields, key=lambda one: bool(_INDICATOR.fullmatch(one.name))):
        fields = list(run)
        if is_indicator and len(fields) > 1:
            lines.append(_line(fields[0], f"{fields[0].name} … {fields[-1].name}"))
        else:
            lines += [_line(one, one.name) for one in fields]
    return lines


def _line(field: Field, name: str) -> FieldLine:
    return FieldLine(
        name=name,
        type=_type_word(field.type),
        unit=field.unit,
        means=in_this_language(field.means),
        key=field.key,
        may_be_empty=not field.required,
        codes=[(code, in_this_language(words)) for code, words in field.codes.items()],
    )


def _type_word(name: str) -> str:
    return {
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("number with decimals"),
        "boolean": _("true or false"),
        "date": _("date"),
    }[name]


def file_lines(files: Sequence[File]) -> list[FileLine]:
    """A table is one line, whether as CSV or as JSON."""
    lines: dict[str, list[File]] = {}
    for one in files:
        lines.setdefault(one.table.name if one.table else one.name, []).append(one)
    return [FileLine(name, in_this_language(found[0].about), found) for name, found in lines.items()]
