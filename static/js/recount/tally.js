// The tally, made anew from nothing but rules, KK, scores and decisions of hasil.json. Whole numbers (BigInt) throughout:
// about three figures in a hundred lie exactly on half a hundredth, where fractions of a computer's kind go astray.

const ASPECTS = ["bersih", "aman", "pintar"];
const MERIT = ["total", "bersih", "aman", "pintar"];
const TRIMMED_FROM = 5n;

/** What a recount gives for every entry, and compares. */
export const RECOUNTED = [
  "category", "sheets", "bersih", "aman", "pintar", "total", "passed", "failed_test", "rank", "decided_by", "winner",
  "best_in_city", "prize", "values",
];

/** The document of hasil.json with every figure, test, rank, winner and prize computed anew. */
export function recount(published) {
  const { rules } = published;
  const rows = published.entries.map((entry) => assessed(entry, published));
  const complete = rows.filter((row) => row.merit);
  for (const row of complete) place(row, complete.filter((other) => isSameGroup(row, other)));
  chooseWinners(complete, rules);
  chooseBest(complete, rules, published.decisions);
  for (const row of complete) row.recounted.prize = prizeOf(row, rules);
  const entries = rows.map((row) => ({ ...row.entry, ...row.recounted }));
  return { ...published, entries, prize_total: sum(entries.map((entry) => entry.prize)) };
}

/** Numerator over denominator, rounded half up to a whole number. */
export function halfUp(numerator, denominator) {
  return (2n * numerator + denominator) / (2n * denominator);
}

function assessed(entry, published) {
  const { rules, indicators } = published;
  const columns = columnsOf(entry, indicators, rules);
  const category = categoryOf(entry, rules);
  const sheets = columns[0].length ? BigInt(columns[0].length) : entry.sheets;
  const recounted = {
    category: category.code,
    sheets, bersih: null, aman: null, pintar: null, total: null, passed: false,
    failed_test: ["not_assessed", "disqualified"].includes(entry.state) ? null : "quorum",
    rank: null, decided_by: null, winner: false, best_in_city: false, prize: 0n, values: [],
  };
  const row = { entry, recounted, category, merit: null };
  if (entry.state !== "counted" || sheets < rules.quorum || sheets === 0n) return row;
  if (!columns[0].length) throw new Error(`${entry.entry}: scores of ${sheets} sheets are missing`);
  row.merit = figures(columns, indicators, rules);
  for (const name of MERIT) recounted[name] = shown(row.merit[name]);
  recounted.failed_test = failedTest(row.merit, rules);
  recounted.passed = recounted.failed_test === null;
  recounted.values = entry.values.map((_row, at) => columns.map((column) => column[at]));
  return row;
}

/** The category follows the recorded KK; where none holds it, what is stored stands. */
function categoryOf(entry, rules) {
  const holds = (one) => entry.kk >= one.min_kk && (one.max_kk === null || entry.kk <= one.max_kk);
  return rules.categories.find(holds) || rules.categories.find((one) => one.code === entry.category);
}

/** The scores of each indicator, lowest first. */
function columnsOf(entry, indicators, rules) {
  for (const row of entry.values) {
    const isWhole = row.length === indicators.length && row.every((score) => score >= 0n && score <= rules.scale_max);
    if (!isWhole) throw new Error(`${entry.entry}: a score is missing or leaves the scale`);
  }
  return indicators.map((_code, at) => entry.values.map((row) => row[at]).sort((one, other) => Number(one - other)));
}

/** The three aspects and the total in hundredths of a point; the total is made of the unrounded aspects. */
function figures(columns, indicators, rules) {
  const sheets = BigInt(columns[0].length);
  const isTrimmed = rules.aggregation === "trimmed" && sheets >= TRIMMED_FROM;
  const divisor = isTrimmed ? sheets - 2n : sheets;
  const sums = { bersih: 0n, aman: 0n, pintar: 0n };
  const weights = { bersih: 0n, aman: 0n, pintar: 0n };
  indicators.forEach((code, at) => {
    const aspect = rules.indicator_aspects[code];
    const kept = isTrimmed ? columns[at].slice(1, -1) : columns[at];
    sums[aspect] += rules.indicator_weights[code] * sum(kept);
    weights[aspect] += rules.indicator_weights[code];
  });
  const scale = divisor * rules.scale_max;
  const made = {};
  for (const aspect of ASPECTS) made[aspect] = halfUp(10000n * sums[aspect], scale * weights[aspect]);
  const share = (aspect) => ASPECTS.filter((one) => one !== aspect).reduce((all, one) => all * weights[one], 1n);
  const total = sum(ASPECTS.map((aspect) => sums[aspect] * rules.aspect_weights[aspect] * share(aspect)));
  const all = weights.bersih * weights.aman * weights.pintar * sum(ASPECTS.map((a) => rules.aspect_weights[a]));
  made.total = halfUp(10000n * total, scale * all);
  return made;
}

function failedTest(merit, rules) {
  const below = ASPECTS.find((aspect) => merit[aspect] < hundredths(rules.aspect_floor));
  return below || (merit.total < hundredths(rules.pass_mark) ? "total" : null);
}

/** Total first, then Bersih, Aman, Pintar; more is better. */
function compareMerit(one, other) {
  const step = MERIT.find((name) => one.merit[name] !== other.merit[name]);
  if (!step) return 0;
  return one.merit[step] > other.merit[step] ? -1 : 1;
}

function isSameGroup(one, other) {
  return one.entry.track === other.entry.track && one.recounted.category === other.recounted.category;
}

/** Rank 1, 2, 2, 4, and the first step in which it differs from the entry ranked just above. */
function place(row, group) {
  const better = group.filter((other) => compareMerit(other, row) < 0).sort(compareMerit);
  row.recounted.rank = BigInt(better.length + 1);
  if (group.some((other) => other !== row && compareMerit(other, row) === 0)) {
    row.recounted.decided_by = "shared";
  } else {
    const above = better.at(-1);
    row.recounted.decided_by = above ? MERIT.find((name) => above.merit[name] !== row.merit[name]) : "total";
  }
}

/** Everyone who passes, or the first N of each category and track among them, ties at the last place included. */
function chooseWinners(complete, rules) {
  const passed = complete.filter((row) => row.recounted.passed);
  for (const row of passed) {
    const better = passed.filter((other) => isSameGroup(row, other) && compareMerit(other, row) < 0).length;
    row.recounted.winner = rules.mode === "threshold" || BigInt(better) < rules.top_n;
  }
}

/** The reguler winner first in merit over all categories; tied: whom the recorded decision names, if one does. */
function chooseBest(complete, rules, decisions) {
  const winners = complete.filter((row) => row.recounted.winner && row.entry.track === "reguler").sort(compareMerit);
  if (!rules.best_in_city_prize || !winners.length) return;
  const tied = winners.filter((row) => compareMerit(row, winners[0]) === 0);
  const facts = tied.map((row) => row.entry.entry).sort().join(", ");
  const decision = decisions.find((made) => made.code === "best_in_city_tie" && made.facts === facts);
  const best = tied.length === 1 ? tied[0] : tied.find((row) => decision && row.entry.entry === decision.choice);
  if (best) best.recounted.best_in_city = true;
}

function prizeOf(row, rules) {
  if (!row.recounted.winner) return 0n;
  const kencana = row.entry.track === "kencana" ? row.category.kencana_prize : null;
  return (kencana ?? row.category.prize) + (row.recounted.best_in_city ? rules.best_in_city_prize : 0n);
}

/** "87.50" -> 8750n */
function hundredths(mark) {
  const [whole, decimals = ""] = mark.split(".");
  return BigInt(whole + decimals.padEnd(2, "0").slice(0, 2));
}

/** 8750n -> "87.50" */
function shown(figure) {
  return `${figure / 100n}.${String(figure % 100n).padStart(2, "0")}`;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0n);
}
