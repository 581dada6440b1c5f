"""The prize hand-over list (daftar serah terima hadiah), to be signed by whoever receives."""

from itertools import count
from typing import Any, Final

from bantar.web import formats
from scoring.documents import words
from scoring.documents.facts import Facts, by_kecamatan, common, decree_words
from scoring.documents.typesetting import typeset
from scoring.domain.terbilang import rupiah_in_words
from scoring.models import ResultEntry


TEMPLATE: Final = "handover.typ"


def handover_pdf(facts: Facts) -> bytes:
    numbers = count(1)
    total = facts.prize_total
    data = {
        **common(facts, f"Daftar Serah Terima Hadiah {facts.result.edition.name}"),
        "decree": decree_words(facts.decree),
        "kecamatan": [
            {
                "name": name,
                "rows": [_row(entry, next(numbers)) for entry in group],
                "winners": formats.number(len(group)),
                "prize": formats.number(sum(entry.prize for entry in group)),
            }
            for name, group in by_kecamatan(facts.winners)
        ],
        "total": {
            "winners": formats.number(len(facts.winners)),
            "prize": formats.number(total),
            "words": rupiah_in_words(total),
        },
    }
    return typeset(TEMPLATE, data, dated=facts.dated)


def _row(entry: ResultEntry, number: int) -> dict[str, Any]:
    return {
        "no": str(number),
        "odd": number % 2 == 1,
        "label": words.rts_of(entry),
        "kelurahan": entry.kelurahan,
        "category": ", ".join([words.category(entry.category), *words.distinctions(entry)]),
        "prize": formats.number(entry.prize),
    }
