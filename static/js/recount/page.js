// The button of the recount page: fetches hasil.json of the version shown, has it counted, and says what was found.

import { check } from "./check.js";

const MONEY = ["prize", "prize_total"];
const MOST_LINES = 100;

const panel = document.getElementById("recount");
const button = document.getElementById("recount-start");
const place = document.getElementById("recount-said");
const words = JSON.parse(document.getElementById("recount-words").textContent);
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const decimalMark = numbers.formatToParts(0.1).find((part) => part.type === "decimal").value;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A sentence with its figures: "%(n)s more" -> "3 more". */
function say(name, figures = {}) {
  return words[name].replace(/%\((\w+)\)s/g, (_all, key) => numbers.format(figures[key]));
}

function shown(field, value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "bigint") return (MONEY.includes(field) ? "Rp" : "") + numbers.format(value);
  if (Array.isArray(value)) return value.map((row) => row.join(" ")).join(" / ") || "–";
  return /^\d+\.\d\d$/.test(value) ? value.replace(".", decimalMark) : value;
}

function table(differences) {
  const made = element("table", "", "table table-cards");
  const head = made.createTHead().insertRow();
  const titles = ["entry", "figure", "published", "recounted"].map((name) => words[name]);
  for (const title of titles) {
    const cell = element("th", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = made.createTBody();
  for (const found of differences.slice(0, MOST_LINES)) {
    const row = body.insertRow();
    const name = element("th", found.label || words.whole);
    name.scope = "row";
    row.append(name);
    const cells = [words.fields[found.field] || found.field, shown(found.field, found.published)];
    [...cells, shown(found.field, found.recounted)].forEach((text, at) => {
      const cell = element("td", text);
      cell.dataset.label = titles[at + 1];
      row.append(cell);
    });
  }
  return made;
}

function code(text) {
  return element("code", text, "digest");
}

function line(text, ...more) {
  const made = element("p", `${text} `);
  made.append(...more);
  return made;
}

function digestLines(found) {
  if (found.isOld) return [line(words.digest_old)];
  if (found.digest === null) return [line(words.digest_https)];
  if (found.digest !== found.published) return [line(words.digest_differs, code(found.digest))];
  const lines = [line(words.digest_same, code(found.digest))];
  return found.published === panel.dataset.digest ? lines : [...lines, line(words.page_differs)];
}

/** Only the key that the portal names is the city's: whoever changes rows could sign with one of their own. */
function withKnownKey(found) {
  const isStrange = found.signature === "good" && found.fingerprint !== panel.dataset.key;
  return isStrange ? { ...found, signature: "bad" } : found;
}

function signatureLine(found) {
  if (found.signature === "good") return line(words.signature_good, code(found.fingerprint));
  return line(words[`signature_${found.signature}`]);
}

function tell(found) {
  const isSameDigest = found.digest === null || found.digest === found.published;
  const isSame = !found.differences.length && isSameDigest && found.signature !== "bad";
  const notice = element("div", "", isSame ? "notice notice-ok recount-same" : "notice notice-bad");
  notice.append(element("p", isSame ? words.same : words.differs, "recount-word"));
  if (found.differences.length) notice.append(element("p", say("differs_long", { n: found.differences.length })));
  else notice.append(element("p", say("same_long", found)));
  notice.append(...digestLines(found), signatureLine(found));
  place.replaceChildren(notice);
  if (!found.differences.length) return;
  place.append(table(found.differences));
  const rest = found.differences.length - MOST_LINES;
  if (rest > 0) place.append(element("p", say("more", { n: rest }), "hint"));
}

async function run() {
  button.disabled = true;
  place.replaceChildren(element("p", words.loading));
  try {
    const answer = await fetch(panel.dataset.url);
    if (!answer.ok) throw new Error(`${answer.status}`);
    tell(withKnownKey(await check(await answer.text())));
  } catch (error) {
    const notice = element("div", "", "notice notice-bad");
    notice.append(element("p", words.failed), element("p", error.message, "hint"));
    place.replaceChildren(notice);
  }
  button.disabled = false;
}

button.hidden = false;
button.addEventListener("click", run);
