"""The real recaps of 2015/2016 and 2020, in the layout of their papers and as the data folder has them."""

import csv
from functools import partial
from pathlib import Path

from tests.specimens.files import ods, xls, xlsx
from tests.specimens.model import Specimen


FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TITLE_2015 = (
    ("Tabel 1.1",),
    ("Rekapitulasi Pengusulan dan Pelaksanaan Kampung BANTAR Kota Jambi",),
    (),
    ("No", "Kecamatan", "Jumlah Kelurahan", "Jumlah RT", "Tahun 2015", "", "Tahun 2016", ""),
    ("", "", "", "", "Pengusulan", "Terlaksana", "Pengusulan", "Terlaksana"),
)
TITLE_2020 = (
    ("Data Kampung BANTAR",),
    ("No", "Kecamatan", "Jumlah Kel.", "Jumlah RT", "RT yang Diusulkan", "Pemenang Tahun 2020", "", "", ""),
    ("", "", "", "", "", "Besar", "Sedang", "Kecil", "Jumlah"),
)
MERGES_2015 = ["A2:H2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4", "G4:H4"]
MERGES_2020 = ["A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:I2"]
REAL_2015 = {
    "2015 Danau Sipin nominated": 17,
    "2015 Paal Merah carried_out": 8,
    "2016 Pasar Jambi nominated": 5,
    "2016 Paal Merah carried_out": 4,
    "2016 Jelutung kelurahan_count": 7,
    "2016 Jelutung rt_count": 233,
}
REAL_2020 = {
    "2020 Pasar Jambi rt_count": 58,
    "2020 Paal Merah nominated": 25,
    "2020 Paal Merah winners_besar": 13,
    "2020 Danau Sipin winners_kecil": 8,
    "2020 Jelutung winners": 7,
}


def figures(name: str) -> list[list[object]]:
    """The rows of a real recap, its figures as numbers, without the header."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    return [[int(cell) if cell.isdecimal() else cell for cell in row] for row in rows]


def paper(title: tuple[tuple[object, ...], ...], name: str, *, short: bool = True) -> list[list[object]]:
    """In the layout of its paper; the total row has lost its first cell, so that it stands one column off."""
    *rows, total = figures(name)
    return [*map(list, title), *rows, total[1:] if short else total, ["Sumber: data diolah"]]


REAL = {"kind": "recap", "rows": (11, 0, 0, 0)}

REAL_RECAPS = [
    Specimen(
        name="recap-2015-paper",
        about="the real recap of 2015 and 2016 as its paper prints it",
        file="kampung bantar.xlsx",
        data=partial(xlsx, paper(TITLE_2015, "recap_2015_2016.csv"), merges=MERGES_2015),
        problems=("warning total_moved",),
        stored=REAL_2015,
        **REAL,
    ),
    Specimen(
        name="recap-2015-xls",
        about="the same in the old format, its headings not merged",
        file="kampung bantar.xls",
        data=partial(xls, {"Tabel": paper(TITLE_2015, "recap_2015_2016.csv")}),
        problems=("warning total_moved",),
        stored=REAL_2015,
        **REAL,
    ),
    Specimen(
        name="recap-2015-csv",
        about="the file of the data folder as it is",
        file="recap_2015_2016.csv",
        data=(FIXTURES / "recap_2015_2016.csv").read_bytes,
        stored=REAL_2015,
        **REAL,
    ),
    Specimen(
        name="recap-2020-paper",
        about="the real recap of 2020 as its paper prints it",
        file="kampung bantar.xlsx",
        data=partial(xlsx, paper(TITLE_2020, "recap_2020.csv"), merges=MERGES_2020),
        problems=("warning total_moved",),
        stored=REAL_2020,
        **REAL,
    ),
    Specimen(
        name="recap-2020-ods",
        about="the same as ods, its total in place",
        file="kampung bantar.ods",
        data=partial(
            ods,
            paper(TITLE_2020, "recap_2020.csv", short=False),
            spans={"A1": (1, 9), **{f"{letter}2": (2, 1) for letter in "ABCDE"}, "F2": (1, 4)},
        ),
        stored=REAL_2020,
        **REAL,
    ),
    Specimen(
        name="recap-2020-csv",
        about="the file of the data folder, its year in its name",
        file="recap_2020.csv",
        data=(FIXTURES / "recap_2020.csv").read_bytes,
        stored=REAL_2020,
        **REAL,
    ),
]
