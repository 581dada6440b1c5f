"""The data dictionary's own words: a field, a table, and what Frictionless calls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


Value = str | int | bool | None
"""A cell: figures are texts with two decimals ("87.50"), as everywhere in published results."""
Row = Sequence[Value]


def figure(value: Decimal | None) -> str | None:
    """A figure as published: always two decimals."""
    return None if value is None else f"{value:.2f}"


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages of the portal."""

    id: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language.startswith("en") else self.id

    @property
    def both(self) -> str:
        return f"{self.id} / {self.en}"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: what it means, in which unit, what must hold for it. `key`: its name in hasil.json and the API."""

    name: str
    type: str
    means: Words
    unit: str = ""
    key: str = ""
    required: bool = True
    unique: bool = False
    lowest: int | None = None
    highest: int | None = None
    pattern: str = ""
    codes: Mapping[str, Words] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """As a field of a Frictionless Table Schema."""
        made: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "title": self.name.replace("_", " "),
            "description": self.means.both,
        }
        if self.unit:
            made["unit"] = self.unit
        if self.codes:
            made["categories"] = [{"value": code, "label": words.both} for code, words in self.codes.items()]
        if constraints := self.constraints():
            made["constraints"] = constraints
        return made

    def constraints(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "required": self.required or None,
            "unique": self.unique or None,
            "minimum": self.lowest,
            "maximum": self.highest,
            "pattern": self.pattern or None,
            "enum": list(self.codes) or None,
        }
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values all stand in a column of another table."""

    field: str
    table: str
    to: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a dataset: its name, what a row is, and its columns in their order."""

    name: str
    row_is: Words
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    def schema(self) -> dict[str, Any]:
        """As a Frictionless Table Schema."""
        made: dict[str, Any] = {
            "fields": [one.schema() for one in self.fields],
            "missingValues": [""],
            "primaryKey": list(self.primary_key),
        }
        if self.foreign_keys:
            made["foreignKeys"] = [
                {"fields": [key.field], "reference": {"resource": key.table, "fields": [key.to]}}
                for key in self.foreign_keys
            ]
        return made


@dataclass(frozen=True, slots=True)
class Filled:
    """A table and its rows."""

    table: Table
    rows: Sequence[Row]
