"""Small workbooks for tests, good and hostile."""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence

from openpyxl import Workbook as XlsxWorkbook
from openpyxl.worksheet.worksheet import Worksheet
from tablib import Dataset

from rt_registry.spreadsheets.grid import Sheet


def xlsx(
    rows: Sequence[Sequence[object]], *, title: str = "Data", change: Callable[[Worksheet], None] | None = None
) -> bytes:
    book = XlsxWorkbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def saved(book: XlsxWorkbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Sequence[Sequence[object]]) -> bytes:
    return Dataset(*[list(row) for row in rows[1:]], headers=list(rows[0]), title="Data").export("ods")


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """The same zip with entries changed, dropped (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def sheet_of(rows: Sequence[Sequence[object]], *, name: str = "Data", **about: object) -> Sheet:
    """A sheet in memory: numbers as the reader hands them over."""
    plain = [
        [float(v) if isinstance(v, int) and not isinstance(v, bool) else ("" if v is None else v) for v in r]
        for r in rows
    ]
    return Sheet(name=name, hidden=False, rows=plain, **about)


# Written once by an old program: a title over A1:C1, a small roster, "Murni" merged over two rows, a hidden sheet.
_XLS = (
    "eNrtWE1IFVEU/u59M8+n+PM0DTSQh5CVudCCaqOvghJCxdwUEdiYj7R5PmVQqBZl2YM2RdCqaCO4aWO16QdLatciMGoRBIEarVoF"
    "BS30TeeeuWP6egsflGTMN9xz7z33nLlnzjn3zsx9M1s+N/GwZh5ZaEUIGbcQ4RU8QaXQ70RB466rmn4doeIG2FAojFAgwyamS14X"
    "qBiqeM9D4oHxkiiwQOUkhtE5lErE1hEH2QZLKBtahEG5J3GXSimq2a4KpqeZbmJ6n2WfMd3PnOtMW0h2TpzAbLyzYZ/O4+OyjsdK"
    "iQo8Zp0PzGlGFV6pPL50U3iyJg44A1by3xyoNYoxCYpcWyKVcKzkHCophJP47saAb/5afREL+OvLFyD+j9X8ghz8W9IAxuCeEioR"
    "0yiBYoDC252wreE0inEjrOJtoN0atBbRzjuw2mmL4MnEdjU17yGmnUiOOla/laI0dkaIcXZ0MGn199i2CbQnzgzZIaCpeS/1Okad"
    "1AAl0rkitaPzDhBdtQOU8LooJtqHMm6X8+qI0syL976+7ejtivcwZ4xt8d4NW9l2F5eVBimXwr8f6G0CNLDGTqZX+K5buF3DtJIe"
    "mur6rirdODzOMld5tJ7m2c14F9+2or2d2ukvR5/Upj/Fd1B7qm3+QuXU+/gE6shTfaSvrnE0ikZx57bC07hfC72LfGRa/duOEpFR"
    "bburX4BlWFJ+J5QzneGe8o7yj5IXOeQFyyvq9Xxvej1JvZCeTebQlqxtaHkvFhRDXJSqp7QXhKcdyqEdWtZ+Tk8bYu0jzJu+Bm2z"
    "GpVZegbLhPU8BuuFtZVmlvwM+d3UPlHSJksrz3xmDxs86kOiVVbgkXos2qd/YT1yUSzTjZqLImcuKmexV5HLqwECBAgQIECAAMg6"
    "05H6+9zgHw/vq6tAn+ssUckExyT/LboxRNcI/ZYeQopqB+fzyp/NMIV/L7FGHf+8UOEYze7ARi/bYeedv/TVLFY+z5oVo39uCeU7"
    "fyYfO//y/D8BMkMLAg=="
)


def old_xls() -> bytes:
    return zlib.decompress(base64.b64decode(_XLS))
