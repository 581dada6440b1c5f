-- The tally as one query: from score sheets and rule books to figures, ranks, winners and prizes (DOMAIN 7).
-- It reads no stored result, so that it can be held against one. SQLite from 3.25, PostgreSQL; whole numbers only.
--
--   manage.py dbshell < scoring/sql/recount.sql
--
-- One row per entry of every edition (for one alone see "chosen"). bersih, aman, pintar and total are in hundredths of
-- a point: 8750 is 87.50. passed, winner and best_in_city are 1 or 0. An entry below the quorum, not visited or taken
-- out has no figures.
WITH
chosen AS (
  SELECT e.id AS edition_id, e.slug AS edition, b.id AS rulebook_id, b.scale_max, b.aggregation, b.quorum, b.mode,
         b.top_n, b.best_in_city_prize AS bonus,
         CAST(b.weight_bersih AS bigint) AS share_bersih,
         CAST(b.weight_aman AS bigint) AS share_aman,
         CAST(b.weight_pintar AS bigint) AS share_pintar,
         CAST(ROUND(b.pass_mark * 100) AS bigint) AS pass_mark,
         CAST(ROUND(b.aspect_floor * 100) AS bigint) AS aspect_floor
  FROM competitions_edition e JOIN scoring_rulebook b ON b.edition_id = e.id
  -- WHERE e.slug = '2020-1'
),
-- Weights: 1 where the rule book names no other.
weights AS (
  SELECT c.rulebook_id, i.id AS indicator_id, i.aspect, CAST(COALESCE(w.weight, 1) AS bigint) AS weight
  FROM chosen c CROSS JOIN scoring_indicator i
  LEFT JOIN scoring_indicatorweight w ON w.rulebook_id = c.rulebook_id AND w.indicator_id = i.id
),
weight_sums AS (
  SELECT rulebook_id,
         CAST(SUM(CASE WHEN aspect = 'bersih' THEN weight ELSE 0 END) AS bigint) AS w_bersih,
         CAST(SUM(CASE WHEN aspect = 'aman' THEN weight ELSE 0 END) AS bigint) AS w_aman,
         CAST(SUM(CASE WHEN aspect = 'pintar' THEN weight ELSE 0 END) AS bigint) AS w_pintar
  FROM weights GROUP BY rulebook_id
),
-- Sheets that count: submitted, and not by an assessor marked as in conflict with the entry.
sheets AS (
  SELECT s.id, s.nomination_id
  FROM scoring_scoresheet s
  WHERE s.status = 'submitted' AND NOT EXISTS (
    SELECT 1 FROM scoring_conflictmark m
    WHERE m.nomination_id = s.nomination_id AND m.assessor_id = s.assessor_id AND m.lifted_at IS NULL)
),
counts AS (SELECT nomination_id, COUNT(*) AS sheets FROM sheets GROUP BY nomination_id),
-- Entries: all that were verified, whatever happened afterwards. The category follows the recorded KK.
entries AS (
  SELECT c.*, n.id AS nomination_id, n.code AS entry, n.track, n.kk, COALESCE(t.code, n.category_code) AS category,
         CASE WHEN n.track = 'kencana' THEN COALESCE(t.kencana_prize, t.prize) ELSE t.prize END AS own_prize,
         COALESCE(k.sheets, 0) AS sheets,
         CASE WHEN c.aggregation = 'trimmed' AND k.sheets >= 5 THEN 1 ELSE 0 END AS is_trimmed,
         CASE WHEN n.status IN ('not_assessed', 'disqualified') THEN n.status
              WHEN n.status = 'carried_out' OR a.closed_at IS NOT NULL OR EXISTS (
                SELECT 1 FROM scoring_scoresheet s WHERE s.nomination_id = n.id AND s.status = 'submitted')
              THEN 'counted' ELSE 'unvisited' END AS state
  FROM chosen c
  JOIN competitions_nomination n ON n.edition_id = c.edition_id
  LEFT JOIN competitions_sizecategory t
    ON t.edition_id = c.edition_id AND n.kk >= t.min_kk AND (t.max_kk IS NULL OR n.kk <= t.max_kk)
  LEFT JOIN counts k ON k.nomination_id = n.id
  LEFT JOIN scoring_assignment a ON a.nomination_id = n.id
  WHERE n.status IN ('verified', 'carried_out', 'not_assessed', 'disqualified')
),
complete AS (SELECT * FROM entries WHERE state = 'counted' AND sheets >= quorum),
-- Per entry and indicator what its scores add up to; trimmed: without one lowest and one highest, from five sheets.
columns AS (
  SELECT e.nomination_id, w.aspect,
         w.weight * CAST(SUM(s.value) - e.is_trimmed * (MIN(s.value) + MAX(s.value)) AS bigint) AS points
  FROM complete e
  JOIN sheets h ON h.nomination_id = e.nomination_id
  JOIN scoring_score s ON s.sheet_id = h.id
  JOIN weights w ON w.rulebook_id = e.rulebook_id AND w.indicator_id = s.indicator_id
  GROUP BY e.nomination_id, e.is_trimmed, w.indicator_id, w.aspect, w.weight
),
sums AS (
  SELECT nomination_id,
         CAST(SUM(CASE WHEN aspect = 'bersih' THEN points ELSE 0 END) AS bigint) AS s_bersih,
         CAST(SUM(CASE WHEN aspect = 'aman' THEN points ELSE 0 END) AS bigint) AS s_aman,
         CAST(SUM(CASE WHEN aspect = 'pintar' THEN points ELSE 0 END) AS bigint) AS s_pintar
  FROM columns GROUP BY nomination_id
),
-- An aspect is 10000 * S / (d * N * w) hundredths, rounded half up: (2n + d) / (2d) in whole numbers.
aspects AS (
  SELECT e.*, s.*, w.w_bersih, w.w_aman, w.w_pintar, d.base,
         (20000 * s_bersih + d.base * w_bersih) / (2 * d.base * w_bersih) AS bersih,
         (20000 * s_aman + d.base * w_aman) / (2 * d.base * w_aman) AS aman,
         (20000 * s_pintar + d.base * w_pintar) / (2 * d.base * w_pintar) AS pintar
  FROM complete e
  JOIN (SELECT nomination_id AS of_entry, s_bersih, s_aman, s_pintar FROM sums) s ON s.of_entry = e.nomination_id
  JOIN weight_sums w ON w.rulebook_id = e.rulebook_id
  JOIN (SELECT nomination_id AS base_of, CAST(sheets - 2 * is_trimmed AS bigint) * scale_max AS base FROM complete) d
    ON d.base_of = e.nomination_id
),
-- The total is made of the unrounded aspects. W * S / w is divided by hand, in two steps, with what is left over kept,
-- so that no number grows too long for the computer: 20000 * W * S / w = q + r / w.
left_over AS (
  SELECT a.*,
         20000 * (share_bersih * s_bersih / w_bersih) + 20000 * (share_bersih * s_bersih % w_bersih) / w_bersih
         + 20000 * (share_aman * s_aman / w_aman) + 20000 * (share_aman * s_aman % w_aman) / w_aman
         + 20000 * (share_pintar * s_pintar / w_pintar) + 20000 * (share_pintar * s_pintar % w_pintar) / w_pintar AS q,
         20000 * (share_bersih * s_bersih % w_bersih) % w_bersih * w_aman * w_pintar
         + 20000 * (share_aman * s_aman % w_aman) % w_aman * w_bersih * w_pintar
         + 20000 * (share_pintar * s_pintar % w_pintar) % w_pintar * w_bersih * w_aman AS r,
         base * (share_bersih + share_aman + share_pintar) AS whole
  FROM aspects a
),
figures AS (
  SELECT l.*, (q + r / (w_bersih * w_aman * w_pintar) + whole) / (2 * whole) AS total FROM left_over l
),
tested AS (
  SELECT f.*,
         CASE WHEN bersih < aspect_floor THEN 'bersih' WHEN aman < aspect_floor THEN 'aman'
              WHEN pintar < aspect_floor THEN 'pintar' WHEN total < pass_mark THEN 'total' END AS failed_test
  FROM figures f
),
ranked AS (
  SELECT t.*,
         RANK() OVER merit AS place,
         COUNT(*) OVER (PARTITION BY edition_id, track, category, total, bersih, aman, pintar) AS sharing,
         LAG(total) OVER merit AS above_total, LAG(bersih) OVER merit AS above_bersih,
         LAG(aman) OVER merit AS above_aman,
         RANK() OVER (PARTITION BY edition_id, track, category, CASE WHEN failed_test IS NULL THEN 1 ELSE 0 END
                      ORDER BY total DESC, bersih DESC, aman DESC, pintar DESC) AS place_among_passed
  FROM tested t
  WINDOW merit AS (PARTITION BY edition_id, track, category ORDER BY total DESC, bersih DESC, aman DESC, pintar DESC)
),
won AS (
  SELECT r.*,
         CASE WHEN failed_test IS NOT NULL THEN 0 WHEN mode = 'threshold' OR place_among_passed <= top_n THEN 1
              ELSE 0 END AS winner,
         CASE WHEN sharing > 1 THEN 'shared' WHEN place = 1 OR total <> above_total THEN 'total'
              WHEN bersih <> above_bersih THEN 'bersih' WHEN aman <> above_aman THEN 'aman'
              ELSE 'pintar' END AS decided_by
  FROM ranked r
),
-- Best in the city: the reguler winner first in merit; tied, whom the newest decision on exactly these entries names.
front AS (
  SELECT edition_id, entry,
         RANK() OVER (PARTITION BY edition_id ORDER BY total DESC, bersih DESC, aman DESC, pintar DESC) AS place
  FROM won WHERE winner = 1 AND track = 'reguler' AND bonus > 0
),
tied AS (
  SELECT edition_id, COUNT(*) AS entries, SUM(LENGTH(entry) + 2) - 2 AS letters FROM front
  WHERE place = 1 GROUP BY edition_id
),
decided AS (
  SELECT d.edition_id, d.facts, n.code AS chosen,
         ROW_NUMBER() OVER (PARTITION BY d.edition_id, d.facts ORDER BY d.decided_at DESC, d.id DESC) AS newest
  FROM scoring_decision d LEFT JOIN competitions_nomination n ON n.id = d.chosen_id
  WHERE d.kind = 'best_in_city_tie'
),
best AS (
  SELECT f.edition_id, f.entry
  FROM front f JOIN tied t ON t.edition_id = f.edition_id
  WHERE f.place = 1 AND (t.entries = 1 OR EXISTS (
    SELECT 1 FROM decided d
    WHERE d.edition_id = f.edition_id AND d.newest = 1 AND d.chosen = f.entry AND LENGTH(d.facts) = t.letters
      AND NOT EXISTS (
        SELECT 1 FROM front o WHERE o.edition_id = f.edition_id AND o.place = 1
          AND ', ' || d.facts || ', ' NOT LIKE '%, ' || o.entry || ', %')))
)
SELECT e.edition, e.entry, e.track, e.category, e.kk, e.state, e.sheets,
       w.bersih, w.aman, w.pintar, w.total,
       CASE WHEN w.entry IS NOT NULL AND w.failed_test IS NULL THEN 1 ELSE 0 END AS passed,
       CASE WHEN w.entry IS NOT NULL THEN w.failed_test
            WHEN e.state IN ('counted', 'unvisited') THEN 'quorum' END AS failed_test,
       w.place AS rank, w.decided_by, COALESCE(w.winner, 0) AS winner,
       CASE WHEN b.entry IS NULL THEN 0 ELSE 1 END AS best_in_city,
       CASE WHEN w.winner = 1 THEN e.own_prize + CASE WHEN b.entry IS NULL THEN 0 ELSE e.bonus END ELSE 0 END AS prize
FROM entries e
LEFT JOIN won w ON w.nomination_id = e.nomination_id
LEFT JOIN best b ON b.edition_id = e.edition_id AND b.entry = e.entry
ORDER BY e.edition, e.track DESC, e.category, COALESCE(w.place, 1000000), e.entry;
