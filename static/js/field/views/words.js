// Texts and figures in the language of the page. The shell prints the words (scoring/offline/words.py) as JSON.

const WORDS = JSON.parse(document.getElementById("field-words")?.textContent || "{}");
const ENGLISH = document.documentElement.lang.startsWith("en");
const LOCALE = ENGLISH ? "en-GB" : "id-ID";
const WIB = "Asia/Jakarta";

const number = new Intl.NumberFormat(LOCALE);
const clock = new Intl.DateTimeFormat(LOCALE, { timeZone: WIB, hour: "2-digit", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(LOCALE, { timeZone: WIB, day: "numeric", month: "short" });
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: WIB });

/** t("photos_n", {n: 3}): the sentence with its figures. An unknown key shows itself, so that nobody overlooks it. */
export function t(key, values = {}) {
  const text = WORDS[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

function shown(value) {
  return typeof value === "number" ? number.format(value) : String(value);
}

export function has(key) {
  return key in WORDS;
}

/** What went wrong, in words; every refusal of the core carries a key. */
export function why(error) {
  if (error?.text) return error.text;
  const key = `why_${error?.key ?? "unknown"}`;
  return has(key) ? t(key, error) : t("why_unknown", {});
}

export const n = (value) => number.format(value);
/** 18.19, in English 18:19 */
export const time = (at) => clock.format(new Date(at)).replace(/[:.]/, ENGLISH ? ":" : ".");
export const today = () => isoDay.format(new Date());

/** 2026-11-22 -> Minggu, 22 November */
export function day(iso) {
  return longDay.format(new Date(`${iso}T00:00:00Z`));
}

/** 10.42 today, 21 Nov 10.42 on another day. */
export function moment(at) {
  const when = new Date(at);
  return isoDay.format(when) === today() ? time(at) : `${shortDay.format(when)} ${time(at)}`;
}

export function megabytes(bytes) {
  return `${number.format(Math.round(bytes / 1e5) / 10)} MB`;
}
