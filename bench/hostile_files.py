"""Files that mean harm, at their real size; each ends in one sentence within seconds."""

import random
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench.sheet_files import workbook, zipped


MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 24 * MEGABYTE
"""Just below what may be uploaded."""
LOCAL: Final = struct.Struct("<4s5H3I2H")
CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
END: Final = struct.Struct("<4s4H2IH")
ENTITIES: Final = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
ODS: Final = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def zip_bomb(size: int, *, declared: int) -> bytes:
    """One entry that unpacks to `size` zeros and says that it has `declared` bytes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = deflate.compress(bytes(64 * MEGABYTE)) + deflate.flush(zlib.Z_FULL_FLUSH)
    packed = piece * (size // (64 * MEGABYTE)) + deflate.flush()
    name = b"xl/workbook.xml"
    about = (20, 0, zlib.DEFLATED, 0, 0, 0, len(packed), declared, len(name), 0)
    local = LOCAL.pack(b"PK\3\4", *about) + name
    central = CENTRAL.pack(b"PK\1\2", 20, *about, 0, 0, 0, 0, 0) + name
    end = END.pack(b"PK\5\6", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + end


def far_cells() -> bytes:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbook(rows, dimension="A1:XFD1048576")


def with_entities() -> bytes:
    shared = f"<!DOCTYPE sst [{ENTITIES}]><sst><si><t>&a9;</t></si></sst>"
    return workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=shared)


def ods_of_repeats() -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": ODS.encode()})


def noise(size: int) -> bytes:
    return random.Random(1571).randbytes(size)


def large_csv(path: Path) -> None:
    line = b"15.71.01.1001,Kota Baru,Paal Lima,017,Ketua RT 017,80,2025\n"
    with path.open("wb") as file:
        for _ in range(300):
            file.write(line * (MEGABYTE // len(line)))


def writes(make: Callable[[], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(make())

    return write


HOSTILE: Final[Mapping[str, Callable[[Path], None]]] = {
    "zip bomb, 4 GB declared": writes(lambda: zip_bomb(4032 * MEGABYTE, declared=4032 * MEGABYTE)),
    "zip bomb, 4 GB, 1 MB declared": writes(lambda: zip_bomb(4032 * MEGABYTE, declared=MEGABYTE)),
    "xlsx of 1,048,576 x 16,384 cells": writes(far_cells),
    "ods of 1,048,576 x 16,384 cells": writes(ods_of_repeats),
    "xlsx of 96 MB of empty rows": writes(lambda: workbook("<row/>" * (16 * MEGABYTE))),
    "xlsx of 96 MB of empty cells": writes(lambda: workbook('<c r="A1"/>' * (96 * MEGABYTE // 11))),
    "XML entities, 10^9 of them": writes(with_entities),
    "csv of 300 MB": large_csv,
    "csv of 24 MB, a cell per 2 bytes": writes(lambda: b"1,1,1,1,1,1,1\n" * (LARGEST // 14)),
    "csv of 24 MB of line ends": writes(lambda: b"rt,kk\n" + b"\n" * LARGEST),
    "csv of a million columns": writes(lambda: b"rt" + b",rt" * 1_000_000),
    "24 MB of random bytes": writes(lambda: noise(LARGEST)),
    "24 MB of NUL bytes in text": writes(lambda: b"rt,kk\n" + b"1,\0\n" * (LARGEST // 4)),
}
