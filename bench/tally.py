"""The tally, and the tally stored, against the same ranking in plain SQL on the same database, in turn.

The plain SQL is what one would write by hand for an edition without trimming: sums, figures, tests, ranks, winners and
prizes in one statement. Where ours stores, it stores the same row of an entry: names, figures and the mean of each
indicator. It knows no ties at the cut, no best in the city, no budget, no decisions and no blockers, keeps no anonymous
sheets and makes no digest.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from competitions.models import Edition
from scoring.models import Result
from scoring.selectors.frozen import LiveResult, live_result
from scoring.selectors.tally import tally_of
from scoring.services.publication import store_rows
from scoring.services.result_rows import inputs_of


ROUNDS: Final = 15
AIM: Final = 2.0
COUNTING: Final = """
  WITH sheet AS (
    SELECT s.id, s.nomination_id FROM scoring_scoresheet s
    JOIN competitions_nomination n ON n.id = s.nomination_id
    WHERE n.edition_id = %(edition)s AND s.status = 'submitted' AND NOT EXISTS (
      SELECT 1 FROM scoring_conflictmark c
      WHERE c.nomination_id = s.nomination_id AND c.assessor_id = s.assessor_id AND c.lifted_at IS NULL)
  ), score AS (
    SELECT sheet.nomination_id, sheet.id AS sheet_id, i.aspect, COALESCE(w.weight, 1) AS weight, x.value
    FROM sheet JOIN scoring_score x ON x.sheet_id = sheet.id JOIN scoring_indicator i ON i.id = x.indicator_id
    LEFT JOIN scoring_indicatorweight w ON w.indicator_id = i.id AND w.rulebook_id = %(book)s
  ), weights AS (
    SELECT SUM(CASE WHEN i.aspect = 'bersih' THEN COALESCE(w.weight, 1) ELSE 0 END) AS b,
           SUM(CASE WHEN i.aspect = 'aman' THEN COALESCE(w.weight, 1) ELSE 0 END) AS a,
           SUM(CASE WHEN i.aspect = 'pintar' THEN COALESCE(w.weight, 1) ELSE 0 END) AS p
    FROM scoring_indicator i
    LEFT JOIN scoring_indicatorweight w ON w.indicator_id = i.id AND w.rulebook_id = %(book)s
  ), entry AS (
    SELECT nomination_id, COUNT(DISTINCT sheet_id) AS sheets,
           SUM(CASE WHEN aspect = 'bersih' THEN weight * value ELSE 0 END) AS b,
           SUM(CASE WHEN aspect = 'aman' THEN weight * value ELSE 0 END) AS a,
           SUM(CASE WHEN aspect = 'pintar' THEN weight * value ELSE 0 END) AS p
    FROM score GROUP BY nomination_id
  ), figures AS (
    SELECT e.nomination_id, e.sheets,
           (20000 * e.b + e.sheets * r.scale_max * w.b) / (2 * e.sheets * r.scale_max * w.b) AS bersih,
           (20000 * e.a + e.sheets * r.scale_max * w.a) / (2 * e.sheets * r.scale_max * w.a) AS aman,
           (20000 * e.p + e.sheets * r.scale_max * w.p) / (2 * e.sheets * r.scale_max * w.p) AS pintar,
           (20000 * (e.b * r.weight_bersih * w.a * w.p + e.a * r.weight_aman * w.b * w.p
                     + e.p * r.weight_pintar * w.b * w.a)
            + e.sheets * r.scale_max * w.b * w.a * w.p * (r.weight_bersih + r.weight_aman + r.weight_pintar))
           / (2 * e.sheets * r.scale_max * w.b * w.a * w.p * (r.weight_bersih + r.weight_aman + r.weight_pintar))
           AS total
    FROM entry e CROSS JOIN weights w JOIN scoring_rulebook r ON r.id = %(book)s WHERE e.sheets >= r.quorum
  )
"""
RANKED: Final = """
  SELECT n.code, f.sheets, f.bersih, f.aman, f.pintar, f.total,
         RANK() OVER (PARTITION BY n.track, n.category_code
                      ORDER BY f.total DESC, f.bersih DESC, f.aman DESC, f.pintar DESC) AS place,
         CASE WHEN f.total >= 100 * r.pass_mark AND f.bersih >= 100 * r.aspect_floor
               AND f.aman >= 100 * r.aspect_floor AND f.pintar >= 100 * r.aspect_floor
              THEN c.prize ELSE 0 END AS prize,
         n.label, k.code AS kelurahan_code, k.name AS kelurahan, d.code AS kecamatan_code, d.name AS kecamatan,
         n.track, n.category_code, n.kk %(more)s
  FROM figures f JOIN competitions_nomination n ON n.id = f.nomination_id %(joined)s
  JOIN rt_registry_kelurahan k ON k.id = n.kelurahan_id JOIN rt_registry_kecamatan d ON d.id = k.kecamatan_id
  JOIN scoring_rulebook r ON r.id = %%(book)s
  JOIN competitions_sizecategory c ON c.edition_id = n.edition_id AND c.code = n.category_code
  WHERE n.status IN ('verified', 'carried_out')
"""
MEANS: Final = """
  JOIN (SELECT nomination_id, %(json)s(code, CAST(mean / 100 AS text) || '.' || CAST(mean %%%% 100 AS text)) AS means
        FROM (SELECT t.nomination_id, i.code, (200 * SUM(x.value) + COUNT(*)) / (2 * COUNT(*)) AS mean
              FROM sheet t JOIN scoring_score x ON x.sheet_id = t.id JOIN scoring_indicator i ON i.id = x.indicator_id
              GROUP BY t.nomination_id, i.code) AS by_indicator
        GROUP BY nomination_id) AS m ON m.nomination_id = f.nomination_id
"""


def ranking_sql(*, store: bool) -> str:
    """The ranking as one statement; stored, with the mean of each indicator as JSON."""
    if not store:
        return COUNTING + RANKED % {"more": "", "joined": ""}
    json = "json_group_object" if connection.vendor == "sqlite" else "jsonb_object_agg"
    ranked = RANKED % {"more": ", m.means", "joined": MEANS % {"json": json}}
    return f"CREATE TEMPORARY TABLE bench_ranking AS {COUNTING}{ranked}"


@dataclass(frozen=True)
class TallyFigures:
    """One act beside the plain SQL; milliseconds are medians."""

    act: str
    entries: int
    milliseconds: float
    plain_sql: float
    ratio: float
    aim: float | None


def measure_tally(slug: str = "2020-1") -> list[TallyFigures]:
    """Tally against ranking; tally and store against ranking and storing; and the whole draft against the same."""
    edition = Edition.objects.get(slug=slug)
    rank, rank_and_store = (lambda: rank_in_sql(edition)), (lambda: rank_in_sql(edition, store=True))
    return [
        _measure(edition, "tally", lambda: tally_of(edition), rank, AIM),
        _measure(edition, "tally and store", lambda: _store(edition, live_result(edition)), rank_and_store, AIM),
        _measure(edition, "the whole draft: with sheets, digest", lambda: _draft(edition), rank_and_store, None),
    ]


def _measure(
    edition: Edition, name: str, act: Callable[[], object], yardstick: Callable[[], object], aim: float | None
) -> TallyFigures:
    act(), yardstick()
    pairs = [(_timed(act), _timed(yardstick)) for _ in range(ROUNDS)]
    mine, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    entries = edition.nominations.entered().count()
    return TallyFigures(name, entries, round(1000 * mine, 1), round(1000 * plain, 1), round(mine / plain, 2), aim)


def rank_in_sql(edition: Edition, *, store: bool = False) -> list[tuple[str, int, int]]:
    """The yardstick: (entry, total in hundredths, rank), made by one statement; stored, then taken away again."""
    params = {"edition": edition.pk, "book": edition.rulebook.pk}
    with connection.cursor() as cursor:
        cursor.execute(ranking_sql(store=store), params)
        if not store:
            return [(code, int(total), int(place)) for code, _n, _b, _a, _p, total, place, *_rest in cursor.fetchall()]
        cursor.execute("SELECT code, total, place FROM bench_ranking")
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE bench_ranking")
    return [(code, int(total), int(place)) for code, total, place in rows]


def _store(edition: Edition, live: LiveResult, inputs: Mapping[str, object] | None = None) -> None:
    """Write the rows as a draft does; nothing of it stays."""
    with transaction.atomic():
        result = Result.objects.create(
            edition=edition,
            rules=live.document["rules"],
            inputs=inputs or {},
            digest="0" * 64,
            prize_total=live.tally.prize_total,
            drafted_at=timezone.now(),
        )
        store_rows(result, live)
        transaction.set_rollback(True)


def _draft(edition: Edition) -> None:
    live = live_result(edition)
    live.digest()
    _store(edition, live, inputs=inputs_of(live.document))


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
