"""The annex of the mayor's decree (lampiran keputusan): who wins what, by kecamatan and category."""

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from bantar.web import formats
from scoring.documents import words
from scoring.documents.facts import Facts, by_kecamatan, common, decree_words, recap
from scoring.documents.typesetting import typeset
from scoring.domain.terbilang import rupiah_in_words
from scoring.models import ResultEntry


TEMPLATE: Final = "annex.typ"


def annex_pdf(facts: Facts) -> bytes:
    numbers = count(1)
    total = facts.prize_total
    data = {
        **common(facts, f"Lampiran Keputusan Wali Kota Jambi: Pemenang {facts.result.edition.name}"),
        "decree": decree_words(facts.decree),
        "kecamatan": [
            {"name": name, "categories": _categories(facts, group, numbers), **_sum(group)}
            for name, group in by_kecamatan(facts.winners)
        ],
        "recap": recap(facts),
        "total": {
            "winners": formats.number(len(facts.winners)),
            "rts": formats.number(words.rt_count(facts.winners)),
            "prize": formats.number(total),
            "words": rupiah_in_words(total),
        },
        "has_kencana": any("Kencana" in words.distinctions(entry) for entry in facts.winners),
        "has_best": any(entry.best_in_city for entry in facts.winners),
    }
    return typeset(TEMPLATE, data, dated=facts.dated)


def _categories(facts: Facts, group: Sequence[ResultEntry], numbers: "count[int]") -> list[dict[str, Any]]:
    ranges = {one.code: words.category_range(one) for one in facts.rules.categories}
    parts = []
    for code in facts.categories:
        entries = [entry for entry in group if entry.category == code]
        if entries:
            rows = [_row(entry, next(numbers)) for entry in entries]
            parts.append({"name": words.category(code), "range": ranges.get(code, ""), "rows": rows, **_sum(entries)})
    return parts


def _row(entry: ResultEntry, number: int) -> dict[str, str]:
    return {
        "no": str(number),
        "label": words.rts_of(entry),
        "said": ", ".join(words.distinctions(entry)),
        "kelurahan": entry.kelurahan,
        "score": formats.score(entry.total),
        "prize": formats.number(entry.prize),
        "words": rupiah_in_words(entry.prize),
    }


def _sum(entries: Sequence[ResultEntry]) -> dict[str, str]:
    prize = sum(entry.prize for entry in entries)
    return {
        "winners": formats.number(len(entries)),
        "prize": formats.number(prize),
        "prize_words": rupiah_in_words(prize),
    }
