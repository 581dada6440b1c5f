"""The table of bad input: what is wrong with it, who sends it where, and what is sent."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bantar.accounts.services import issue_slips
from scoring.models import Result
from tests.access.world import World
from tests.rt_registry.spreadsheets.books import xlsx


HUGE = "9" * 30
BEYOND = str(2**63)
NUL = "a\x00b"
LONG = "a" * 10_000
DECIDING = "menghitung"
"""An edition over its budget, with a decision waiting."""
DRAFTED = "tersusun"
"""An edition whose result is drafted."""
READY = "siap"
"""An edition that nothing keeps from being drafted."""

Data = Mapping[str, Any]
Address = Callable[[World], str] | str
Sent = Callable[[World], Data] | Data


@dataclass(frozen=True)
class Bad:
    """One bad request. `says`: a sentence that stands in the page itself; "" where an error is marked as one.

    `unknown`: the address names nothing there is, and the page for that says so.
    """

    what: str
    role: str
    url: Address
    data: Sent
    says: str = ""
    unknown: bool = False

    def __str__(self) -> str:
        return self.what


def group(role: str, url: Address, table: Mapping[str, Sent], **more: Any) -> list[Bad]:
    return [Bad(what, role, url, data, **more) for what, data in table.items()]


def unknown(table: Mapping[str, tuple[str, str]]) -> list[Bad]:
    return [Bad(what, role, url, {}, unknown=True) for what, (role, url) in table.items()]


def of_draft(act: str) -> Address:
    return lambda world: f"/usulan/{world.draft.pk}/{act}/"


def of_submitted(act: str) -> Address:
    return lambda world: f"/kecamatan/usulan/{world.submitted.pk}/{act}/"


def of_rt(act: str) -> Address:
    return lambda world: f"/kelurahan/daftar-rt/{world.rt.pk}/{act}/"


def of_sheet(act: str = "") -> Address:
    return lambda world: f"/penilaian/{world.visited.pk}/{act}"


def of_entry(act: str) -> Address:
    return lambda world: f"/panitia/{world.assessing.slug}/entri/{world.visited.pk}/{act}/"


# What operators send


def own_rt(**more: str) -> Sent:
    return lambda world: {"rts": [world.rt.pk], "track": "reguler", **more}


NOMINATIONS = [
    *group(
        "operator",
        "/kelurahan/usulan/baru/",
        {
            "nomination without an RT": {"track": "reguler", "act": "submit"},
            "nomination of an RT of 30 digits": {"rts": [HUGE], "track": "reguler"},
            "nomination of an RT beyond 64 bits": {"rts": [BEYOND], "track": "reguler"},
            "nomination of an RT that is text": {"rts": ["x"], "track": "reguler"},
            "nomination of an RT that is NUL": {"rts": [NUL], "track": "reguler"},
            "nomination of an unknown RT": {"rts": ["987654"], "track": "reguler"},
            "nomination on an unknown track": own_rt(track="ekspres"),
            "nomination of an RT entered already": own_rt(act="submit"),
        },
    ),
    *group(
        "operator",
        of_draft("ubah"),
        {
            "nomination with a note of 10,000 characters": own_rt(note=LONG),
            "nomination with a note that is NUL": own_rt(note=NUL),
        },
    ),
    *group(
        "operator",
        of_draft("batal"),
        {
            "withdrawn without a reason": {"reason": "x"},
            "withdrawn for an unknown reason": {"reason_code": "bosan"},
            "withdrawn with 10,000 characters": {"reason_code": "residents_unwilling", "reason": LONG},
        },
    ),
]


def jpeg(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG")
    return out.getvalue()


def picture_bomb() -> bytes:
    """400 million pixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG", optimize=True)
    return out.getvalue()


def photo(name: str, content: bytes, kind: str = "photo") -> Sent:
    return lambda world: {"kind": kind, "documents": SimpleUploadedFile(name, content, "image/jpeg")}


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\0" * 64
EVIDENCE = group(
    "operator",
    of_draft("bukti"),
    {
        "evidence: nothing chosen": {"kind": "photo"},
        "evidence: text where a file belongs": {"kind": "photo", "documents": "foto.jpg"},
        "evidence: an empty file": photo("kosong.jpg", b""),
        "evidence: HTML called JPEG": photo("foto.jpg", b"<html><script>alert(1)</script>"),
        "evidence: SVG": photo("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "evidence: a program": photo("foto.jpg.exe", b"MZ\x90\x00"),
        "evidence: HEIC": photo("IMG_1.heic", HEIC),
        "evidence: HEIC called JPEG": photo("IMG_1.jpg", HEIC.replace(b"heic", b"mif1")),
        "evidence: half a photo": photo("foto.jpg", jpeg(800, 600)[:700]),
        "evidence: 400 million pixels": photo("foto.png", picture_bomb()),
        "evidence: 11 MB": photo("pindai.pdf", b"%PDF-1.7\n" + b"x" * 11_000_000),
        "evidence: an unknown kind": photo("a.jpg", jpeg(), "rahasia"),
        "evidence: a name that is a path": photo("../../../etc/passwd", b"root:x:0:0"),
        "evidence: a workbook": photo("daftar.xlsx", xlsx([["rt"], [1]])),
    },
)


def new_rt(**changes: str) -> Data:
    return {"number": "90", "active_from": "2026-01-01", **changes}


ROSTER = [
    *group(
        "operator",
        "/kelurahan/daftar-rt/tambah/",
        {
            "an RT without a number": {"active_from": "2026-01-01"},
            "RT 0": new_rt(number="0"),
            "RT 1000": new_rt(number="1000"),
            "an RT of 30 digits": new_rt(number=HUGE),
            "an RT there is already": lambda world: new_rt(number=str(world.rt.number)),
            "an RT since the year 0": new_rt(active_from="0000-01-01"),
            "an RT with 30 digits of KK": new_rt(kk=HUGE, counted_on="2026-01-01"),
            "an RT with a head of 10,000 letters": new_rt(head_name=LONG),
        },
    ),
    *group(
        "operator",
        of_rt("ubah"),
        {
            "a head of 10,000 letters": {"head_name": LONG, "active_from": "2014-01-01"},
            "a head that is NUL": {"head_name": NUL, "active_from": "2014-01-01"},
        },
    ),
    *group("operator", of_rt("tutup"), {"an RT closed on no day": {"on": "kemarin"}}),
    *group("operator", of_rt("nomor-baru"), {"an RT renumbered to text": {"number": "RT lima", "on": "2026-06-01"}}),
    *group("operator", of_rt("pecah"), {"an RT split into nothing": {"on": "2026-06-01"}}),
    *group("operator", of_rt("gabung"), {"an RT merged with 30 digits": {"others": [HUGE], "on": "2026-06-01"}}),
    *group("admin", of_rt("pindah"), {"an RT moved to 30 digits": {"kelurahan": HUGE, "on": "2026-06-01"}}),
    *group(
        "operator",
        "/kelurahan/daftar-rt/kk/",
        {
            "KK of a whole kelurahan in words": lambda world: {
                "counted_on": "2026-06-01",
                "source": "x",
                f"kk_{world.rt.pk}": "banyak",
            }
        },
    ),
]

# What verifiers and the committee send

VERIFICATION = [
    *group(
        "verifier",
        of_submitted("verifikasi"),
        {
            "verified without KK": {"kk": "", "kk_source": "KK"},
            "verified with KK in words": {"kk": "delapan puluh", "kk_source": "KK"},
            "verified with KK of 30 digits": {"kk": HUGE, "kk_source": "KK"},
            "verified with negative KK": {"kk": "-5", "kk_source": "KK"},
            "verified with KK below the smallest": {"kk": "12", "kk_source": "KK"},
            "verified without a source": {"kk": "80"},
            "verified with a source that is NUL": {"kk": "80", "kk_source": NUL},
        },
    ),
    *group("verifier", of_submitted("kembalikan"), {"returned without a reason": {"return-reason": "   "}}),
    *group("verifier", of_submitted("tolak"), {"rejected with 10,000 characters": {"reject-reason": LONG}}),
    *group("committee", of_entry("kk"), {"KK corrected too late": {"kk-kk": "90", "kk-reason": "Salah"}}),
    *group("committee", of_entry("kk"), {"KK corrected without a reason": {"kk-kk": "90"}}),
    *group("committee", of_entry("didiskualifikasi"), {"disqualified without a reason": {"disqualified-reason": ""}}),
    *group("committee", of_entry("tidak-dinilai"), {"not assessed for NUL": {"not_assessed-reason": "\x00"}}),
    *group("committee", of_entry("pulihkan"), {"reinstated though in the contest": {"reinstated-reason": "Ya"}}),
]


def edition(**changes: str) -> Data:
    return {
        "name": "Edisi",
        "slug": "edisi-baru",
        "year": "2027",
        "period": "1",
        "scale_max": "4",
        "quorum": "3",
        "pass_mark": "75",
        "aspect_floor": "60",
        "aggregation": "mean",
        "mode": "threshold",
        **changes,
    }


EDITIONS = [
    *group(
        "committee",
        "/panitia/edisi/baru/",
        {
            "edition: nothing filled in": {"name": ""},
            "edition: an address with spaces": edition(slug="Edisi Baru"),
            "edition: an address that is taken": edition(slug="penilaian"),
            "edition: the year 20261": edition(year="20261"),
            "edition: a year of 30 digits": edition(year=HUGE),
            "edition: a scale of 0": edition(scale_max="0"),
            "edition: a pass mark of 101": edition(pass_mark="101"),
            "edition: a pass mark that is no number": edition(pass_mark="NaN"),
            "edition: top N without N": edition(mode="top_n"),
            "edition: a span reversed": edition(nomination_first="2027-05-31", nomination_last="2027-05-01"),
            "edition: half a span": edition(nomination_first="2027-05-31"),
            "edition: 30 February": edition(nomination_first="2027-02-30"),
            "edition: a name that is NUL": edition(name=NUL),
        },
    ),
    *group("committee", "/panitia/edisi/penilaian/aturan/", {"rules of a running edition": edition()}),
    *group(
        "committee",
        "/panitia/edisi/penilaian/tahap/",
        {"a phase that does not exist": {"phase": "selesai"}, "a phase that leaps": {"phase": "published"}},
    ),
    *group("committee", "/panitia/edisi/usulan/tahap/", {"a phase back without a reason": {"phase": "draft"}}),
]


def visit(**changes: str) -> Sent:
    return lambda world: {
        "entry": [world.visited.pk],
        "team": world.team.pk,
        "visit_on": "2026-07-01",
        **changes,
    }


TEAMS = [
    *group(
        "committee",
        "/panitia/penilaian/tim/",
        {"a team without a name": {"name": " "}, "a team with 10,000 letters": {"name": LONG}},
    ),
    *group(
        "committee",
        lambda world: f"/panitia/penilaian/tim/{world.team.pk}/",
        {"an assessor of 30 digits in a team": {"assessor": HUGE, "act": "add"}},
    ),
    *group(
        "committee",
        "/panitia/penilaian/kunjungan/",
        {
            "a visit of a team of 30 digits": visit(team=HUGE),
            "a visit on no day": visit(visit_on="besok"),
            "a visit of an entry of 30 digits": {"entry": [HUGE], "team": "1", "visit_on": "2026-07-01"},
        },
    ),
    *group(
        "committee",
        of_entry("penilaian"),
        {
            "a conflict with 30 digits": {"assessor": HUGE, "reason": "Saudara"},
            "a conflict without a reason": lambda world: {"assessor": world.sheet.assessor_id, "reason": ""},
        },
    ),
]

# What assessors send

SHEETS = [
    *group(
        "assessor",
        of_sheet(),
        {
            "a score of 9": {"revision": "0", "s_B1": "9"},
            "a score of -1": {"revision": "0", "s_B1": "-1"},
            "a score of 2.5": {"revision": "0", "s_B1": "2.5"},
            "a score in words": {"revision": "0", "s_B1": "baik"},
            "a score of 30 digits": {"revision": "0", "s_B1": HUGE},
            "a score in Arabic digits": {"revision": "0", "s_B1": "٣"},
            "a score that is NUL": {"revision": "0", "s_B1": "\x00"},
            "one good score beside a bad one": {"revision": "0", "s_B1": "3", "s_B2": "9"},
            "a note of 10,000 characters": {"revision": "0", "s_B1": "3", "n_B1": LONG},
            "a visit in the year 20260": {"revision": "0", "visited_at": "20260-07-01T09:00"},
            "a visit on 30 February": {"revision": "0", "visited_at": "2026-02-30T09:00"},
            "a score typed on an older state": {"revision": "77", "s_B1": "1"},
        },
    ),
    *group(
        "assessor",
        of_sheet("kirim/"),
        {
            "submitted with a score missing": lambda world: {"revision": world.sheet.revision},
            "submitted on a state that is not": {"revision": "77"},
        },
    ),
    *group(
        "committee",
        lambda world: f"/panitia/penilaian/lembar/{world.sheet.pk}/buka/",
        {"a sheet reopened without a reason": {"reason": ""}},
    ),
]

# What the administration and those who come in send

NEW_ACCOUNT = "/akun/tambah/"
ACCOUNTS = [
    *group(
        "admin",
        NEW_ACCOUNT,
        {
            "an account without a name": {"role": "assessor"},
            "an account of an unknown role": {"display_name": "Siti", "role": "raja"},
            "an operator without a kelurahan": {"display_name": "Siti", "role": "operator"},
            "an operator of 30 digits": {"display_name": "Siti", "role": "operator", "kelurahan": HUGE},
            "an account with a NUL in its name": {"display_name": NUL, "role": "assessor"},
            "an account of 10,000 letters": {"display_name": LONG, "role": "assessor"},
        },
    ),
    *group("admin", "/akun/slip/", {"slips for 30 digits": {"user": [HUGE]}, "slips for nobody": {"x": "y"}}),
    *group("admin", "/akun/impor/", {"accounts sheet: no file": {"x": "y"}}),
    *group(
        "admin",
        "/akun/impor/",
        {
            "accounts sheet: a PDF": lambda world: {"file": SimpleUploadedFile("akun.xlsx", b"%PDF-1.7")},
            "accounts sheet: other columns": lambda world: {"file": SimpleUploadedFile("akun.csv", b"a,b\n1,2\n")},
            "accounts sheet: an unknown role": lambda world: {
                "file": SimpleUploadedFile("akun.csv", b"nama,peran\nSiti,raja\n")
            },
        },
        says="Belum ada yang disimpan",
    ),
    *group("auditor", "/akun/saya/", {"an e-mail that is none": {"email": "bukan"}, "a long one": {"email": LONG}}),
]


def slip(**changes: str) -> Sent:
    """A slip that would let its owner in, but for what is changed."""

    def sent(world: World) -> Data:
        [made] = issue_slips(users=[world.people["nobody"]], by=world.people["admin"], now=timezone.now())
        good = {"username": made.user.username, "code": made.code}
        return {**good, "password": "sawah-hijau-77", "password_again": "sawah-hijau-77", **changes}

    return sent


COMING_IN = [
    *group(
        "anonymous",
        "/masuk/slip/",
        {
            "slip: nothing filled in": {"username": ""},
            "slip: a wrong code": slip(code="AAAAA-AAAAA"),
            "slip: passwords that differ": slip(password_again="lain-sekali-77"),
            "slip: a plain password": slip(password="12345", password_again="12345"),
            "slip: an account that is NUL": slip(username=NUL),
            "slip: an account of 10,000 letters": slip(username=LONG),
            "slip: a password of 10,000 letters": slip(password=LONG, password_again=LONG),
        },
    ),
    *group(
        "anonymous",
        "/masuk/",
        {
            "sign-in: a wrong password": {"login": "siapa", "password": "salah"},
            "sign-in: NUL": {"login": NUL, "password": NUL},
            "sign-in: 10,000 letters": {"login": LONG, "password": LONG},
        },
    ),
]

# Decisions and results


def result(act: str, **more: str) -> Sent:
    return lambda world: {f"{act}-result": Result.objects.get(edition__slug=DRAFTED).pk, **more}


def decision(**changes: str) -> Data:
    return {"place": "0", "d0-kind": "over_budget", "d0-facts": "Rp7000000 > Rp1", "d0-reason": "Ya", **changes}


DECISIONS = [
    *group(
        "committee",
        f"/panitia/{DECIDING}/keputusan/",
        {
            "decided without a reason": decision(**{"d0-reason": ""}),
            "decided on other facts": decision(**{"d0-facts": "Rp1 > Rp0"}),
            "decided on an unknown kind": decision(**{"d0-kind": "undian"}),
            "decided at place 30 digits": decision(place=HUGE, **{"d0-reason": NUL}),
        },
    ),
    *group("committee", f"/panitia/{DECIDING}/hasil/susun/", {"drafted over a blocker": {"draft-sure": "on"}}),
    *group("committee", f"/panitia/{READY}/hasil/susun/", {"drafted without a confirmation": {"x": "y"}}),
    *group("committee", f"/panitia/{DRAFTED}/hasil/susun/", {"drafted twice": {"draft-sure": "on"}}),
    *group("publisher", f"/panitia/{DRAFTED}/hasil/setujui/", {"approved without a confirmation": result("approve")}),
    *group(
        "publisher",
        f"/panitia/{DRAFTED}/hasil/terbitkan/",
        {"published before it is approved": result("publish", **{"publish-sure": "on"})},
    ),
    *group("committee", f"/panitia/{DRAFTED}/hasil/buang/", {"discarded without a reason": result("discard")}),
    *group(
        "publisher",
        f"/panitia/{DRAFTED}/hasil/setujui/",
        {"approved: a result of 30 digits": {"approve-result": HUGE, "approve-sure": "on"}},
        unknown=True,
    ),
]

UNKNOWN = unknown(
    {
        "an entry of 30 digits": ("operator", f"/usulan/{HUGE}/ajukan/"),
        "verified beyond 64 bits": ("verifier", f"/kecamatan/usulan/{BEYOND}/verifikasi/"),
        "a sheet of 30 digits": ("assessor", f"/penilaian/{HUGE}/"),
        "a visit closed of 30 digits": ("lead", f"/penilaian/tim/{HUGE}/tutup/"),
        "a role ended beyond 64 bits": ("admin", f"/akun/1/peran/{BEYOND}/akhiri/"),
        "a member of 30 digits": ("committee", f"/panitia/penilaian/tim/anggota/{HUGE}/"),
    }
)

TABLE = [
    *(*NOMINATIONS, *EVIDENCE, *ROSTER, *VERIFICATION, *EDITIONS, *TEAMS, *SHEETS),
    *(*ACCOUNTS, *COMING_IN, *DECISIONS, *UNKNOWN),
]
