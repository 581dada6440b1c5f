"""A slow, obvious tally, written from the words of DOMAIN 7 and CONTRACT 6 alone.

It imports nothing of the project: it shares neither code nor shortcuts with what it checks. Rules come as the edition
file (CONTRACT 4); an entry is {"entry", "track", "kk", "state", "sheets": [{"B1": 3, ...}, ...]}.
"""

from fractions import Fraction


ASPECTS = {"bersih": "B", "aman": "A", "pintar": "P"}
ORDER_OF_MERIT = ("total", "bersih", "aman", "pintar")


def round_half_up(value):
    """To two decimals, by the digits: keep what is whole, look at the rest, and let exactly half go up."""
    hundredths = value * 100
    whole = hundredths.numerator // hundredths.denominator
    rest = hundredths - whole
    return Fraction(whole + (1 if rest >= Fraction(1, 2) else 0), 100)


def as_text(value):
    cents = int(value * 100)
    return f"{cents // 100}.{cents % 100:02d}"


def category_of(kk, edition):
    for category in edition["categories"]:
        if kk >= category["min_kk"] and (category["max_kk"] is None or kk <= category["max_kk"]):
            return category
    raise AssertionError(f"no category for {kk}")


def mean_of(scores, edition):
    kept = sorted(scores)
    if edition["aggregation"] == "trimmed" and len(scores) >= 5:
        kept = kept[1:-1]
    return Fraction(sum(kept), len(kept))


def aspect_value(sheets, letter, edition):
    weights = {code: w for code, w in edition["indicator_weights"].items() if code.startswith(letter)}
    means = {code: mean_of([sheet[code] for sheet in sheets], edition) for code in weights}
    weighted = sum((weights[code] * means[code] for code in weights), Fraction(0))
    return 100 * weighted / (edition["scale_max"] * sum(weights.values()))


def figures_of(sheets, edition):
    exact = {aspect: aspect_value(sheets, letter, edition) for aspect, letter in ASPECTS.items()}
    weights = edition["aspect_weights"]
    total = sum((weights[a] * exact[a] for a in ASPECTS), Fraction(0)) / sum(weights.values())
    return {name: round_half_up(value) for name, value in {**exact, "total": total}.items()}


def failed_test_of(figures, edition):
    for aspect in ASPECTS:
        if figures[aspect] < Fraction(edition["aspect_floor"]):
            return aspect
    return "total" if figures["total"] < Fraction(edition["pass_mark"]) else None


def is_better(one, other):
    for step in ORDER_OF_MERIT:
        if one[step] != other[step]:
            return one[step] > other[step]
    return False


def is_equal(one, other):
    return all(one[step] == other[step] for step in ORDER_OF_MERIT)


def deciding_step(row, group):
    if any(is_equal(row["figures"], other["figures"]) for other in group if other is not row):
        return "shared"
    better = [other["figures"] for other in group if is_better(other["figures"], row["figures"])]
    if not better:
        return "total"
    just_above = next(f for f in better if not any(is_better(f, other) for other in better))
    return next(step for step in ORDER_OF_MERIT if just_above[step] != row["figures"][step])


def empty_row(entry, edition):
    return {
        "entry": entry["entry"],
        "track": entry["track"],
        "category": category_of(entry["kk"], edition)["code"],
        "kk": entry["kk"],
        "state": entry["state"],
        "sheets": len(entry["sheets"]),
        "bersih": None,
        "aman": None,
        "pintar": None,
        "total": None,
        "passed": False,
        "failed_test": None if entry["state"] in ("not_assessed", "disqualified") else "quorum",
        "rank": None,
        "decided_by": None,
        "winner": False,
        "best_in_city": False,
        "prize": 0,
    }


def same_group(row, rows):
    return [r for r in rows if r["track"] == row["track"] and r["category"] == row["category"]]


def assessed_rows(edition, entries):
    """Every entry with its figures and tests, and the blockers of single entries."""
    rows, blockers = [], []
    for entry in entries:
        row = empty_row(entry, edition)
        rows.append(row)
        if entry["state"] == "unvisited":
            blockers.append(("unvisited", entry["entry"]))
        elif entry["state"] == "counted" and len(entry["sheets"]) < edition["quorum"]:
            blockers.append(("quorum", entry["entry"]))
        elif entry["state"] == "counted":
            row["figures"] = figures_of(entry["sheets"], edition)
            row |= {name: as_text(value) for name, value in row["figures"].items()}
            row["failed_test"] = failed_test_of(row["figures"], edition)
            row["passed"] = row["failed_test"] is None
    return rows, blockers


def prize_of(row, category):
    """Kencana has a prize of its own where the category names one, be it 0."""
    own = category.get("kencana_prize") if row["track"] == "kencana" else None
    return category["prize"] if own is None else own


def tally(edition, entries):
    """Rows by entry code, the prize total, and the blockers as a sorted list of (code, what it is about)."""
    rows, blockers = assessed_rows(edition, entries)
    complete = [row for row in rows if "figures" in row]
    for row in complete:
        group = same_group(row, complete)
        row["rank"] = 1 + sum(is_better(other["figures"], row["figures"]) for other in group)
        row["decided_by"] = deciding_step(row, group)
    blockers += choose_winners(complete, edition)
    blockers += choose_best_in_city(complete, edition)
    for row in complete:
        prize = prize_of(row, category_of(row["kk"], edition)) if row["winner"] else 0
        row["prize"] = prize + (edition["best_in_city_prize"] if row["best_in_city"] else 0)
        del row["figures"]
    prize_total = sum(row["prize"] for row in rows)
    if edition["budget"] is not None and prize_total > edition["budget"]:
        blockers.append(("over_budget", prize_total))
    return {row["entry"]: row for row in rows}, prize_total, sorted(blockers, key=str)


def choose_winners(complete, edition):
    blockers = set()
    passed = [row for row in complete if row["passed"]]
    for row in passed:
        if edition["mode"] == "threshold":
            row["winner"] = True
        else:
            better = [r for r in same_group(row, passed) if is_better(r["figures"], row["figures"])]
            row["winner"] = len(better) < edition["top_n"]
    if edition["mode"] == "top_n":
        for row in passed:
            if sum(r["winner"] for r in same_group(row, passed)) > edition["top_n"]:
                blockers.add(("tie_at_cut", f"{row['track']}/{row['category']}"))
    return sorted(blockers)


def choose_best_in_city(complete, edition):
    winners = [row for row in complete if row["winner"] and row["track"] == "reguler"]
    best = [row for row in winners if not any(is_better(other["figures"], row["figures"]) for other in winners)]
    if edition["best_in_city_prize"] == 0 or not best:
        return []
    if len(best) > 1:
        return [("best_in_city_tie", ", ".join(sorted(row["entry"] for row in best)))]
    best[0]["best_in_city"] = True
    return []
