"""Printed sums, totals and percentages that do not hold, and contradictions between sheets."""

from functools import partial

from tests.specimens.files import xlsx
from tests.specimens.model import Specimen


def recap(*rows: tuple[object, ...], header: tuple[object, ...] = ()) -> partial[bytes]:
    return partial(xlsx, (header or ("Kecamatan", "Diusulkan", "Terlaksana", "%", "Tahun"), *rows))


def sizes(*rows: tuple[object, ...]) -> partial[bytes]:
    return recap(*rows, header=("Kecamatan", "Besar", "Sedang", "Kecil", "Jumlah Pemenang", "Tahun"))


def roster(*rows: tuple[object, ...]) -> partial[bytes]:
    return partial(xlsx, (("Kelurahan", "RT", "Ketua", "Jml KK", "Tahun"), *rows))


NOTE = "Salah cetak pada sumbernya"
WRONG_ROW = sizes(("Jelutung", 1, 2, 3, 7, 2018), ("Pasar", 1, 1, 1, 3, 2018))
WRONG_TOTAL = recap(("Jelutung", 7, 6, "", 2018), ("Kota Baru", 5, 5, "", 2018), ("Jumlah", 13, 11, "", ""))
NOMINATED_2018 = recap(
    *(
        (name, figure, "", "", 2018)
        for name, figure in (("Jelutung", 7), ("Kota Baru", 5), ("Pasar", 4), ("Jambi Timur", 9))
    )
)
TOOK_PART_2018 = recap(
    *((name, figure, 2018) for name, figure in (("Jelutung", 7), ("Kota Baru", 5), ("Pasar", 4), ("Jambi Timur", 9))),
    header=("Kecamatan", "RT yang Ikut Serta", "Tahun"),
)

FIGURES = [
    Specimen(
        name="wrong-sum",
        about="a sum of a row that does not hold",
        kind="recap",
        file="rekap.xlsx",
        data=WRONG_ROW,
        problems=("decision sum_mismatch E2",),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="wrong-sum-acknowledged",
        about="acknowledged with a note, the computed sum is used",
        kind="recap",
        file="rekap.xlsx",
        data=WRONG_ROW,
        acknowledge=NOTE,
        problems=("decision sum_mismatch E2",),
        rows=(2, 0, 0, 0),
        stored={"2018 Jelutung winners": 6, "2018 Pasar Jambi winners": 3},
    ),
    Specimen(
        name="wrong-total",
        about="a total that does not hold",
        kind="recap",
        file="rekap.xlsx",
        data=WRONG_TOTAL,
        problems=("decision sum_mismatch B4",),
        rows=(2, 0, 0, 0),
        code=1,
    ),
    Specimen(
        name="wrong-total-acknowledged",
        about="acknowledged, the rows are stored",
        kind="recap",
        file="rekap.xlsx",
        data=WRONG_TOTAL,
        acknowledge=NOTE,
        problems=("decision sum_mismatch B4",),
        rows=(2, 0, 0, 0),
        stored={"2018 Jelutung nominated": 7},
    ),
    Specimen(
        name="wrong-total-one-cell-off",
        about="a total that has lost a cell and does not hold either",
        kind="recap",
        file="rekap.xlsx",
        data=recap(
            (1, "Jelutung", 10, 7, 6, 2018),
            (2, "Kota Baru", 12, 5, 5, 2018),
            ("Jumlah", 22, 13, 11),
            header=("No", "Kecamatan", "Jml RT", "Usulan", "Terlaksana", "Thn"),
        ),
        problems=("warning total_moved", "decision sum_mismatch C4"),
        rows=(2, 0, 0, 0),
        code=1,
    ),
    Specimen(
        name="wrong-percentage",
        about="a percentage that no share of the row makes",
        kind="recap",
        file="rekap.xlsx",
        data=recap(("Jelutung", 10, 5, "60%", 2018), ("Kota Baru", 10, 5, "50%", 2018)),
        problems=("decision sum_mismatch D2",),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="wrong-kk-total",
        about="a total of KK per kelurahan and of all",
        kind="roster",
        file="rt.xlsx",
        data=roster(
            ("Rawa Sari", 1, "Ani", 80, 2020),
            ("Rawa Sari", 2, "Budi", 90, 2020),
            ("Sub Total", "", "", 170, ""),
            ("Beliung", 1, "Cici", 70, 2020),
            ("Sub Jumlah", "", "", 71, ""),
            ("JUMLAH TOTAL", "", "", 240, ""),
        ),
        problems=("decision sum_mismatch D6",),
        rows=(3, 0, 0, 0),
        code=1,
    ),
    Specimen(
        name="wrong-prizes",
        about="a sum of prizes that does not hold",
        kind="winners",
        file="pemenang.xlsx",
        data=partial(
            xlsx,
            (
                ("Pemenang Kampung BANTAR 2018 Periode II",),
                ("Kelurahan", "RT", "Kategori", "Hadiah"),
                ("Legok", 1, "besar", "Rp10.000.000"),
                ("Legok", 2, "sedang", "Rp7.000.000"),
                ("Total", "", "", "Rp18.000.000"),
            ),
        ),
        problems=("decision sum_mismatch D5",),
        rows=(2, 0, 0, 0),
        code=1,
    ),
    Specimen(
        name="contradicts-stored",
        about="a sheet that differs from what is stored of a past year",
        kind="recap",
        file="rekap.xlsx",
        data=recap(("Jelutung", 8, "", "", 2018), ("Kota Baru", 5, "", "", 2018)),
        after="nominated-2018",
        problems=("decision contradicts_stored B2",),
        rows=(0, 0, 1, 1),
        code=1,
    ),
    Specimen(
        name="nominated-2018",
        about="a recap that says who was nominated",
        kind="recap",
        file="rekap.xlsx",
        data=NOMINATED_2018,
        rows=(4, 0, 0, 0),
        stored={"2018 Jambi Timur nominated": 9},
    ),
    Specimen(
        name="took-part-is-nominated",
        about="another that calls the same figures those who took part",
        kind="recap",
        file="rekap lain.xlsx",
        data=TOOK_PART_2018,
        after="nominated-2018",
        problems=("decision same_as_other_column B1",),
        rows=(0, 4, 0, 0),
        code=1,
    ),
]
