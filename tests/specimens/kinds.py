"""The other kinds of sheets: winners, entries and scores, and rows that come twice."""

from functools import partial

from scoring.spreadsheets.scores import CODES
from tests.specimens.figures import roster
from tests.specimens.files import text, xlsx
from tests.specimens.model import Specimen
from tests.specimens.values import LEGOK


def scores(*rows: tuple[object, ...]) -> partial[bytes]:
    title = (("Lembar Penilaian Kampung BANTAR 2025",), ())
    return partial(xlsx, (*title, ("No", "Kelurahan", "RT", "Nama Penilai", *CODES), *rows))


OTHER_KINDS = [
    Specimen(
        name="equal-rows",
        about="the same RT twice with the same values is a warning",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Rawa Sari", 1, "Ani", 80, 2020), ("Rawa Sari", "RT 001", "Ani", "80 KK", 2020)),
        problems=("warning duplicate_row B3",),
        rows=(1, 0, 1, 0),
        stored={"Rawa Sari 001 2020": 80},
    ),
    Specimen(
        name="different-rows",
        about="with different values it is an error on the later row",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Rawa Sari", 1, "Ani", 80, 2020), ("Rawa Sari", 1, "Ani", 81, 2020)),
        problems=("error duplicate_row B3",),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="winners-of-an-archive",
        about="winners of a year without an edition, one entry of two RTs",
        kind="winners",
        file="pemenang.csv",
        data=partial(
            text,
            (
                ("Thn", "Periode", "Kel", "RT", "Kategori", "Nilai", "Hadiah"),
                (2017, "I", "Legok", "011+012", "Besar", "90,50", "10.000.000"),
                (2017, "II", "Murni", "RT.02", "kecil", "", "-"),
            ),
            delimiter=";",
        ),
        rows=(2, 0, 0, 0),
        stored={
            f"2017/1 {LEGOK}/011+012 11": "besar 90.50 10000000",
            f"2017/1 {LEGOK}/011+012 12": "besar 90.50 10000000",
            "2017/2 15.71.10.1002/002 2": "kecil None None",
        },
    ),
    Specimen(
        name="nominations",
        about="entries of an edition, with title, total and note",
        kind="nominations",
        file="usulan.xlsx",
        data=partial(
            xlsx,
            (
                ("Daftar Usulan Kampung BANTAR 2026",),
                ("No", "Kel.", "RT", "Jml. KK", "Jalur"),
                (1, "Legok", "RT 03", 80, "Reguler"),
                (2, "Legok", "004", "80 KK", ""),
                ("", "Jumlah", "2 RT", 160, ""),
                ("Mengetahui,",),
            ),
        ),
        edition="2026-1",
        rows=(2, 0, 0, 0),
        stored={f"{LEGOK}/003": "80 reguler", f"{LEGOK}/004": "80 reguler"},
    ),
    Specimen(
        name="nominations-unknown-rt",
        about="an RT that the roster does not know",
        kind="nominations",
        file="usulan.csv",
        data=partial(text, (("Kelurahan", "RT"), ("Legok", 99), ("Legok", 3))),
        edition="2026-1",
        problems=("error unknown_rt B2",),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="unknown-edition",
        about="an edition that is not there",
        kind="nominations",
        file="usulan.csv",
        data=partial(text, (("Kelurahan", "RT"), ("Legok", 3))),
        edition="2027-1",
        problems=("error unknown_edition",),
        code=2,
    ),
    Specimen(
        name="scores",
        about="score sheets of assessors without accounts",
        kind="scores",
        file="nilai.xlsx",
        data=scores((1, "Legok", "RT 01", "Ani", *[3] * 21), (2, "Legok", "02", "Ani", *["4"] * 21)),
        edition="2025-1",
        problems=("warning unknown_assessor D4",),
        rows=(2, 0, 0, 0),
        stored={f"{LEGOK}/001 Ani B1": 3, f"{LEGOK}/002 Ani P7": 4},
    ),
    Specimen(
        name="scores-off-scale",
        about="scores that no scale has",
        kind="scores",
        file="nilai.xlsx",
        data=scores((1, "Legok", 1, "Ani", *[3] * 20, 9), (2, "Legok", 2, "Ani", "x", *[3] * 20)),
        edition="2025-1",
        problems=("warning unknown_assessor D4", "error out_of_range Y4", "error not_a_number E5"),
        rows=(0, 0, 0, 2),
        code=1,
    ),
]
