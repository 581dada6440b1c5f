"""Certificates (piagam), one page for each winner."""

from collections.abc import Callable
from typing import Any, Final

from bantar.web import formats
from competitions.enums import Track
from scoring.documents import words
from scoring.documents.facts import Facts, common, decree_words, proof
from scoring.documents.typesetting import typeset
from scoring.domain.terbilang import rupiah_in_words
from scoring.models import ResultEntry


TEMPLATE: Final = "certificate.typ"
IN_A_PREVIEW: Final = 6
AT_A_TIME: Final = 8
"""How many are drawn before it is said how far the work is."""


def certificates_pdf(facts: Facts, told: Callable[[int], None] = lambda done: None) -> bytes:
    """All certificates in one file. `told` hears how many are drawn; a draft shows the first few alone."""
    winners = facts.winners[:IN_A_PREVIEW] if facts.is_draft else facts.winners
    sheets = []
    for done, entry in enumerate(winners, start=1):
        sheets.append(_sheet(facts, entry))
        if done % AT_A_TIME == 0:
            told(done)
    data = {
        **common(facts, f"Piagam Pemenang {facts.result.edition.name}"),
        "decree": decree_words(facts.decree),
        "sheets": sheets,
    }
    pdf = typeset(TEMPLATE, data, dated=facts.dated)
    told(len(winners))
    return pdf


def _sheet(facts: Facts, entry: ResultEntry) -> dict[str, Any]:
    return {
        "label": entry.label,
        "kelurahan": entry.kelurahan,
        "kecamatan": entry.kecamatan,
        "category": words.category(entry.category),
        "kencana": entry.track == Track.KENCANA,
        "best": entry.best_in_city,
        "score": formats.score(entry.total),
        "prize": formats.rupiah(entry.prize),
        "words": rupiah_in_words(entry.prize),
        **proof(facts, entry.pk),
    }
