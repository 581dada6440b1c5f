"""A look at a zip before anything unpacks it: names, methods, declared and really used sizes, entity declarations."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from rt_registry.spreadsheets.files.limits import Limits, Unreadable


CHUNK = 1 << 18
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
ENTITY = (b"<!ENTITY", b"<\0!\0E\0N\0T\0", b"\0<\0!\0E\0N\0T")
OVERLAP = 16


def open_checked(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, once every entry has been unpacked in passing and found harmless."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, OverflowError) as broken:
        raise Unreadable("damaged") from broken
    entries = archive.infolist()
    if len(entries) > limits.max_entries or sum(e.file_size for e in entries) > limits.max_unpacked_bytes:
        raise Unreadable("bomb")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unreadable("damaged")
    for entry in entries:
        _check_name(entry.filename)
        if entry.flag_bits & 0x1:
            raise Unreadable("encrypted")
        _check_content(data, entry)
    return archive


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or re.match(r"[A-Za-z]:", name) or "\0" in name:
        raise Unreadable("leaves_archive")


def _check_content(data: bytes, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry without keeping it: not a byte more than declared, and no entity in any XML."""
    is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
    used, checksum, tail = 0, 0, b""
    for chunk in _unpacked(data, entry):
        used, checksum = used + len(chunk), zlib.crc32(chunk, checksum)
        if used > entry.file_size:
            raise Unreadable("bomb")
        text = tail + chunk
        if is_xml and any(mark in text for mark in ENTITY):
            raise Unreadable("entities")
        tail = chunk[-OVERLAP:]
    if used != entry.file_size or checksum != entry.CRC:
        raise Unreadable("damaged")


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(packed), CHUNK):
            yield bytes(packed[start : start + CHUNK])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("damaged")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        rest = bytes(packed)
        while rest and not inflate.eof:
            yield inflate.decompress(rest, CHUNK)
            rest = inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as broken:
        raise Unreadable("damaged") from broken


def _packed(data: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """The entry's bytes where its local header says they lie, as every other reader takes them."""
    try:
        header = LOCAL_HEADER.unpack_from(data, entry.header_offset)
    except struct.error as broken:
        raise Unreadable("damaged") from broken
    start = entry.header_offset + LOCAL_HEADER.size + header[9] + header[10]
    end = start + entry.compress_size
    if header[0] != b"PK\x03\x04" or end > len(data):
        raise Unreadable("damaged")
    return memoryview(data)[start:end]
