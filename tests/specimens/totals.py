"""Rows of totals in their place, one cell off, and without a word."""

from functools import partial

from tests.specimens.files import text, xls, xlsx
from tests.specimens.model import Specimen


def totalled(*total: object) -> tuple[tuple[object, ...], ...]:
    return (
        ("No", "Kecamatan", "Jumlah RT", "Diusulkan", "Terlaksana", "Tahun"),
        (1, "Jambi Timur", 192, 17, 12, 2018),
        (2, "Telanaipura", 127, 26, 9, 2018),
        (3, "Danau sipin", 150, 17, 5, 2018),
        total,
    )


THREE = {
    "kind": "recap",
    "rows": (3, 0, 0, 0),
    "stored": {"2018 Danau Sipin carried_out": 5, "2018 Telanaipura rt_count": 127},
}
MOVED = ("warning total_moved",)

TOTALS = [
    Specimen(
        name="total-in-place",
        about="a total row that holds",
        file="rekap.xlsx",
        data=partial(xlsx, totalled("", "Jumlah", 469, 60, 26)),
        **THREE,
    ),
    Specimen(
        name="total-one-cell-short",
        about="a total row one cell short at its start",
        file="rekap.xlsx",
        data=partial(xlsx, totalled("Jumlah", 469, 60, 26)),
        problems=MOVED,
        **THREE,
    ),
    Specimen(
        name="total-with-a-hole",
        about="a total row with a cell missing in the middle",
        file="rekap.csv",
        data=partial(text, totalled("", "JUMLAH", "469", "26")),
        problems=MOVED,
        **THREE,
    ),
    Specimen(
        name="total-one-cell-long",
        about="a total row with one cell too many",
        file="rekap.xlsx",
        data=partial(xlsx, totalled("Jumlah", "", "", 469, 60, 26)),
        problems=MOVED,
        **THREE,
    ),
    Specimen(
        name="total-without-a-word",
        about="a last row of figures alone",
        file="rekap.xlsx",
        data=partial(xlsx, totalled("", "", 469, 60, 26)),
        **THREE,
    ),
    Specimen(
        name="total-in-spaced-letters",
        about="J U M L A H, as papers like to set it",
        file="rekap.xlsx",
        data=partial(xlsx, totalled("J U M L A H", "", 469, 60, 26), merges=["A5:B5"]),
        **THREE,
    ),
    Specimen(
        name="total-of-the-city",
        about="a total row that is called Kota Jambi",
        file="rekap.xls",
        data=partial(xls, {"2018": totalled("", "Kota Jambi", 469, 60, 26)}),
        **THREE,
    ),
    Specimen(
        name="units-below-the-header",
        about="a row of units between the header and the rows, headings with yg.",
        kind="recap",
        file="rekap.xlsx",
        data=partial(
            xlsx,
            (
                ("Kecamatan", "Jml. RT", "RT yg. Diusulkan", "% Terlaksana", "Thn"),
                ("", "(RT)", "(RT)", "(%)", ""),
                ("Jambi Timur", 192, 17, "", 2018),
            ),
        ),
        rows=(1, 0, 0, 0),
        stored={"2018 Jambi Timur nominated": 17},
    ),
]
