"""A dataset as files: CSV, JSON, the data dictionary, datapackage.json. The same facts give the same bytes.

CSV cells are the values as they are, but for one rule that every table of the portal follows: a text that a spreadsheet
program would take for a formula gets a leading apostrophe. It is named in the description, comes off again by dropping
that apostrophe, and JSON holds the text untouched.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from rt_registry.spreadsheets.writing import write_csv
from scoring.open_data import licences
from scoring.open_data.fields import Field, Filled, Row, Table, Value, Words


FORMAT: Final = "1"
"""Counts changes of the packages' own form."""

CSV: Final = "text/csv; charset=utf-8"
JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"
DESCRIPTOR: Final = "datapackage.json"
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
KEYWORDS: Final = ("Kampung BANTAR", "Kota Jambi", "rukun tetangga", "kebersihan", "keamanan lingkungan")
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time in archives: the same for all, so that the same files make the same archive."""

CSV_RULES: Final = Words(
    "CSV: UTF-8, koma, titik desimal, tanggal ISO 8601, true/false, sel kosong berarti tidak ada. Teks yang dapat "
    "dibaca sebagai rumus (diawali = + - @) diberi apostrof di depannya; buang apostrof itu untuk teks aslinya. JSON "
    "memuat teks asli.",
    "CSV: UTF-8, commas, dot decimals, ISO 8601 dates, true/false; an empty cell means there is none. A text that "
    "could be taken for a formula (starting with = + - @) has an apostrophe before it; drop it for the text itself. "
    "JSON holds the text untouched.",
)


@dataclass(frozen=True, slots=True)
class File:
    """One file of a dataset. `table`: the table it holds, if any."""

    name: str
    content_type: str
    body: bytes
    about: Words
    table: Table | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def size(self) -> int:
        return len(self.body)


@dataclass(frozen=True)
class Package:
    """A whole dataset. `facts`: what its descriptor says beside the files, such as version and digest."""

    name: str
    title: Words
    about: Words
    tables: Sequence[Filled]
    others: Sequence[File] = ()
    sources: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    simulated: bool = False

    @cached_property
    def _all_tables(self) -> list[Filled]:
        return [*self.tables, Filled(DICTIONARY, dictionary_rows(one.table for one in self.tables))]

    @cached_property
    def resources(self) -> tuple[File, ...]:
        """The tables as CSV, then as JSON, the dictionary, then what else there is."""
        return (
            *(_csv_file(one) for one in self._all_tables),
            *(_json_file(one) for one in self._all_tables),
            *self._plain_files(),
        )

    def _plain_files(self) -> tuple[File, ...]:
        about = Words("Lisensi dan sumber", "Licence and sources")
        return (*self.others, File("LISENSI.txt", TEXT, licences.TEXT.encode(), about))

    @cached_property
    def files(self) -> tuple[File, ...]:
        about = Words("Deskripsi Frictionless Data Package", "Frictionless Data Package descriptor")
        body = json.dumps(self.descriptor(), ensure_ascii=False, indent=1).encode() + b"\n"
        return (File(DESCRIPTOR, JSON, body, about), *self.resources)

    def file(self, name: str) -> File | None:
        """One file, without making the others; only the descriptor speaks of them all."""
        if name == DESCRIPTOR:
            return self.files[0]
        stem, _, form = name.rpartition(".")
        writer = _WRITERS.get(form)
        filled = next((one for one in self._all_tables if one.table.name == stem), None)
        if writer and filled:
            return writer(filled)
        return next((one for one in self._plain_files() if one.name == name), None)

    def descriptor(self) -> dict[str, Any]:
        """datapackage.json."""
        simulated = " DATA SIMULASI / SIMULATED DATA." if self.simulated else ""
        return {
            "$schema": PROFILE,
            "name": self.name,
            "title": self.title.both,
            "description": f"{self.about.both}{simulated} {CSV_RULES.both}",
            "keywords": list(KEYWORDS),
            "licenses": [licences.OURS],
            "sources": [dict(one) for one in self.sources],
            "contributors": [{"title": licences.PUBLISHER, "roles": ["publisher"]}],
            **self.facts,
            "simulated": self.simulated,
            "resources": [_resource(one) for one in self.resources],
        }

    def archive(self) -> bytes:
        """All files in one ZIP, in a folder of the dataset's name."""
        return _packed(tuple((f"{self.name}/{one.name}", one.body) for one in self.files))


@lru_cache(maxsize=8)
def _packed(files: tuple[tuple[str, bytes], ...]) -> bytes:
    """The same files are packed once."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files:
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, body, compresslevel=6)
    return out.getvalue()


def _csv_file(one: Filled) -> File:
    table = one.table
    body = write_csv([field.name for field in table.fields], (_as_text(row) for row in one.rows))
    return File(f"{table.name}.csv", CSV, body, table.row_is, table)


def _as_text(row: Row) -> list[Value]:
    return [("true" if cell else "false") if isinstance(cell, bool) else cell for cell in row]


def _json_file(one: Filled) -> File:
    names = [field.name for field in one.table.fields]
    rows = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in one.rows]
    text = "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"
    return File(f"{one.table.name}.json", JSON, text.encode(), one.table.row_is, one.table)


_WRITERS: Final = {"csv": _csv_file, "json": _json_file}


def _resource(file: File) -> dict[str, Any]:
    """A file in the descriptor. Only the CSV of a table is a table there: the JSON of it says the same."""
    stem = file.name.rpartition(".")[0].lower()
    is_table = file.table is not None and file.format == "csv"
    made: dict[str, Any] = {
        "name": stem if is_table else f"{stem}-{file.format}",
        "path": file.name,
        "title": file.about.both,
        "format": file.format,
        "mediatype": file.content_type.partition(";")[0],
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if is_table and file.table is not None:
        made |= {"type": "table", "dialect": {"delimiter": ",", "lineTerminator": "\n"}, "schema": file.table.schema()}
    if file.name.startswith(("wilayah.", "batas_wilayah.")):
        made["licenses"] = [licences.MIT]
    return made


DICTIONARY: Final = Table(
    "kamus_data",
    Words("Kamus data: satu baris per kolom", "Data dictionary: one row per column"),
    (
        Field("tabel", "string", Words("Nama tabel", "Name of the table")),
        Field("kolom", "string", Words("Nama kolom", "Name of the column")),
        Field("jenis", "string", Words("Jenis nilai menurut Table Schema", "Type of its values, as in Table Schema")),
        Field("satuan", "string", Words("Satuan", "Unit"), required=False),
        Field("arti", "string", Words("Arti dalam bahasa Indonesia", "Meaning, in Indonesian")),
        Field("arti_en", "string", Words("Arti dalam bahasa Inggris", "Meaning, in English")),
        Field("kunci_api", "string", Words("Nama di hasil.json dan API", "Name in hasil.json and API"), required=False),
        Field("syarat", "string", Words("Syarat nilainya (JSON)", "What must hold (JSON)"), required=False),
    ),
    ("tabel", "kolom"),
)


def dictionary_rows(tables: Iterable[Table]) -> list[Row]:
    """The data dictionary as a table of its own."""
    return [
        (
            table.name,
            one.name,
            one.type,
            one.unit or None,
            one.means.id,
            one.means.en,
            one.key or None,
            json.dumps(one.constraints(), ensure_ascii=False) if one.constraints() else None,
        )
        for table in tables
        for one in table.fields
    ]
