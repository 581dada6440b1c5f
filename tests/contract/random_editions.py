"""A random edition as its files: the edition file of CONTRACT 4 and the sheets of CONTRACT 6, and what is in them.

Few patterns of sheets and few distinct scores, so that ties happen at every level and at every cut.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from openpyxl import Workbook


CODES = [f"{letter}{number}" for letter in "BAP" for number in range(1, 8)]
PEOPLE = ["Ani", "Budi Santoso", "Cici", "dr. Dedi, M.Kes", "Endah", "Farid", "Gita"]
PLACES = [
    ("15.71.01.1004", "Telanaipura", "Telanaipura"),
    ("15.71.01.1001", "Telanaipura", "Simpang IV Sipin"),
    ("15.71.07.1004", "Kota Baru", "Paal Lima"),
]
TABLES = [
    [("kecil", 30, 59, 5_000_000), ("sedang", 60, 99, 7_000_000), ("besar", 100, None, 10_000_000)],
    [("kecil", 30, 59, 5_000_000), ("sedang", 60, 99, 7_500_000), ("besar", 100, None, 10_000_000)],
    [("a", 20, 49, 1), ("b", 50, 100, 0), ("c", 101, None, 3_000_000_000)],
    [("semua", 1, None, 2_500_000)],
]
MARKS = ["0.00", "12.50", "33.33", "50.00", "58.34", "60.00", "66.67", "75.00", "100.00"]

Rows = list[list[object]]


@dataclass
class Files:
    """`entries` are what the reference tallies; the rest is what the commands are fed with."""

    edition: dict[str, Any]
    entries: list[dict[str, Any]]
    roster: Rows
    nominations: Rows
    scores: Rows
    suffix: str


def random_files(rng: Random) -> Files:
    edition = _edition(rng)
    entries = _entries(rng, edition)
    places = rng.choice(["codes", "names", "kelurahan"])
    return Files(
        edition=edition,
        entries=entries,
        roster=_roster(entries, edition["year"]),
        nominations=_nominations(rng, entries, places),
        scores=_scores(rng, entries, places),
        suffix=rng.choice(["xlsx", "csv"]),
    )


def _edition(rng: Random) -> dict[str, Any]:
    scale = rng.choice([1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000])
    weights = {code: rng.choice([0, 1, 2, 3, 1000]) for code in CODES} if rng.random() < 0.5 else {}
    weights |= {f"{letter}1": max(1, weights[f"{letter}1"]) for letter in "BAP" if weights}
    equal = rng.random() < 0.5
    table = rng.choice(TABLES)
    return {
        "slug": f"acak-{rng.randrange(10**6)}",
        "year": rng.choice([2019, 2022, 2026]),
        "period": rng.choice([1, 2]),
        "name": "Edisi acak",
        "scale_max": scale,
        "categories": [
            {"code": code, "min_kk": low, "max_kk": high, "prize": prize} for code, low, high, prize in table
        ],
        "aspect_weights": {
            "bersih": 1 if equal else rng.randint(1, 3),
            "aman": 1 if equal else rng.randint(0, 3),
            "pintar": 1 if equal else rng.randint(0, 1000),
        },
        "indicator_weights": weights,
        "aggregation": rng.choice(["mean", "trimmed"]),
        "quorum": rng.randint(1, 5),
        "pass_mark": rng.choice(MARKS),
        "aspect_floor": rng.choice(MARKS),
        "mode": rng.choice(["threshold", "top_n"]),
        "top_n": rng.randint(1, 3),
        "best_in_city_prize": rng.choice([0, 15_000_000]),
        "budget": rng.choice([None, 0, 17_000_000, 10**9]),
    }


def _entries(rng: Random, edition: dict[str, Any]) -> list[dict[str, Any]]:
    patterns = [_sheets(rng, edition["scale_max"]) for _ in range(rng.randint(1, 3))]
    limits = {limit for c in edition["categories"] for limit in (c["min_kk"], c["max_kk"] or c["min_kk"] + 900)}
    lowest = min(limits)
    sizes = sorted(kk for kk in limits | {30, 59, 60, 99, 100} if kk >= lowest)
    entries = []
    for number in range(1, rng.randint(1, 10) + 1):
        code, kecamatan, kelurahan = rng.choice(PLACES)
        kk = rng.choice(sizes)
        rts = [2 * number, 2 * number + 1] if kk > 1 and rng.random() < 0.25 else [2 * number]
        entries.append(
            {
                "entry": f"{code}/" + "+".join(f"{rt:03d}" for rt in rts),
                "track": rng.choice(["reguler", "reguler", "reguler", "kencana"]),
                "kk": kk,
                "state": "counted",
                "sheets": _near(rng, rng.choice(patterns), edition["scale_max"]),
                "code": code,
                "kecamatan": kecamatan,
                "kelurahan": kelurahan,
                "rts": rts,
            }
        )
    return entries


def _sheets(rng: Random, scale: int) -> list[dict[str, int]]:
    low = rng.randint(0, scale)
    return [{code: rng.randint(low, scale) for code in CODES} for _ in range(rng.choice([0, 1, 3, 4, 5, 6, 7]))]


def _near(rng: Random, sheets: list[dict[str, int]], scale: int) -> list[dict[str, int]]:
    """The pattern itself, the pattern with its aspects changed about, or with one score changed."""
    turned = dict(zip("BAP", rng.choice(["BAP", "BAP", "ABP", "PAB"]), strict=True))
    copy = [{turned[code[0]] + code[1:]: value for code, value in sheet.items()} for sheet in sheets]
    if copy and rng.random() < 0.25:
        copy[0][rng.choice(CODES)] = rng.randint(0, scale)
    return copy


def _roster(entries: Sequence[dict[str, Any]], year: int) -> Rows:
    """Every RT of an entry; the KK of an entry's RTs add up to what it is entered with."""
    rows: Rows = [["kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun"]]
    for entry in entries:
        for rt, kk in zip(entry["rts"], _split(entry["kk"], len(entry["rts"])), strict=True):
            rows.append([entry["code"], rt, f"Ketua {rt}", kk, year])
    return rows


def _split(kk: int, parts: int) -> list[int]:
    return [kk] if parts == 1 else [max(1, kk // 3), kk - max(1, kk // 3)]


def _place(entry: dict[str, Any], places: str) -> list[object]:
    if places == "codes":
        return [entry["code"]]
    return [entry["kecamatan"], entry["kelurahan"]] if places == "names" else [entry["kelurahan"]]


PLACE_HEADERS: dict[str, list[object]] = {
    "codes": ["kode_kelurahan"],
    "names": ["kecamatan", "kelurahan"],
    "kelurahan": ["kelurahan"],
}


def _rt(rng: Random, entry: dict[str, Any]) -> object:
    if len(entry["rts"]) > 1:
        return "+".join(f"{rt:03d}" for rt in entry["rts"])
    number = entry["rts"][0]
    return rng.choice([number, f"{number:03d}", f"RT {number}", f"RT.{number:02d}"])


def _nominations(rng: Random, entries: Sequence[dict[str, Any]], places: str) -> Rows:
    """A blank KK is taken from the roster; a blank track is reguler."""
    rows: Rows = [[*PLACE_HEADERS[places], "rt", "jumlah_kk", "jalur"]]
    for entry in entries:
        kk = rng.choice([entry["kk"], entry["kk"], None])
        track = rng.choice([entry["track"], None]) if entry["track"] == "reguler" else entry["track"]
        rows.append([*_place(entry, places), _rt(rng, entry), kk, track])
    return rows


def _scores(rng: Random, entries: Sequence[dict[str, Any]], places: str) -> Rows:
    rows: Rows = [
        [*_place(entry, places), _rt(rng, entry), person, *(sheet[code] for code in CODES)]
        for entry in entries
        for person, sheet in zip(rng.sample(PEOPLE, len(PEOPLE)), entry["sheets"], strict=False)
    ]
    rng.shuffle(rows)
    return [[*PLACE_HEADERS[places], "rt", "penilai", *CODES], *rows]


def as_xlsx(rows: Rows) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
