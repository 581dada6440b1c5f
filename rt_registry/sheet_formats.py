"""The formats of sheets in the admin, and the place where an upload waits between preview and confirmation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from import_export.formats.base_formats import Format
from import_export.tmp_storages import BaseStorage

from rt_registry.spreadsheets.exporting import CSV, as_csv, as_xlsx
from rt_registry.spreadsheets.storing import keep_file
from rt_registry.spreadsheets.writing import XLSX, SheetData


PARKED_IN: Final = "import-previews"
PARKED_FOR: Final = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """The bytes of a file, unread: the door reads them, in a process of its own."""

    data: bytes


class AnySheet(Format):  # type: ignore[misc]
    """One format for all: a file is read as what it is, whatever its extension says."""

    def get_title(self) -> str:
        return "xlsx, xlsm, xls, ods, csv, tsv"

    def create_dataset(self, in_stream: bytes) -> Upload:
        return Upload(in_stream)

    def can_import(self) -> bool:
        return True


class SheetFormat(Format):  # type: ignore[misc]
    """A format in which a list goes out, in the columns in which it can come in again."""

    extension = ""
    content_type = ""

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_export(self) -> bool:
        return True


class XlsxOut(SheetFormat):
    extension = "xlsx"
    content_type = XLSX

    def export_data(self, dataset: SheetData, **kwargs: Any) -> bytes:
        return as_xlsx(dataset)


class CsvOut(SheetFormat):
    extension = "csv"
    content_type = CSV

    def export_data(self, dataset: SheetData, **kwargs: Any) -> bytes:
        return as_csv(dataset)


class ParkedUpload(BaseStorage):  # type: ignore[misc]
    """An upload between preview and confirmation, in the private store, for a day."""

    def save(self, data: bytes) -> None:
        self.name = uuid4().hex
        keep_file(ContentFile(data), self._path())

    def read(self) -> bytes:
        with _store().open(self._path()) as file:
            return bytes(file.read())

    def remove(self) -> None:
        _store().delete(self._path())

    def _path(self) -> str:
        return f"{PARKED_IN}/{self.name}"


def _store() -> Storage:
    return storages["default"]


def forget_old_uploads(now: datetime) -> None:
    """Remove what was previewed and never confirmed."""
    try:
        names = _store().listdir(PARKED_IN)[1]
    except FileNotFoundError:
        return
    for path in (f"{PARKED_IN}/{name}" for name in names):
        if _store().get_modified_time(path) < now - PARKED_FOR:
            _store().delete(path)
