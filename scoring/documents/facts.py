"""What a document is made of: stored facts alone, so that the same facts give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from bantar.web import formats
from scoring.documents import words
from scoring.documents.typesetting import qr_svg
from scoring.domain.rules import Rules
from scoring.enums import EntryState
from scoring.models import Decree, Minutes, Result, ResultEntry


@dataclass(frozen=True)
class Facts:
    """A result with its rows, what was entered about it, and the codes of the document; None of them: a draft.

    `categories` are codes, the largest neighbourhoods first; `entries` come by kecamatan, category and code. `codes` by
    entry; None is the document's own.
    """

    result: Result
    rules: Rules
    version: int
    categories: Sequence[str]
    entries: Sequence[ResultEntry]
    decree: Decree | None
    minutes: Minutes | None
    dated: datetime
    site: str
    addresses: "Addresses"
    fingerprint: str
    codes: Mapping[int | None, str] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return not self.codes

    @cached_property
    def winners(self) -> list[ResultEntry]:
        return [entry for entry in self.entries if entry.winner]

    @cached_property
    def ranked(self) -> list[ResultEntry]:
        return [entry for entry in self.entries if entry.state == EntryState.RANKED]

    @property
    def sheets_counted(self) -> int:
        """Those that figures were made of; sheets of an entry without a rank are in no figure."""
        return sum(entry.sheets for entry in self.ranked)

    @property
    def prize_total(self) -> int:
        """All prizes in rupiah, added up from the lines that the document prints."""
        return sum(entry.prize for entry in self.winners)


@dataclass(frozen=True)
class Addresses:
    """Paths on the site: the check of a code, the page of drafts, the result."""

    verification: str
    drafts: str
    result: str


def proof(facts: Facts, entry: int | None = None) -> dict[str, str]:
    """The code in print, its address and its QR; a draft leads to the page that says what a draft is."""
    code = facts.codes.get(entry, "")
    path = f"{facts.addresses.verification}{code}/" if code else facts.addresses.drafts
    address = f"{facts.site}{path}"
    return {"code": code, "address": address, "qr": qr_svg(address)}


def common(facts: Facts, title: str) -> dict[str, Any]:
    """What every document says."""
    result = facts.result
    return {
        "title": f"{words.DRAFT}: {title}" if facts.is_draft else title,
        "author": words.OWNER,
        "owner": words.OWNER,
        "simulated": result.simulated,
        "draft": facts.is_draft,
        "edition": result.edition.name,
        "version": str(facts.version),
        "digest": result.digest,
        "fingerprint": facts.fingerprint,
        "result_address": f"{facts.site}{facts.addresses.result}",
        "verification_address": f"{facts.site}{facts.addresses.verification}",
        **proof(facts, None),
    }


def decree_words(decree: Decree | None) -> dict[str, str]:
    """The decree as documents name it; dots to be filled in while there is none."""
    if decree is None:
        blank = words.BLANK
        return {"number": blank, "dated": blank, "place": "Jambi", "signatory": blank, "position": "WALI KOTA JAMBI"}
    return {
        "number": decree.number,
        "dated": formats.tanggal(decree.dated),
        "place": decree.place,
        "signatory": decree.signatory,
        "position": decree.signatory_position,
    }


def by_kecamatan(entries: Sequence[ResultEntry]) -> list[tuple[str, list[ResultEntry]]]:
    """The entries of each kecamatan with its name, in the order of the official codes."""
    groups = groupby(entries, key=lambda entry: entry.kecamatan_code)
    listed = [list(group) for _code, group in groups]
    return [(group[0].kecamatan, group) for group in listed]


def counted(entries: Sequence[ResultEntry], categories: Sequence[str]) -> dict[str, Any]:
    """Winners by category, in all, and their prizes."""
    return {
        "by_category": [formats.number(sum(e.category == code for e in entries)) for code in categories],
        "winners": formats.number(len(entries)),
        "prize": formats.number(sum(e.prize for e in entries)),
    }


def recap(facts: Facts) -> dict[str, Any]:
    """Winners and prizes by kecamatan and category, with the sums of the city."""
    return {
        "categories": [words.category(code) for code in facts.categories],
        "rows": [{"name": name, **counted(group, facts.categories)} for name, group in by_kecamatan(facts.winners)],
        "city": counted(facts.winners, facts.categories),
    }
