"""The summary for the press: key figures, each with what it means, who won, and the rules in short."""

from collections.abc import Sequence
from typing import Any, Final

from bantar.web import formats
from scoring.documents import words
from scoring.documents.facts import Facts, by_kecamatan, common, decree_words, recap
from scoring.documents.typesetting import typeset
from scoring.domain.terbilang import rupiah_in_words
from scoring.enums import ResultStatus
from scoring.models import ResultEntry


TEMPLATE: Final = "press.typ"


def press_pdf(facts: Facts) -> bytes:
    data = {
        **common(facts, f"Ringkasan untuk Media: {facts.result.edition.name}"),
        "decree": decree_words(facts.decree) if facts.decree else None,
        "released": _released(facts),
        "lead": _lead(facts),
        "figures": _figures(facts),
        "recap": recap(facts),
        "best": [_best(entry) for entry in facts.winners if entry.best_in_city],
        "kecamatan": [
            {"name": name, "categories": _names(facts, group)} for name, group in by_kecamatan(facts.winners)
        ],
        "rules": words.rules_in_short(facts.rules),
        "reason": facts.result.reason,
    }
    return typeset(TEMPLATE, data, dated=facts.dated)


def _released(facts: Facts) -> str:
    """From when on it may be printed; nothing of a result is anybody's before."""
    result = facts.result
    if result.status == ResultStatus.PUBLISHED:
        return f"Diumumkan {formats.waktu(words.local(result.published_at))}."
    if result.publish_at is not None:
        return f"EMBARGO: tidak untuk disiarkan sebelum {formats.waktu(words.local(result.publish_at))}."
    return "EMBARGO: tidak untuk disiarkan sebelum hasilnya diumumkan di portal."


def _lead(facts: Facts) -> str:
    return (
        f"{formats.number(len(facts.winners))} dari {formats.number(len(facts.ranked))} peserta yang dinilai lengkap "
        f"memenangi {facts.result.edition.name} dengan hadiah seluruhnya {formats.rupiah(facts.prize_total)} "
        f"({rupiah_in_words(facts.prize_total)})."
    )


def _figures(facts: Facts) -> list[dict[str, str]]:
    """Each figure beside its definition, so that no two of them are taken for each other."""
    rows = [*_taken_part(facts), *_won(facts)]
    return [{"label": label, "value": value, "meaning": meaning} for label, value, meaning in rows]


def _taken_part(facts: Facts) -> Sequence[tuple[str, str, str]]:
    entries, ranked, quorum, number = facts.entries, facts.ranked, facts.rules.quorum, formats.number
    return [
        (
            "Peserta",
            number(len(entries)),
            (
                "RT, atau beberapa RT satu kelurahan yang maju bersama sebagai satu peserta, yang usulannya lolos "
                "verifikasi kecamatan."
            ),
        ),
        ("RT di dalamnya", number(words.rt_count(entries)), "Semua RT yang maju, juga yang maju bersama."),
        (
            "Peserta dinilai lengkap",
            number(len(ranked)),
            f"Peserta dengan paling sedikit {quorum} lembar nilai yang sah; hanya ini yang diberi peringkat.",
        ),
        (
            "Peserta tidak dinilai",
            number(len(entries) - len(ranked)),
            "Tidak dapat dikunjungi, didiskualifikasi, atau tidak lengkap.",
        ),
        (
            "Lembar nilai",
            number(facts.sheets_counted),
            (
                "Satu lembar: nilai seorang penilai atas satu peserta. Dihitung hanya yang diserahkan dan sah, dari "
                "peserta yang dinilai lengkap."
            ),
        ),
    ]


def _won(facts: Facts) -> Sequence[tuple[str, str, str]]:
    winners, number = facts.winners, formats.number
    return [
        ("Pemenang", number(len(winners)), "Peserta yang menang; satu peserta gabungan dihitung satu pemenang."),
        ("RT penerima predikat", number(words.rt_count(winners)), "Semua RT dalam peserta yang menang."),
        (
            "Bagian yang menang",
            formats.percent_of(len(winners), len(facts.ranked)),
            "Pemenang dibagi peserta dinilai lengkap.",
        ),
        (
            "KK pada peserta yang menang",
            number(sum(entry.kk for entry in winners)),
            "Jumlah kepala keluarga yang tercatat pada peserta saat diusulkan dan disahkan verifikator.",
        ),
        (
            "Hadiah",
            formats.rupiah(facts.prize_total),
            "Jumlah hadiah semua pemenang menurut kategorinya; peserta gabungan mendapat satu hadiah.",
        ),
    ]


def _best(entry: ResultEntry) -> str:
    return f"{entry.label}, Kecamatan {entry.kecamatan}, nilai total {formats.score(entry.total)}"


def _names(facts: Facts, group: Sequence[ResultEntry]) -> list[dict[str, Any]]:
    return [
        {"name": words.category(code), "names": [_name(entry) for entry in group if entry.category == code]}
        for code in facts.categories
        if any(entry.category == code for entry in group)
    ]


def _name(entry: ResultEntry) -> str:
    said = words.distinctions(entry)
    return f"{entry.label} ({', '.join(said)})" if said else entry.label
