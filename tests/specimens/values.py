"""Cells as people type them: numbers, money, years and RTs."""

from datetime import date
from functools import partial

from tests.specimens.files import text, xlsx
from tests.specimens.model import Specimen


HEADER = ("kecamatan", "kelurahan", "rt", "jumlah_kk", "tahun")
LEGOK, KENALI = "15.71.10.1003", "15.71.09.1001"


def roster(*rows: tuple[object, ...]) -> partial[bytes]:
    return partial(xlsx, (HEADER, *rows))


def recap(*rows: tuple[object, ...]) -> partial[bytes]:
    header = ("Kecamatan", "Jumlah RT", "Diusulkan", "Terlaksana", "Persentase", "Tahun")
    return partial(xlsx, (header, *rows))


def winners(*rows: tuple[object, ...]) -> partial[bytes]:
    return partial(xlsx, (("Tahun", "Periode", "Kelurahan", "RT", "Kategori", "Nilai", "Hadiah"), *rows))


def nominations(*rows: tuple[object, ...]) -> partial[bytes]:
    return partial(xlsx, (("Kelurahan", "RT", "Jml KK", "Jalur"), *rows))


VALUES = [
    Specimen(
        name="thousands",
        about="1.635 and 1,635 and 1635 RT and a number stored as text",
        kind="recap",
        file="rekap.xlsx",
        data=recap(
            ("Jambi Timur", "1.635", 12, "12", "", 2018),
            ("Telanaipura", "1,635", " 12 ", "12 RT", "", 2018),
            ("Jelutung", "1635 RT", "12,0", "12.00", "", 2018),
            ("Kota Baru", "1.635 RT", "12 buah", "-", "", 2018),
        ),
        rows=(4, 0, 0, 0),
        stored={
            **{f"2018 {name} rt_count": 1635 for name in ("Jambi Timur", "Telanaipura", "Jelutung", "Kota Baru")},
            **{f"2018 {name} nominated": 12 for name in ("Jambi Timur", "Telanaipura", "Jelutung", "Kota Baru")},
            "2018 Kota Baru carried_out": None,
        },
    ),
    Specimen(
        name="percentages",
        about="37% and 37,5 % and a cell shown as a percentage",
        kind="recap",
        file="rekap.xlsx",
        data=recap(
            ("Jambi Timur", 500, 100, 37, "37%", 2018),
            ("Telanaipura", 400, 40, 15, "37,5 %", 2018),
            ("Jelutung", 500, 100, 37, 0.37, 2018),
            ("Kota Baru", 500, 100, 37, "37,00 %", 2018),
        ),
        rows=(4, 0, 0, 0),
        stored={"2018 Telanaipura carried_out": 15},
    ),
    Specimen(
        name="money",
        about="Rp.10.000.000,00 and Rp 7.500.000,- and 7,5 juta and 10 jt",
        kind="winners",
        file="pemenang.xlsx",
        data=winners(
            (2018, 1, "Legok", 1, "besar", "90,5", "Rp.10.000.000,00"),
            (2018, 1, "Legok", 2, "sedang", "88.25", "Rp 7.500.000,-"),
            (2018, 1, "Legok", 3, "sedang", 87, "7,5 juta"),
            (2018, 1, "Legok", 4, "besar", "91,00", "10 jt"),
            (2018, 1, "Legok", 6, "besar", "", 10000000),
            ("Jumlah", "", "", "", "", "", "Rp45.000.000"),
        ),
        rows=(5, 0, 0, 0),
        stored={
            f"2018/1 {LEGOK}/001 1": "besar 90.50 10000000",
            f"2018/1 {LEGOK}/002 2": "sedang 88.25 7500000",
            f"2018/1 {LEGOK}/003 3": "sedang 87.00 7500000",
            f"2018/1 {LEGOK}/004 4": "besar 91.00 10000000",
            f"2018/1 {LEGOK}/006 6": "besar None 10000000",
        },
    ),
    Specimen(
        name="ambiguous-money",
        about="7.500 juta may be 7.5 million or 7.5 billion: a question, never a guess",
        kind="winners",
        file="pemenang.xlsx",
        data=winners((2018, 1, "Legok", 1, "besar", 90, "7.500 juta"), (2018, 1, "Legok", 2, "besar", 90, "10 M")),
        problems=("error ambiguous_number G2", "error not_a_number G3"),
        rows=(0, 0, 0, 2),
        code=1,
    ),
    Specimen(
        name="ambiguous-counts",
        about="1.635 that the program took for a decimal, half a household, a date",
        kind="recap",
        file="rekap.xlsx",
        data=recap(
            ("Jambi Timur", 1.635, 12, 9, "", 2018),
            ("Telanaipura", "0.635", 12, 9, "", 2018),
            ("Jelutung", 120, "12,5", 9, "", 2018),
            ("Kota Baru", 120, date(2018, 12, 5), 9, "", 2018),
            ("Pasar", 120, "kira-kira 12", 9, "", 2018),
        ),
        problems=(
            "error not_whole B2",
            "error ambiguous_number B3",
            "error not_whole C4",
            "error is_a_date C5",
            "error not_a_number C6",
        ),
        rows=(0, 0, 0, 5),
        code=1,
    ),
    Specimen(
        name="years",
        about="a year as number, text, date, text of a date or number of days",
        kind="roster",
        file="rt.xlsx",
        data=roster(
            ("Alam Barajo", "Rawa Sari", 1, 70, 2020),
            ("Alam Barajo", "Rawa Sari", 2, 70, "Tahun 2020"),
            ("Alam Barajo", "Rawa Sari", 3, 70, date(2020, 3, 1)),
            ("Alam Barajo", "Rawa Sari", 4, 70, "31/12/2020"),
            ("Alam Barajo", "Rawa Sari", 5, 70, 43861),
        ),
        rows=(5, 0, 0, 0),
        stored={f"Rawa Sari 00{n} 2020": 70 for n in range(1, 6)},
    ),
    Specimen(
        name="no-years",
        about="what is no year",
        kind="roster",
        file="rt.xlsx",
        data=roster(
            ("Alam Barajo", "Rawa Sari", 1, 70, "20"),
            ("Alam Barajo", "Rawa Sari", 2, 70, "2020/2021"),
            ("Alam Barajo", "Rawa Sari", 3, 70, ""),
        ),
        problems=("error not_a_year E2", "error not_a_year E3", "error year_unknown E4"),
        rows=(0, 0, 0, 3),
        code=1,
    ),
    Specimen(
        name="rt-numbers",
        about="RT 12, RT.08, 021, Rt 60",
        kind="roster",
        file="rt.csv",
        data=partial(
            text,
            (
                HEADER,
                *(
                    ("Alam Barajo", "Rawa Sari", typed, "88 KK", 2020)
                    for typed in ("RT 12", "RT.08", "021", "Rt 60", "rt. 7", "R.T. 5", "RT No. 9", "3.0", "004")
                ),
            ),
        ),
        rows=(9, 0, 0, 0),
        stored={f"Rawa Sari {n:03d} 2020": 88 for n in (12, 8, 21, 60, 7, 5, 9, 3, 4)},
    ),
    Specimen(
        name="no-rt-numbers",
        about="what is no RT: a letter, nought, a range, a slash, a date, nothing",
        kind="roster",
        file="rt.xlsx",
        data=roster(
            *(
                ("Alam Barajo", "Rawa Sari", typed, 88, 2020)
                for typed in ("12A", 0, "11-12", "012/003", date(2020, 12, 11), "", 12.5)
            ),
        ),
        problems=(
            "error rt_not_a_number C2",
            "error rt_out_of_range C3",
            "error rt_range C4",
            "error rt_slash C5",
            "error is_a_date C6",
            "error missing C7",
            "error rt_not_whole C8",
        ),
        rows=(0, 0, 0, 7),
        code=1,
    ),
    Specimen(
        name="joined",
        about="011+012, 11 & 12, RT 11, 12: one entry of several RTs",
        kind="nominations",
        file="usulan.xlsx",
        data=nominations(
            ("Selamat", "001+002", "", "reguler"),
            ("Selamat", "3 & 4", 150, ""),
            ("Selamat", "RT 5, 6", 160, "Reguler"),
            ("Selamat", "RT 08 dan RT 07", 160, ""),
        ),
        edition="2026-1",
        rows=(4, 0, 0, 0),
        problems=("warning kk_differs C3",),
        stored={
            "15.71.10.1004/001+002": "160 reguler",
            "15.71.10.1004/003+004": "150 reguler",
            "15.71.10.1004/005+006": "160 reguler",
            "15.71.10.1004/007+008": "160 reguler",
        },
    ),
]
