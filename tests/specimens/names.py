"""Regions and RTs as people name them, in the year of the sheet."""

from functools import partial

from tests.specimens.files import text, xls
from tests.specimens.model import Specimen
from tests.specimens.values import HEADER, KENALI, roster, winners


SPELLINGS = (
    ("Jambi Timur", "Sijinjang"),
    ("Jambi Timur", "Sulan Jana"),
    ("Pall Merah", "Payo Silincah"),
    ("Paalmerah", "Ekajaya"),
    ("Pasar", "Pasar Jambi"),
    ("Alambarajo", "Rawasari"),
    ("Kec. Alam Barajo", "Kel. Belung"),
    ("ALAM  BARAJO", "kenalibesar"),
    ("Kotabaru", "Pall V"),
    ("Danauteluk", "Ulu Gedong"),
    ("Danau sipin", "Sungai  Putri"),
    ("Jambi Selatan", "The Hok"),
    ("Telanaipura", "Telanaipura"),
    ("Telanaipura", "Simpang 4 Sipin"),
    ("Kota Baru", "Kenali Asam Atas"),
)

NAMED_ONCE_ROWS = (
    HEADER,
    ("Alam Barajo", "Rawa Sari", 1, 70, 2020),
    ("", "", 2, 71, 2020),
    ("Jumlah", "", "", 141, ""),
    ("", "", 3, 72, 2020),
    ("Alam Barajo", "Beliung", 1, 60, 2020),
)
NAMED_ONCE = partial(text, NAMED_ONCE_ROWS, delimiter=";")

NAMES = [
    Specimen(
        name="spellings",
        about="the spellings met in real sheets are known",
        kind="roster",
        file="rt.xlsx",
        data=roster(*((kecamatan, kelurahan, 90, 88, 2020) for kecamatan, kelurahan in SPELLINGS)),
        rows=(15, 0, 0, 0),
        stored={
            f"{name} 090 2020": 88
            for name in ("Sijenjang", "Sulanjana", "Payo Selincah", "Eka Jaya", "Paal Lima", "Thehok", "Beliung")
        },
    ),
    Specimen(
        name="codes",
        about="official codes with dots, without, as a number, as text with .0",
        kind="roster",
        file="rt.xls",
        data=partial(
            xls,
            {
                "RT": (
                    ("kode_kelurahan", "rt", "jumlah_kk", "tahun"),
                    ("15.71.09.1002", 1, 70, 2020),
                    ("1571091002", 2, 70, 2020),
                    (1571091002, 3, 70, 2020),
                    ("1571091002.0", 4, 70, 2020),
                )
            },
        ),
        rows=(4, 0, 0, 0),
        stored={f"Rawa Sari 00{n} 2020": 70 for n in range(1, 5)},
    ),
    Specimen(
        name="code-against-name",
        about="a code and a name that contradict each other",
        kind="roster",
        file="rt.csv",
        data=partial(
            text,
            (
                ("kode_kelurahan", "kelurahan", "rt", "jumlah_kk", "tahun"),
                ("15.71.09.1002", "Legok", 1, 70, 2020),
                ("15.71.99.1002", "Legok", 2, 70, 2020),
            ),
        ),
        problems=("error code_contradicts_name B2", "error unknown_region A3"),
        rows=(0, 0, 0, 2),
        code=1,
    ),
    Specimen(
        name="misspelt",
        about="a misspelt name is a suggestion that a person confirms",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Alam Barajo", "Rawo Sarri", 1, 70, 2020), ("Alam Brajo", "Rawa Sari", 2, 70, 2020)),
        problems=("decision similar_name B2", "decision similar_name A3"),
        rows=(0, 0, 0, 2),
        code=1,
    ),
    Specimen(
        name="misspelt-accepted",
        about="accepted, it is stored",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Alam Barajo", "Rawo Sarri", 1, 70, 2020), ("Alam Brajo", "Rawa Sari", 2, 70, 2020)),
        accept=True,
        problems=("decision similar_name B2", "decision similar_name A3"),
        rows=(2, 0, 0, 0),
        stored={"Rawa Sari 001 2020": 70, "Rawa Sari 002 2020": 70},
    ),
    Specimen(
        name="known-from-then-on",
        about="what was confirmed once is known in the next sheet",
        kind="roster",
        file="rt-2021.csv",
        data=partial(text, (HEADER, ("ALAM BRAJO", "Kel. Rawo Sarri", 1, 75, 2021))),
        after="misspelt-accepted",
        rows=(0, 1, 0, 0),
        stored={"Rawa Sari 001 2020": 70, "Rawa Sari 001 2021": 75},
    ),
    Specimen(
        name="levels",
        about="a kecamatan is never a kelurahan, nor the other way round",
        kind="roster",
        file="rt.xlsx",
        data=roster(
            ("Kenali Besar", "Kenali Besar", 1, 70, 2020),
            ("Alam Barajo", "Alam Barajo", 2, 70, 2020),
            ("Danau Sipin", "Telanaipura", 3, 70, 2020),
        ),
        accept=True,
        problems=("error unknown_region A2", "error unknown_region B3", "decision other_kecamatan B4"),
        rows=(0, 1, 0, 2),
        code=1,
    ),
    Specimen(
        name="neighbours",
        about="Kenali Asam of 2020 is none of its neighbours, and nobody guesses which",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Kota Baru", "Kenali Asam", 1, 70, 2020), ("Kota Baru", "Simpang Sipin", 2, 70, 2020)),
        accept=True,
        problems=("decision not_yet_formed B2", "decision similar_name B3"),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="born-in-2023",
        about="a kelurahan born in 2023 is itself in a sheet of 2024",
        kind="roster",
        file="rt.xlsx",
        data=roster(("Kota Baru", "Kenali Asam", 1, 70, 2024), ("Alam Barajo", "Simpang Rimbo", 3, 81, 2024)),
        rows=(1, 1, 0, 0),
        stored={"Kenali Asam 001 2024": 70, "Simpang Rimbo 003 2024": 81},
    ),
    Specimen(
        name="name-alone",
        about="a name that two kelurahan nearly have is a question without an answer",
        kind="roster",
        file="rt.csv",
        data=partial(text, (("kelurahan", "rt", "jumlah_kk", "tahun"), ("Simpang Sipin", 1, 70, 2020))),
        accept=True,
        problems=("decision ambiguous_name A2",),
        rows=(0, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="renumbered-then",
        about="an RT that was renumbered in 2023, in a sheet of 2018",
        kind="winners",
        file="pemenang.xlsx",
        data=winners((2018, 1, "Kenali Besar", "RT 05", "besar", 90, "")),
        rows=(1, 0, 0, 0),
        stored={f"2018/1 {KENALI}/005 5": "besar 90.00 None"},
    ),
    Specimen(
        name="renumbered-since",
        about="and its old number in a sheet of 2024, where it is the RT of another kelurahan",
        kind="winners",
        file="pemenang.xlsx",
        data=winners((2024, 1, "Kenali Besar", 5, "besar", 90, ""), (2024, 1, "Simpang Rimbo", 3, "besar", 90, "")),
        problems=("error rt_not_active D2",),
        rows=(1, 0, 0, 1),
        code=1,
    ),
    Specimen(
        name="unseen-characters",
        about="control and direction characters go with a warning; emoji and accents stay",
        kind="roster",
        file="rt.csv",
        data=partial(
            text,
            (
                ("kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun"),
                ("Ra\u200bwa Sari", 1, "\u202eJosé 👨‍👩‍👧", 70, 2020),
                ("Rawa\xa0Sari", 2, "'=Siti", 71, 2020),
            ),
        ),
        problems=("warning characters_removed A2", "warning characters_removed C2"),
        rows=(2, 0, 0, 0),
        stored={"Rawa Sari 001": "José 👨‍👩‍👧", "Rawa Sari 002": "=Siti"},
    ),
    Specimen(
        name="named-once",
        about="a name that stands once above a group of rows: the others lack it, and it is suggested",
        kind="roster",
        file="rt.csv",
        data=NAMED_ONCE,
        problems=("error missing B3", "error missing B5"),
        rows=(2, 0, 0, 2),
        code=1,
    ),
]
