"""Programs that anybody may copy from the page and run; a test runs every one of them."""

from dataclasses import dataclass

from scoring.open_data.fields import Words


@dataclass(frozen=True, slots=True)
class Example:
    """`runs_with`: python3 or sh."""

    title: Words
    runs_with: str
    code: str


def examples(base: str, edition: str) -> list[Example]:
    """Examples on this very site (`base`, without a slash at its end) with its newest result, if it has one."""
    made = [_RECAPS] if not edition else [_RECOUNT, _WINNERS, _API, _SIGNATURE]
    return [
        Example(one.title, one.runs_with, one.code.replace("BASE", base).replace("EDITION", edition)) for one in made
    ]


_RECAPS = Example(
    Words("Membaca rekap (Python)", "Read the recaps (Python)"),
    "python3",
    """\
import csv, io, urllib.request

with urllib.request.urlopen("BASE/data/rekap_kecamatan/rekap.csv") as answer:
    for row in csv.DictReader(io.TextIOWrapper(answer, "utf-8")):
        print(row["tahun"], row["kecamatan"], row["pemenang"])
""",
)
_RECOUNT = Example(
    Words("Mengunduh dan menghitung ulang", "Download and recount"),
    "sh",
    """\
curl -O BASE/data/EDITION.zip
python3 -m zipfile -e EDITION.zip .
python3 -I EDITION/hitung_ulang.py
""",
)
_WINNERS = Example(
    Words("Pemenang per kecamatan (Python)", "Winners by kecamatan (Python)"),
    "python3",
    """\
import csv, io, urllib.request
from collections import Counter

with urllib.request.urlopen("BASE/data/EDITION/entri.csv") as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))
print(Counter(row["kecamatan"] for row in rows if row["pemenang"] == "true"))
""",
)
_API = Example(
    Words("Semua pemenang lewat API (Python)", "All winners through the API (Python)"),
    "python3",
    """\
import json, urllib.request

url = "BASE/api/v1/editions/EDITION/entries?winner=true&per_page=100"
while url:
    with urllib.request.urlopen(url) as answer:
        page = json.load(answer)
    for entry in page["items"]:
        print(entry["rank"], entry["label"], entry["total"])
    url = page["next"]
""",
)
_SIGNATURE = Example(
    Words("Memeriksa tanda tangan hasil (OpenSSL 3)", "Check the signature of a result (OpenSSL 3)"),
    "sh",
    """\
curl -O BASE/data/kunci-publik.pem
curl -O BASE/hasil/EDITION/hasil.json
python3 -c '
import base64, json
proof = json.load(open("hasil.json", encoding="utf-8"))["signature"]
text = json.dumps(proof["statement"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
open("pernyataan.bin", "wb").write(text.encode())
open("tanda-tangan.bin", "wb").write(base64.b64decode(proof["value"]))'
openssl pkeyutl -verify -pubin -inkey kunci-publik.pem -rawin -in pernyataan.bin -sigfile tanda-tangan.bin
""",
)
