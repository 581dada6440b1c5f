"""The tabs of hasil.xlsx that compute the result anew: rules, anonymous scores, and formulas from one to the other.

The formulas themselves are in `recount_formulas`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from openpyxl.utils import get_column_letter

from rt_registry.spreadsheets.writing import RUPIAH, TEXT, WHOLE, Formula, SheetColumn, SheetData, Writable
from scoring.domain.aggregation import TRIMMED_FROM
from scoring.domain.rules import ASPECTS, Aggregation, Mode, Rules
from scoring.domain.tally import EntryState
from scoring.exports.recount_formulas import COLUMN, FIGURES, HEADERS, IN_STEPS, PATTERNS, PLAIN, SAME, filled


RULES: Final = "Aturan"
SCORES: Final = "Lembar nilai"
RECOUNT: Final = "Hitung ulang"
SAFE: Final = 10**14
"""Below it a spreadsheet program divides whole numbers without a fault; a double would hold 2 ** 53."""
EXACT: Final = 2**53

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """What is recounted: the entries in the order of the tab "Hasil", each with its scores in the order of `codes`."""

    rules: Rules
    codes: Sequence[str]
    entries: Sequence[Entry]
    decisions: Sequence[Mapping[str, Any]]

    @property
    def is_readable(self) -> bool:
        """Whether scores and rules belong together; somebody may have made the stored ones unreadable."""
        return {one.code for one in self.rules.indicators} == set(self.codes)

    @cached_property
    def last_score(self) -> int:
        """The last row of the scores; there is always one, be it empty."""
        return max(3, 2 + sum(len(entry["values"]) for entry in self.entries))

    @property
    def last_entry(self) -> int:
        return max(3, 2 + len(self.entries))

    @property
    def chosen(self) -> int:
        """The number of the entry that a decision made best in the city; 0: none."""
        codes = [entry["entry"] for entry in self.entries]
        choices = [made["choice"] for made in self.decisions if made["code"] == "best_in_city_tie" and made["choice"]]
        return codes.index(choices[0]) + 1 if choices and choices[0] in codes else 0

    @cached_property
    def is_safe(self) -> bool:
        """Whether the plain formula of the total stays among numbers that every program divides without a fault."""
        weights, rules = self.rules.weight_sums(), self.rules
        product = weights["bersih"] * weights["aman"] * weights["pintar"] * rules.aspect_weights.total()
        sheets = max((len(entry["values"]) for entry in self.entries), default=0)
        return 20_001 * sheets * rules.scale_max * product < SAFE


def recount_tabs(source: Source) -> tuple[list[SheetData], dict[str, str]]:
    """The three tabs, and the names that their formulas use for cells."""
    rules, names = _rules_tab(source)
    return [rules, _scores_tab(source), _recount_tab(source)], names


def _rules_tab(source: Source) -> tuple[SheetData, dict[str, str]]:
    settings = list(_settings(source))
    categories = source.rules.categories
    first_category = len(settings) + 4
    first_indicator = first_category + len(categories) + 2
    spans = _spans(source, first_indicator)
    names = {name: f"{RULES}!$B${row}" for row, (_what, name, _value) in enumerate(settings, 2)}
    for column, name in (("A", "kategori_kode"), ("B", "kategori_mulai"), ("D", "kategori_hadiah")):
        names[name] = f"{RULES}!${column}${first_category}:${column}${first_category + len(categories) - 1}"
    names["kategori_kencana"] = names["kategori_hadiah"].replace("$D", "$E")
    totals = {f"bobot_{aspect}": Formula(f"SUM(C{first}:C{last})") for aspect, (first, last) in spans.items()}
    rows: list[tuple[Writable, ...]] = [
        (what, totals.get(name, value), name, None, None) for what, name, value in settings
    ]
    rows += [(None,) * 5, ("kategori", "mulai KK", "sampai KK", "hadiah (Rp)", "hadiah Kencana (Rp)")]
    rows += [(c.code, c.min_kk, c.max_kk, c.prize, c.prize_on("kencana")) for c in categories]
    rows += [(None,) * 5, ("indikator", "aspek", "bobot", None, None)]
    rows += [(one.code, str(one.aspect), one.weight, None, None) for one in _in_order(source)]
    columns = (
        SheetColumn("aturan", width=68),
        SheetColumn("nilai", WHOLE, 14),
        SheetColumn("nama dalam rumus", width=20),
    )
    more = (SheetColumn("", WHOLE, 16), SheetColumn("", WHOLE, 20))
    return SheetData(RULES, (*columns, *more), rows, has_filter=False), names


def _settings(source: Source) -> Iterator[tuple[str, str, Writable]]:
    rules, weights = source.rules, source.rules.aspect_weights
    yield "nilai tertinggi pada skala", "skala", rules.scale_max
    yield "kuorum: lembar nilai paling sedikit", "kuorum", rules.quorum
    yield (
        "1 = satu nilai terendah dan tertinggi tidak dihitung",
        "dipangkas",
        int(rules.aggregation == Aggregation.TRIMMED),
    )
    yield "tidak dihitung mulai dari berapa lembar", "pangkas_mulai", TRIMMED_FROM
    yield "nilai lulus, dalam perseratus", "nilai_lulus", int(rules.pass_mark * 100)
    yield "batas minimal tiap aspek, dalam perseratus", "batas_aspek", int(rules.aspect_floor * 100)
    yield (
        "pemenang tiap kategori dan jalur (0 = semua yang lulus)",
        "jumlah_pemenang",
        (rules.top_n if rules.mode == Mode.TOP_N else 0),
    )
    yield "tambahan hadiah terbaik se-kota (0 = tidak ada)", "hadiah_terbaik", rules.best_in_city_prize
    yield "nomor peserta yang diputuskan terbaik jika nilainya sama (0 = tidak ada)", "keputusan_terbaik", source.chosen
    yield "bobot aspek Bersih", "aspek_bersih", weights.bersih
    yield "bobot aspek Aman", "aspek_aman", weights.aman
    yield "bobot aspek Pintar", "aspek_pintar", weights.pintar
    yield "jumlah bobot aspek", "jumlah_aspek", Formula("SUM(aspek_bersih,aspek_aman,aspek_pintar)")
    for aspect in ASPECTS:
        yield f"jumlah bobot indikator {aspect.capitalize()}", f"bobot_{aspect}", None


def _in_order(source: Source) -> list[Any]:
    weights = {one.code: one for one in source.rules.indicators}
    return [weights[code] for code in source.codes]


def _spans(source: Source, first: int) -> dict[str, tuple[int, int]]:
    """From which place to which the indicators of each aspect stand; they stand together."""
    aspects = [str(one.aspect) for one in _in_order(source)]
    return {a: (first + aspects.index(a), first + aspects.index(a) + aspects.count(a) - 1) for a in map(str, ASPECTS)}


def _scores_tab(source: Source) -> SheetData:
    """One row per entry and k: the k-th lowest score of each indicator. No row is an assessor."""
    n = len(source.codes)
    columns = [SheetColumn("no", WHOLE, 6), SheetColumn("rt", TEXT, 30), SheetColumn("urutan", WHOLE, 8)]
    columns += [SheetColumn(code, WHOLE, 5) for code in source.codes]
    columns += [SheetColumn("ikut", WHOLE, 6), *(SheetColumn(aspect, WHOLE, 9) for aspect in ASPECTS)]
    first_weight = len(list(_settings(source))) + 4 + len(source.rules.categories) + 2
    weights = tuple(Formula(f"{RULES}!$C${first_weight + at}") for at in range(n))
    head = (None, "bobot", None, *weights, *(None,) * 4)
    return SheetData(SCORES, columns, [head, *_score_rows(source)], frozen="D3", has_filter=False)


def _score_rows(source: Source) -> Iterator[tuple[Writable, ...]]:
    spans = _spans(source, 4)
    counted = get_column_letter(4 + len(source.codes))
    sheets = f"INDEX('{RECOUNT}'!${COLUMN['lembar']}$3:${COLUMN['lembar']}${source.last_entry},$A{{row}})"
    row = 3
    for number, entry in enumerate(source.entries, 1):
        for k, values in enumerate(entry["values"], 1):
            n = sheets.format(row=row)
            kept = f"IF(AND(dipangkas=1,{n}>=pangkas_mulai,OR($C{row}=1,$C{row}={n})),0,1)"
            sums = []
            for first, last in spans.values():
                span = f"{get_column_letter(first)}{{0}}:{get_column_letter(last)}{{0}}"
                weights = f"${get_column_letter(first)}$2:${get_column_letter(last)}$2"
                sums.append(Formula(f"${counted}{row}*SUMPRODUCT({weights},{span.format(row)})"))
            yield (number, entry["label"], k, *values, Formula(kept), *sums)
            row += 1


_WIDE: Final = {"rt": 30, "peserta": 22, "pembilang": 16, "penyebut": 14, "kunci_1": 12, "kunci_2": 12, "hadiah": 16}


def _recount_tab(source: Source) -> SheetData:
    """Figures in hundredths, keys of the order of merit, ranks, winners, prizes, and whether "Hasil" says the same."""
    columns = [SheetColumn(name, RUPIAH if name == "hadiah" else "General", _WIDE.get(name, 10)) for name in HEADERS]
    rows = [_entry_row(source, number, entry) for number, entry in enumerate(source.entries, 1)]
    last, judged, biggest = source.last_entry, COLUMN["hasil"], COLUMN["pembilang"]
    verdict = Formula(
        f'IF(MAX({biggest}3:{biggest}{last})>{EXACT},"TIDAK DIHITUNG: bobotnya terlalu besar untuk lembar kerja",'
        f'IF(COUNTIF({judged}3:{judged}{last},"sama")={len(source.entries)},'
        f'"SAMA: semua {len(source.entries)} peserta",'
        f'"BEDA: "&({len(source.entries)}-COUNTIF({judged}3:{judged}{last},"sama"))&" peserta"))'
    )
    prizes = Formula(f"SUM({COLUMN['hadiah']}3:{COLUMN['hadiah']}{last})")
    above = [("hasil", verdict, "jumlah hadiah (Rp)", prizes)]
    return SheetData(RECOUNT, columns, rows, above=above, frozen="D3", has_filter=False)


def _entry_row(source: Source, number: int, entry: Entry) -> tuple[Writable, ...]:
    row, last = number + 2, source.last_entry
    formulas = _formulas(source, entry, row, last)
    typed: dict[str, Writable] = {
        "no": number,
        "rt": entry["label"],
        "peserta": entry["entry"],
        "jalur": entry["track"],
        "jumlah_kk": entry["kk"],
        "dinilai": int(entry["state"] == EntryState.COUNTED),
    }
    if not entry["values"]:
        typed["lembar"] = entry["sheets"]
    return tuple(typed[name] if name in typed else Formula(formulas[name]) for name in HEADERS)


def _formulas(source: Source, entry: Entry, row: int, last: int) -> dict[str, str]:
    """The formulas of one row, by column."""
    categories = [category.code for category in source.rules.categories]
    stored = categories.index(entry["category"]) + 1 if entry["category"] in categories else 1
    scores = f"'{SCORES}'!$A$3:$A${source.last_score}"
    at = 5 + len(source.codes)
    points = {
        f"poin_{aspect}": f"SUMIF({scores},{{no}},'{SCORES}'!${letter}$3:${letter}${source.last_score})"
        for aspect, letter in zip(ASPECTS, map(get_column_letter, range(at, at + 3)), strict=True)
    }
    numerator, denominator = PLAIN if source.is_safe else IN_STEPS
    patterns = {
        "kategori_ke": f"IFERROR(MATCH({{jumlah_kk}},kategori_mulai,1),{stored})",
        "lembar": f"COUNTIF({scores},{{no}})",
        **points,
        **FIGURES,
        "pembilang": f'IF({{lengkap}}=1,{numerator},"")',
        "penyebut": f'IF({{lengkap}}=1,{denominator},"")',
        **PATTERNS,
        "hasil": SAME.replace("@", str(row - 1)),
    }
    return {name: filled(pattern, row=row, last=last) for name, pattern in patterns.items()}
