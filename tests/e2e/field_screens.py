"""Every state that the app on the phone can show, as what a double of its store holds."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from bantar.accounts.models import User
from scoring.selectors.field_plan import field_plan


LONG_NAME: Final = "RT 03, 04, 05, 06, 07 dan 12 Simpang Sungai Duren Permai Kenali Besar Utara"
PERSON: Final = "Muhammad Zulkarnain Pratama Wijaya Kusuma bin Abdurrahman"
RECEIPT: Final = "YKT2-4C2N"
LATE: Final = {"code": "locked", "text": "Lembar sudah dikirim sebelum ini tiba."}
Held = dict[str, Any]
NEW, DRAFT, FULL, LONG_SCALE, TEN = 1, 2, 3, 4, 5


def phone_of(user: User) -> Held:
    """A phone with five visits; the plan is a real one, with longer names."""
    plan = {**asdict(field_plan(user)), "boundaries": {}}
    visit, (slug, rules) = plan["visits"][0], next(iter(plan["rules"].items()))
    visit |= {"note": "Ketua RT menunggu di balai RT; masuk lewat samping masjid Nurul Huda.", "day": str(visit["day"])}
    visit["members"] = [{"rt": "003", "kk": 118, "story": [{"year": 2020, "text": "Juara 2, kategori besar"}]}]
    plan["visits"] = [visit | {"id": number, "label": f"RT 0{number} Kenali Besar"} for number in (NEW, FULL)]
    plan["visits"] += [visit | {"id": DRAFT, "label": LONG_NAME, "day": "2020-02-03"}]
    plan["visits"] += [
        visit | {"id": LONG_SCALE, "edition": "hundred", "day": None},
        visit | {"id": TEN, "edition": "ten"},
    ]
    plan["rules"] = {
        slug: rules,
        "hundred": {"name": "Skala 100", "scale_max": 100, "levels": {}, "has_buttons": False},
        "ten": {"name": "Skala 10", "scale_max": 10, "levels": {"0": "buruk", "10": "sempurna"}, "has_buttons": True},
    }
    codes = [one["code"] for one in plan["indicators"]]
    return {
        "phase": "open",
        "plan": plan,
        "owners": [{"user": 1, "name": PERSON, "unsent": 9}],
        "unlock": {"ok": False, "triesLeft": 3, "waitSeconds": 0},
        "sheets": {DRAFT: draft(codes), FULL: full(codes)},
        "sync": {"online": False, "sending": False, "unsent": 9, "lastSent": None, "problem": None, "nextTry": None},
        "storage": {"persisted": True, "free": 1_200_000_000, "low": False},
        "update": False,
        "install": False,
        "refuses": "",
    }


def lines(codes: list[str], *states: str) -> Held:
    notes = {2: "Selokan di depan balai RT tersumbat."}
    return {
        code: {"value": at % 5, "note": notes.get(at, ""), "state": states[at % len(states)]}
        for at, code in enumerate(codes)
    }


def photos(codes: list[str], *states: str) -> list[Held]:
    return [{"id": f"{code}-{state}", "code": code, "state": state} for code in codes for state in states]


def draft(codes: list[str]) -> Held:
    held = {"lines": lines(codes[:9], "phone"), "photos": photos(codes[:1], "phone", "received")}
    return held | {"status": "draft", "state": "phone", "unsent": 10}


def full(codes: list[str]) -> Held:
    return {"lines": lines(codes, "phone", "received"), "status": "draft", "state": "phone", "unsent": 11}


def sent(state: str, **more: Any) -> Callable[[Held], None]:
    """The full sheet, submitted."""

    def change(phone: Held) -> None:
        codes = [one["code"] for one in phone["plan"]["indicators"]]
        kept = {"lines": lines(codes, "received"), "photos": photos(codes[:2], "received", "phone")}
        phone["sheets"][FULL] = kept | {
            "status": "submitted",
            "state": state,
            "receipt": RECEIPT,
            "submittedAt": "2026-02-03T04:05:06Z",
            **more,
        }

    return change


def undecided(phone: Held) -> None:
    phone["sheets"][DRAFT] |= {"conflicts": OTHERS, "unsent": 0, "state": "received"}
    phone["sync"] |= {"unsent": 0, "online": True}


def at(**values: Any) -> Callable[[Held], None]:
    return lambda phone: phone.update(values)


def sheet(number: int, **values: Any) -> Callable[[Held], None]:
    return lambda phone: phone["sheets"][number].update(values)


def syncing(**values: Any) -> Callable[[Held], None]:
    return lambda phone: phone["sync"].update(values)


def as_it_is(phone: Held) -> None:
    pass


@dataclass(frozen=True)
class Screen:
    """Where to look, on a phone changed in this way, and what is tapped first."""

    place: str
    change: Callable[[Held], None] = as_it_is
    taps: tuple[str, ...] = ()


OTHER: Final = {"message": "a", "phone": "Chrome, Android", "at": "2026-02-03T04:05:06Z"}
OTHERS: Final = [
    OTHER | {"code": "B3", "value": 1, "note": "Parit kotor."},
    OTHER | {"code": "visit", "place": "Balai RT", "note": ""},
]
KEPT: Final = [{"message": "c", "code": "B3", "kind": "line", "value": 2, "note": "", "reason": LATE, "at": ""}]
BAD_VALUE: Final = {"code": "bad_value", "text": "Nilai B1 harus bilangan bulat dari 0 sampai 4."}
REFUSED: Final = [{"id": "d", "code": "B1", "kind": "line", "value": 9, "note": "", "reason": BAD_VALUE}]
TWO: Final = [{"user": 1, "name": PERSON, "unsent": 121}, {"user": 2, "name": "Budi", "unsent": 0}]
BROKEN: Final = {"key": "rejected"}
CLOSED: Final = {"code": "visit_closed", "text": "Kunjungan sudah ditutup. Panitia dapat membukanya lagi."}


def handed_in(phone: Held) -> None:
    """One sheet just now, without a network; another was received long ago."""
    phone["sheets"][FULL] |= {"status": "submitting", "handedInAt": "2026-02-03T04:05:06Z"}
    phone["sheets"][DRAFT] |= {"status": "submitted", "state": "received", "handedInAt": "2020-02-03T04:05:06Z"}


SCREENS: Final[dict[str, Screen]] = {
    "first visit, choose a PIN": Screen("", at(phase="set_up"), ("form button",)),
    "locked": Screen("", at(phase="locked"), ("form button",)),
    "locked, several people": Screen("", at(phase="locked", owners=TWO), (".owner-button",)),
    "signed out": Screen("", at(phase="signed_out")),
    "nothing here and no network": Screen("", at(phase="offline_new")),
    "not an assessor": Screen("", at(phase="not_assessor")),
    "browser too old": Screen("", at(phase="unsupported")),
    "open in another tab": Screen("", at(phase="other_tab")),
    "day": Screen("#/"),
    "day, submitted without a network": Screen("#/", handed_in),
    "day without visits": Screen("#/", lambda phone: phone["plan"].update(visits=[])),
    "day, fetching": Screen("#/", at(plan=None)),
    "day with news": Screen(
        "#/", at(update=True, install=True, storage={"persisted": False, "free": 4e7, "low": True})
    ),
    "day, signed out": Screen("#/", syncing(problem={"key": "signed_out"}, online=True)),
    "day, refused by the server": Screen("#/", syncing(problem=BROKEN, online=True)),
    "day, needs a network to open": Screen("#/", syncing(problem={"key": "no_worker"}, online=True)),
    "day, received and undecided": Screen("#/", undecided),
    "day, everything received": Screen("#/", syncing(unsent=0, online=True, lastSent="2026-02-03T04:05:06Z")),
    "visit": Screen(f"#/kunjungan/{NEW}", taps=("details.disclose summary",)),
    "visit, kept and refused": Screen(
        f"#/kunjungan/{DRAFT}", sheet(DRAFT, kept=KEPT, refused=REFUSED, conflicts=OTHERS)
    ),
    "visit, closed": Screen(f"#/kunjungan/{DRAFT}", sheet(DRAFT, closed=CLOSED)),
    "sheet, new": Screen(f"#/lembar/{NEW}/A5"),
    "sheet, guide and note": Screen(f"#/lembar/{DRAFT}/B1", taps=("details summary", "details:has(textarea) summary")),
    "sheet, first tap": Screen(f"#/lembar/{NEW}/B1", taps=('[data-level="3"]',)),
    "sheet, a tap": Screen(f"#/lembar/{DRAFT}/B2", taps=('[data-level="4"]',)),
    "sheet, storage full": Screen(f"#/lembar/{NEW}/B1", at(refuses="storage_full"), ('[data-level="4"]',)),
    "sheet, two phones": Screen(f"#/lembar/{DRAFT}/B3", sheet(DRAFT, conflicts=OTHERS)),
    "sheet, up to 100": Screen(f"#/lembar/{LONG_SCALE}/B1"),
    "sheet, up to 10": Screen(f"#/lembar/{TEN}/B1"),
    "grid": Screen(f"#/kisi/{DRAFT}"),
    "place": Screen(f"#/tempat/{DRAFT}"),
    "summary, incomplete": Screen(f"#/ringkasan/{DRAFT}"),
    "summary, complete": Screen(f"#/ringkasan/{FULL}", sheet(FULL, waiting=["B1"])),
    "summary, storage full": Screen(f"#/ringkasan/{FULL}", at(refuses="storage_full"), ("#dock-acts .btn-primary",)),
    "submitted, on its way": Screen(f"#/terkirim/{FULL}", sheet(FULL, status="submitting")),
    "submitted, received": Screen(f"#/terkirim/{FULL}", sent("received"), ("details summary",)),
    "submitted, counted": Screen(f"#/terkirim/{FULL}", sent("counted")),
    "submitted, not counted": Screen(f"#/terkirim/{FULL}", sent("kept", notCounted=LATE, kept=KEPT)),
    "closed": Screen(f"#/terkirim/{DRAFT}", sheet(DRAFT, closed=CLOSED)),
    "two values": Screen(f"#/beda/{DRAFT}", sheet(DRAFT, conflicts=OTHERS)),
    "two values, none left": Screen(f"#/beda/{DRAFT}"),
    "this phone": Screen("#/hp", at(install=True)),
    "this phone, shared": Screen("#/hp", at(owners=[*TWO, {"user": 3, "name": "Budi", "unsent": 4}])),
    "this phone, little space": Screen("#/hp", at(storage={"persisted": False, "free": 4e7, "low": True})),
    "new PIN": Screen("#/hp/pin", taps=("form button",)),
    "sign out with unsent work": Screen("#/hp/keluar"),
    "sign out with nothing unsent": Screen("#/hp/keluar", syncing(unsent=0)),
}
