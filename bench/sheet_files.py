"""A roster of a hundred thousand rows, written as XML by hand: a library would take longer than the import."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape


Row = Sequence[str | int]

ROSTER_COLUMNS: Final = ("kode_kelurahan", "kecamatan", "kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")
MOST_RTS: Final = 999  # as the model allows
YEARS: Final = (2025, 2024, 2023)
SPREADSHEETML: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK: Final = (
    f'<workbook xmlns="{SPREADSHEETML}" xmlns:r="{RELATIONSHIPS}">'
    '<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>'
)
TYPES: Final = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def roster_rows(kelurahan: Sequence[tuple[str, str, str]], count: int) -> Iterator[Row]:
    """(code, kecamatan, kelurahan) of the city -> a row per RT and year: every number of the newest year first."""
    left = count
    for year in YEARS:
        for number in range(1, MOST_RTS + 1):
            for code, kecamatan, name in kelurahan[:left]:
                yield code, kecamatan, name, f"{number:03d}", f"Ketua RT {number:03d} {name}", 30 + number % 170, year
            left -= min(left, len(kelurahan))


def roster_xlsx(rows: Iterable[Row]) -> bytes:
    """As spreadsheet programs write it: texts in a table of their own, numbers in their cells."""
    texts: dict[str, int] = {}
    lines = []
    for number, row in enumerate([ROSTER_COLUMNS, *rows], 1):
        cells = (
            f'<c r="{letter}{number}"><v>{value}</v></c>'
            if isinstance(value, int)
            else f'<c r="{letter}{number}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
            for letter, value in zip("ABCDEFG", row, strict=True)
        )
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    return workbook("".join(lines), shared=f'<sst xmlns="{SPREADSHEETML}">{shared}</sst>')


def workbook(rows: str, *, dimension: str = "", shared: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """One sheet of the rows given as XML."""
    said = f'<dimension ref="{dimension}"/>' if dimension else ""
    sheet = f'<worksheet xmlns="{SPREADSHEETML}">{said}<sheetData>{rows}</sheetData></worksheet>'
    links = {"r1": ("worksheet", "worksheets/sheet1.xml")} | (
        {"r2": ("sharedStrings", "sharedStrings.xml")} if shared else {}
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _links({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": _links(links),
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/sharedStrings.xml": shared} if shared else {}),
    }
    return zipped({name: text.encode() for name, text in parts.items()} | (extra or {}))


def _links(targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{kind}" Target="{to}"/>' for key, (kind, to) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
