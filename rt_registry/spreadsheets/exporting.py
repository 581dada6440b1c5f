"""What is stored, kind by kind, in the columns in which it comes in again unchanged."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from rt_registry.spreadsheets.kinds import ImportStopped
from rt_registry.spreadsheets.report import ExitCode
from rt_registry.spreadsheets.writing import SheetData, write_csv, write_xlsx


Export = Callable[[str], SheetData]
"""All that is stored of a kind; with the address of an edition what belongs to it."""
CSV: Final = "text/csv; charset=utf-8"

_EXPORTS: dict[str, Export] = {}


def register_export(kind: str, export: Export) -> None:
    _EXPORTS[kind] = export


def export_kinds() -> list[str]:
    return sorted(_EXPORTS)


def export_of(kind: str, edition_slug: str = "") -> SheetData:
    export = _EXPORTS.get(kind)
    if export is None:
        raise ImportStopped(
            _("There is no export of “%(kind)s”."), code="unknown_kind", exit_code=ExitCode.UNREADABLE, kind=kind
        )
    return export(edition_slug)


def as_xlsx(data: SheetData) -> bytes:
    return write_xlsx([data])


def as_csv(data: SheetData) -> bytes:
    return write_csv([column.header for column in data.columns], data.rows, bom=True)
