"""The minutes of the tally (berita acara rekapitulasi): what was counted, by which rules, and who signs for it."""

from collections.abc import Mapping
from typing import Any, Final

from bantar.web import formats
from scoring.documents import words
from scoring.documents.facts import Facts, common, recap
from scoring.documents.typesetting import typeset
from scoring.domain.terbilang import rupiah_in_words, terbilang
from scoring.enums import EntryState
from scoring.models import Minutes


TEMPLATE: Final = "minutes.typ"

_DECIDED: Final = {
    "tie_at_cut": "Seri pada peringkat pemenang terakhir: semua peserta yang seri ditetapkan menang.",
    "best_in_city_tie": "Seri untuk terbaik se-kota: {choice}.",
    "over_budget": "Jumlah hadiah melebihi pagu anggaran: disetujui dengan alasan yang tercatat.",
}


def minutes_pdf(facts: Facts) -> bytes:
    total = facts.prize_total
    data = {
        **common(facts, f"Berita Acara Rekapitulasi Nilai {facts.result.edition.name}"),
        **_opening(facts.minutes),
        "figures": _figures(facts),
        "recap": recap(facts),
        "total": {"prize": formats.rupiah(total), "words": rupiah_in_words(total)},
        "rules": words.rules_in_short(facts.rules),
        "decisions": _decisions(facts),
        "drafted": formats.tanggal(words.local(facts.result.drafted_at)),
        "reason": facts.result.reason,
    }
    return typeset(TEMPLATE, data, dated=facts.dated)


def _opening(minutes: Minutes | None) -> dict[str, Any]:
    if minutes is None:
        nobody = {"name": words.BLANK, "position": "", "office": ""}
        return {
            "number": words.BLANK,
            "day": words.BLANK,
            "place": words.BLANK,
            "members": [nobody] * 3,
            "dated": words.BLANK,
        }
    return {
        "number": minutes.number,
        "day": words.day_in_words(minutes.dated),
        "dated": formats.tanggal(minutes.dated),
        "place": minutes.place,
        "members": [_member(one) for one in minutes.members],
    }


def _member(one: Mapping[str, str]) -> dict[str, str]:
    return {key: one.get(key, "") for key in ("name", "position", "office")}


def _figures(facts: Facts) -> list[dict[str, str]]:
    states = [entry.state for entry in facts.entries]
    pairs = [
        ("Peserta yang direkapitulasi", len(facts.entries)),
        ("Lembar nilai yang dihitung", facts.sheets_counted),
        ("Peserta yang dinilai lengkap dan diberi peringkat", len(facts.ranked)),
        ("Peserta yang tidak dinilai", states.count(EntryState.NOT_ASSESSED)),
        ("Peserta yang didiskualifikasi", states.count(EntryState.DISQUALIFIED)),
        ("Peserta yang lulus", sum(entry.passed for entry in facts.entries)),
        ("Peserta yang menang", len(facts.winners)),
    ]
    return [{"label": label, "value": formats.number(n), "words": terbilang(n)} for label, n in pairs]


def _decisions(facts: Facts) -> list[str]:
    """Those that the result counts on, in words; an entry by its name."""
    labels = {entry.entry: entry.label for entry in facts.entries}
    found = []
    for row in facts.result.inputs.get("decisions", ()):
        choice = labels.get(row.get("choice") or "", "tidak ada yang ditetapkan")
        found.append(_DECIDED.get(row["code"], row["code"]).format(choice=choice))
    return found
