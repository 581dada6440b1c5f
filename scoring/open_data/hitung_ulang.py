"""Hitung ulang hasil dari paket data ini saja: python3 -I hitung_ulang.py [FOLDER]

Recounts the result from this package alone, with nothing but Python's standard library: the files against their
SHA-256, every figure, test, rank, winner and prize against entri.csv, entri.csv against hasil.json, and hasil.json
against its digest. Exit code 0: all is the same; 1: it names what differs; 2: the package cannot be read.
"""

import csv
import hashlib
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any


ASPECTS = ("bersih", "aman", "pintar")
FIGURES = ("total", *ASPECTS)
DIGESTED = ("format", "edition", "rules", "indicators", "decisions", "prize_total")
RECOUNTABLE = "bantar-result/2"
Row = dict[str, str]
Sheets = dict[str, list[dict[str, int]]]
Figures = dict[str, dict[str, int]]
Aspects = dict[str, list[tuple[str, int]]]
NEUTRALISED = re.compile(r"'+(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def main(folder: str | Path) -> int:
    try:
        differences = list(check(Path(folder)))
    except (OSError, ValueError, KeyError, TypeError, IndexError, ZeroDivisionError, StopIteration) as error:
        sys.stderr.write(f"Paket tidak dapat dibaca / cannot be read: {type(error).__name__}: {error}\n")
        return 2
    for line in differences:
        sys.stdout.write(f"BEDA / DIFFERS: {line}\n")
    if not differences:
        sys.stdout.write("SAMA / THE SAME: semua angka, peringkat, pemenang, hadiah, dan sidik cocok.\n")
    return 1 if differences else 0


def check(folder: Path) -> Iterator[str]:
    yield from check_files(folder)
    rules = {row["aturan"]: row["nilai"] for row in read(folder, "aturan")}
    entries = read(folder, "entri")
    recounted = recount(folder, rules, entries)
    for row in entries:
        for column, value in recounted[row["entri"]].items():
            if row[column] != value:
                yield f"{row['entri']}: {column} tertulis {row[column]!r}, hitungan {value!r}"
    total = sum(int(row["hadiah"]) for row in recounted.values())
    if str(total) != rules["prize_total"]:
        yield f"jumlah hadiah tertulis {rules['prize_total']}, hitungan {total}"
    yield from check_means(folder, rules)
    yield from check_document(folder, rules, entries)


def read(folder: Path, table: str) -> list[Row]:
    """Rows of a CSV; the apostrophe before what could be a formula comes off."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: plain(text) for name, text in row.items()} for row in csv.DictReader(file, strict=True)]


def plain(text: str) -> str:
    return text[1:] if NEUTRALISED.match(text) else text


def check_files(folder: Path) -> Iterator[str]:
    """Every file named in datapackage.json has the bytes that it says."""
    for one in json.loads((folder / "datapackage.json").read_bytes())["resources"]:
        body = (folder / one["path"]).read_bytes()
        if one["hash"] != f"sha256:{hashlib.sha256(body).hexdigest()}":
            yield f"berkas {one['path']}: isinya bukan yang tertulis di datapackage.json"


def recount(folder: Path, rules: Row, entries: list[Row]) -> dict[str, Row]:
    """Per entry what every computed column of entri.csv must say."""
    aspects: Aspects = {aspect: [] for aspect in ASPECTS}
    for one in read(folder, "indikator"):
        aspects[one["aspek"]].append((one["indikator"], int(one["bobot"])))
    sheets = scores_by_entry(folder)
    figures = {entry: figures_of(rows, aspects, rules) for entry, rows in sheets.items()}
    categories = read(folder, "kategori")
    lines = {row["entri"]: first_line(row, sheets, figures, rules, categories) for row in entries}
    complete = {row["entri"]: row for row in entries if row["entri"] in figures}
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for entry, row in complete.items():
        groups[row["jalur"], row["kategori"]].append(entry)
    for inside in groups.values():
        for entry, (place, decided) in ranks(inside, figures).items():
            lines[entry] |= {"peringkat": str(place), "penentu_peringkat": decided}
    winners = winners_of(lines, groups.values(), figures, rules)
    award(lines, {entry: complete[entry] for entry in winners}, figures, rules, folder)
    return lines


def scores_by_entry(folder: Path) -> Sheets:
    found: Sheets = defaultdict(list)
    for row in read(folder, "lembar_nilai"):
        found[row["entri"]].append({name: int(n) for name, n in row.items() if name not in ("entri", "urutan")})
    return found


def kept(scores: list[int], rules: Row) -> list[int]:
    """What stays of an indicator's scores: "trimmed" drops one highest and one lowest from five sheets on."""
    return sorted(scores)[1:-1] if rules["aggregation"] == "trimmed" and len(scores) >= 5 else scores


def figures_of(rows: list[dict[str, int]], aspects: Aspects, rules: Row) -> dict[str, int]:
    """Aspect values and total in exact fractions, then rounded once, half up, in hundredths of a point."""
    scale, exact = int(rules["scale_max"]), dict[str, Fraction]()
    for aspect, indicators in aspects.items():
        means = Fraction(0)
        for code, weight in indicators:
            scores = kept([row[code] for row in rows], rules)
            means += weight * Fraction(sum(scores), len(scores))
        exact[aspect] = 100 * means / (scale * sum(weight for _, weight in indicators))
    weights = {aspect: int(rules[f"aspect_weights.{aspect}"]) for aspect in ASPECTS}
    exact["total"] = sum((weights[a] * exact[a] for a in ASPECTS), Fraction()) / sum(weights.values())
    return {name: int((200 * value + 1) // 2) for name, value in exact.items()}


def text_of(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def first_line(row: Row, sheets: Sheets, figures: Figures, rules: Row, categories: list[Row]) -> Row:
    """An entry by itself: its figures and the test that it fails, if any."""
    entry, rows = row["entri"], sheets.get(row["entri"], ())
    found, kk = figures.get(entry), int(row["jumlah_kk"])
    if rows and (row["keadaan"] != "counted" or len(rows) < int(rules["quorum"])):
        raise ValueError(f"{entry}: lembar nilai yang tidak boleh ada")
    failed = "" if row["keadaan"] in ("not_assessed", "disqualified") else "quorum"
    if found:
        marks = [(a, rules["aspect_floor"]) for a in ASPECTS] + [("total", rules["pass_mark"])]
        failed = next((name for name, mark in marks if found[name] < Fraction(mark) * 100), "")
    inside = [c["kategori"] for c in categories if within(kk, c)]
    return {
        "kategori": (inside or [row["kategori"]])[0],
        "lembar_nilai": str(len(rows)) if rows else row["lembar_nilai"],
        **{name: text_of(found[name]) if found else "" for name in ASPECTS},
        "nilai": text_of(found["total"]) if found else "",
        "lulus": "true" if found and not failed else "false",
        "gagal_pada": failed,
        "peringkat": "",
        "penentu_peringkat": "",
        "pemenang": "false",
        "terbaik_se_kota": "false",
        "hadiah": "0",
    }


def within(kk: int, category: Row) -> bool:
    return int(category["kk_min"]) <= kk and (not category["kk_maks"] or kk <= int(category["kk_maks"]))


def merit(figures: dict[str, int]) -> tuple[int, ...]:
    return tuple(figures[name] for name in FIGURES)


def ranks(entries: list[str], figures: Figures) -> dict[str, tuple[int, str]]:
    """1, 2, 2, 4; and the first step in which an entry differs from the one ranked just above."""
    merits = {entry: merit(figures[entry]) for entry in entries}
    found = {}
    for entry, own in merits.items():
        above = [other for other in merits.values() if other > own]
        if list(merits.values()).count(own) > 1:
            decided = "shared"
        elif not above:
            decided = "total"
        else:
            decided = next(name for name, a, b in zip(FIGURES, own, min(above), strict=True) if a != b)
        found[entry] = (len(above) + 1, decided)
    return found


def winners_of(lines: dict[str, Row], groups: Iterable[list[str]], figures: Figures, rules: Row) -> list[str]:
    """By the edition's mode: everyone who passes, or the best N of each category and track."""
    passed = [entry for entry in figures if lines[entry]["lulus"] == "true"]
    if rules["mode"] == "threshold":
        return passed
    return [entry for inside in groups for entry in best_of(inside, passed, figures, rules)]


def award(lines: dict[str, Row], winners: dict[str, Row], figures: Figures, rules: Row, folder: Path) -> None:
    """The prizes, and the best in the city."""
    bonus = int(rules["best_in_city_prize"] or 0)
    reguler = [entry for entry, row in winners.items() if row["jalur"] == "reguler"]
    best = best_in_city(reguler, figures, read(folder, "keputusan")) if bonus else ""
    categories = {one["kategori"]: one for one in read(folder, "kategori")}
    for entry, row in winners.items():
        category = categories[row["kategori"]]
        own = category["hadiah_kencana"] if row["jalur"] == "kencana" else ""
        prize = int(own or category["hadiah"]) + (bonus if entry == best else 0)
        lines[entry] |= {"pemenang": "true", "hadiah": str(prize)}
        lines[entry]["terbaik_se_kota"] = "true" if entry == best else "false"


def best_of(inside: list[str], passed: list[str], figures: Figures, rules: Row) -> list[str]:
    """The best N that pass; who is tied at the last place wins too."""
    candidates = [entry for entry in inside if entry in passed]
    merits = sorted((merit(figures[entry]) for entry in candidates), reverse=True)
    cut = merits[: int(rules["top_n"])][-1:]
    return [entry for entry in candidates if merit(figures[entry]) >= cut[0]]


def best_in_city(winners: list[str], figures: Figures, decisions: list[Row]) -> str:
    """The winner with the highest merit; among tied ones whom the recorded decision names."""
    highest = max((merit(figures[entry]) for entry in winners), default=None)
    tied = sorted(entry for entry in winners if merit(figures[entry]) == highest)
    if len(tied) < 2:
        return "".join(tied)
    facts = ", ".join(tied)
    made = [d for d in decisions if (d["kode"], d["fakta"]) == ("best_in_city_tie", facts)]
    return made[0]["pilihan"] if made and made[0]["pilihan"] in tied else ""


def check_means(folder: Path, rules: Row) -> Iterator[str]:
    sheets = scores_by_entry(folder)
    for row in read(folder, "rerata_indikator"):
        for code in list(row)[1:]:
            scores = kept([one[code] for one in sheets[row["entri"]]], rules)
            mean = text_of((200 * sum(scores) + len(scores)) // (2 * len(scores)))
            if row[code] != mean:
                yield f"{row['entri']}: rata-rata {code} tertulis {row[code]!r}, hitungan {mean!r}"


def check_document(folder: Path, rules: Row, entries: list[Row]) -> Iterator[str]:
    """entri.csv says what hasil.json says, and hasil.json has the digest that it names."""
    document = json.loads((folder / "hasil.json").read_bytes())
    keys = {r["kolom"]: r["kunci_api"] for r in read(folder, "kamus_data") if r["tabel"] == "entri"}
    there = {row["entry"]: row for row in document["entries"]}
    if there.keys() != {row["entri"] for row in entries}:
        yield "entri.csv dan hasil.json tidak memuat peserta yang sama"
    for row in entries:
        for column, key in keys.items():
            if bare(row[column]) != bare(written(there.get(row["entri"], {}).get(key))):
                yield f"{row['entri']}: {column} berbeda antara entri.csv dan hasil.json"
    if rules["digest"] != document["digest"]:
        yield "sidik di aturan.csv bukan sidik di hasil.json"
    if document["format"] == RECOUNTABLE and digest(document) != document["digest"]:
        yield f"sidik tertulis {document['digest']}, hitungan {digest(document)}"


def written(value: object) -> str:
    """A value of hasil.json as the CSV writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def bare(text: str) -> str:
    """Without line ends and control characters, which CSV holds otherwise than JSON."""
    return "".join(char for char in text if char.isprintable() and char != " ")


def digest(document: dict[str, Any]) -> str:
    """SHA-256 over the canonical form: sorted keys, no spaces, UTF-8, text in NFC."""
    inside = {key: document[key] for key in DIGESTED}
    inside["entries"] = sorted(document["entries"], key=lambda row: row["entry"])
    text = json.dumps(normal(inside), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent))
