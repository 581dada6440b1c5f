"""Sheets nobody wrote: invented grids, real ones with cells moved about, files with bytes changed."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from rt_registry.spreadsheets.files.child import answer
from rt_registry.spreadsheets.files.limits import Limits
from rt_registry.spreadsheets.grid import Sheet, Workbook
from rt_registry.spreadsheets.reading import UnreadableFile, sheet_from
from tests.specimens.files import repacked
from tests.specimens.folder import BY_NAME


Grid = list[list[Any]]
SMALL: Final = Limits(max_unpacked_bytes=4_000_000, max_cells=20_000, seconds=10)
KINDS: Final = ("roster", "recap", "nominations", "winners", "scores")
HEADINGS: Final = {
    "roster": (
        "Kelurahan",
        "Kec.",
        "RT",
        "No. RT",
        "Ketua",
        "Jml KK",
        "KK 2019",
        "KK (2020)",
        "Tahun",
        "kode_kelurahan",
    ),
    "recap": (
        "Kecamatan",
        "Jml RT",
        "Diusulkan",
        "Terlaksana 2018",
        "2019",
        "Besar",
        "Sedang",
        "Kecil",
        "Jumlah",
        "%",
        "Thn",
    ),
    "nominations": ("Kel", "RT", "KK", "Jalur", "kode_kelurahan", "Kecamatan", "Tahun"),
    "winners": ("Tahun", "Periode", "Kelurahan", "RT", "Kategori", "Nilai", "Hadiah", "Jalur"),
    "scores": ("Kelurahan", "RT", "Penilai", *(f"{aspect}{n}" for aspect in "BAP" for n in range(1, 8))),
}
PLACES: Final = (
    *("Legok", "Murni", "Rawa Sari", "Kenali Besar", "Kenali Asam", "Telanaipura", "Simpang Rimbo", "Selamat"),
    *("Jelutung", "Pall Merah", "Danau sipin", "Pasar", "Kota Baru", "Alam Barajo", "Rawo Sarri", "Bandung"),
    *("15.71.10.1003", "1571091001", 1571091001.0, "15.71.99"),
)
FIGURES: Final = (
    *(1.0, 2.0, 3.0, 12.0, 88.0, 120.0, 2018.0, 2019.0, 2020.0, 0.37, 12.5, -4.0, 1e15, 1e300, 43861.0),
    *("1", "RT 02", "011+012", "RT 3, 4", "1.635", "88 KK", "37%", "Rp10.000.000,00", "7,5 juta", "90,50", "2020", "-"),
)
WORDS: Final = (
    *("", None, "", None, "Ani", "Budi", "besar", "kecil", "reguler", "Kencana", "I", "Jumlah", "Total 2020"),
    *(
        "Catatan: x",
        "Tahun 2018",
        "Periode II",
        "No",
        True,
        {"date": "2020-01-31"},
        {"seconds": 61.0},
        "'=1+1",
        "a\u202eb",
    ),
)
KEYS: Final = (
    "kelurahan",
    "kecamatan",
    "rt",
    "jumlah_kk",
    "jumlah_kk@2019",
    "tahun",
    "diusulkan@2018",
    "",
    "warna",
    "@",
    "x@y",
)

ANY_CELL = st.one_of(st.sampled_from(PLACES), st.sampled_from(FIGURES), st.sampled_from(WORDS), st.text(max_size=8))
LIKELY: Final = {
    "kel": st.sampled_from(PLACES),
    "kec": st.sampled_from(PLACES),
    "kode_kelurahan": st.sampled_from(PLACES),
    "thn": st.sampled_from((2018.0, 2019.0, 2020.0, 2026.0)),
    "tahun": st.sampled_from((2018.0, 2019.0, 2020.0, 2026.0)),
    "penilai": st.sampled_from(("Ani", "Budi", "Cici")),
}


@st.composite
def invented(draw: st.DrawFn) -> tuple[str, Grid]:
    """A title perhaps, headings of the kind, rows of what may stand below them, a total perhaps."""
    kind = draw(st.sampled_from(KINDS))
    count = len(HEADINGS[kind]) if kind == "scores" else draw(st.integers(2, 8))
    headings = (
        list(HEADINGS[kind])
        if kind == "scores"
        else draw(st.lists(st.sampled_from(HEADINGS[kind]), min_size=count, max_size=count))
    )
    title = draw(st.sampled_from(([], [["Data 2020"]], [["Kampung BANTAR 2018 Periode II"], []])))
    rows = [[_below(draw, heading) for heading in headings] for _ in range(draw(st.integers(0, 6)))]
    end = draw(st.sampled_from(([], [["Jumlah", "", 3.0, 4.0]], [[], ["Sumber: x"]], [headings])))
    return kind, [*title, headings, *rows, *end]


def _below(draw: st.DrawFn, heading: str) -> Any:
    likely = next(
        (cells for start, cells in LIKELY.items() if heading.casefold().startswith(start)), st.sampled_from(FIGURES)
    )
    return draw(likely if draw(st.integers(0, 9)) else ANY_CELL)


@cache
def grids() -> tuple[tuple[str, str, Grid, Sequence[tuple[int, int, int, int]]], ...]:
    """Kind, edition, rows and merges of every specimen that can be read."""
    found = []
    for specimen in BY_NAME.values():
        try:
            sheet = read_here(specimen.data()).sheets[0]
        except UnreadableFile:
            continue
        blank = [[] for _ in range(sheet.first_row)]
        rows = [[*[""] * sheet.first_column, *row] for row in sheet.rows]
        found.append((specimen.kind, specimen.edition, [*blank, *rows], sheet.merges))
    return tuple(found)


def read_here(data: bytes) -> Workbook:
    """As the reading child does, in this process."""
    try:
        said = json.loads(answer(data, SMALL))
    except Exception:
        raise
    except BaseException as panic:  # the reader's own language stopped it; the child would have ended
        if type(panic).__name__ != "PanicException":
            raise
        raise UnreadableFile("aborted") from panic
    if "error" in said:
        raise UnreadableFile(said["error"], **said["details"])
    return Workbook(said["book"]["format"], tuple(sheet_from(about) for about in said["book"]["sheets"]))


def workbook(rows: Grid, merges: Sequence[tuple[int, int, int, int]] = ()) -> Workbook:
    return Workbook("xlsx", (Sheet(name="Data", hidden=False, rows=rows, merges=merges),))


# --- moving cells about


def _shift_left(row: list[Any], at: int) -> list[Any]:
    return row[:at] + row[at + 1 :]


def _shift_right(row: list[Any], at: int) -> list[Any]:
    return [*row[:at], "", *row[at:]]


ROW_CHANGES: Final[Sequence[Callable[[list[Any], int], list[Any]]]] = (
    _shift_left,
    _shift_right,
    lambda row, at: row[:at],
    lambda row, at: row[at:] + row[:at],
    lambda row, at: [cell.upper() if isinstance(cell, str) else cell for cell in row],
    lambda row, at: [str(cell) if isinstance(cell, float) else cell for cell in row],
)
GRID_CHANGES: Final[Sequence[Callable[[Grid, int], Grid]]] = (
    lambda rows, at: rows[:at] + rows[at + 1 :],
    lambda rows, at: [*rows[:at], [], *rows[at:]],
    lambda rows, at: [*rows[: at + 1], *rows[at:]],
    lambda rows, at: [*rows, *rows[at:]],
    lambda rows, at: [["Tahun 2017"], *rows],
    lambda rows, at: [["", *row] for row in rows],
    lambda rows, at: [[*row, "", *row] for row in rows],
    lambda rows, at: rows[at:] + rows[:at],
)


@st.composite
def moved(draw: st.DrawFn) -> tuple[str, str, Grid, Sequence[tuple[int, int, int, int]]]:
    """A real sheet with one to four things done to it."""
    kind, edition, rows, merges = draw(st.sampled_from(grids()))
    rows = [list(row) for row in rows]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(rows) - 1, 0)))
        what = draw(st.integers(0, 3))
        if what == 0 or not rows:
            rows = draw(st.sampled_from(GRID_CHANGES))(rows, at)
        elif what == 1:
            rows[at] = draw(st.sampled_from(ROW_CHANGES))(rows[at], draw(st.integers(0, max(len(rows[at]) - 1, 0))))
        elif rows[at]:
            rows[at][draw(st.integers(0, len(rows[at]) - 1))] = draw(ANY_CELL)
    return kind, edition, rows, merges


# --- changing bytes


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """A real file with bytes changed: anywhere, at its end, or within the parts of its zip."""
    specimen = BY_NAME[draw(st.sampled_from(sorted(BY_NAME)))]
    data = specimen.data()
    if zipfile.is_zipfile(io.BytesIO(data)) and draw(st.booleans()):
        part, change = draw(st.integers(0, 20)), draw(_changes())
        seen = iter(range(1000))
        data = repacked(data, lambda name, content: change(content) if next(seen) % 12 == part % 12 else content)
    else:
        data = draw(_changes())(data)
    return specimen.kind, specimen.edition, data


@st.composite
def _changes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    places = draw(
        st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3), st.integers(0, 3)), min_size=1, max_size=6)
    )
    cut = draw(st.sampled_from((1.0, 1.0, 1.0, 0.5, 0.97)))

    def change(content: bytes) -> bytes:
        for where, new, dropped in places:
            at = int(where * len(content))
            content = content[:at] + new + content[at + dropped :]
        return content[: int(cut * len(content))]

    return change


TAUGHT = st.one_of(
    st.none(),
    st.tuples(
        st.integers(-1, 5), st.integers(-1, 5), st.dictionaries(st.integers(0, 8), st.sampled_from(KEYS), max_size=6)
    ),
)
