// Reading hasil.json exactly, its canonical form, the digest and the signature: as the page and the code describe it.

const DIGESTED = ["format", "edition", "rules", "indicators", "decisions", "prize_total"];
const NUMBER = "\u0000";
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** JSON with every number as a BigInt; a number that is not whole is an error. */
export function parse(text) {
  const marked = text.replace(TOKENS, (token) => (token[0] === '"' ? token : `{"\\u0000":"${token}"}`));
  const read = (_key, value) => (value && typeof value === "object" && NUMBER in value ? BigInt(value[NUMBER]) : value);
  return JSON.parse(marked, read);
}

/** What the digest is made of: the published document without what was added on publication. */
export function digested(published) {
  const document = { entries: [...published.entries].sort((one, other) => byCodePoint(one.entry, other.entry)) };
  for (const key of DIGESTED) document[key] = published[key];
  return document;
}

/** Keys in order, no spaces, text in NFC, whole numbers as they are. */
export function canonical(value) {
  if (typeof value === "string") return JSON.stringify(value.normalize("NFC"));
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return String(value);
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
}

function byCodePoint(one, other) {
  const [ours, theirs] = [[...one], [...other]];
  const at = ours.findIndex((letter, place) => letter !== theirs[place]);
  if (at < 0) return ours.length - theirs.length;
  return at < theirs.length ? ours[at].codePointAt(0) - theirs[at].codePointAt(0) : 1;
}

/** Whether this browser can make digests here: it offers them over https only. */
export function canDigest() {
  return Boolean(globalThis.crypto && crypto.subtle);
}

/** SHA-256 in hexadecimal of a text in UTF-8, or of bytes. */
export async function sha256(content) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(made, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The digest of a document as published. */
export function digestOf(published) {
  return sha256(canonical(digested(published)));
}

/** "good", "bad", "none" (not signed) or "unable" (this browser cannot check Ed25519). */
export async function checkSignature(signature) {
  if (!signature) return "none";
  let key;
  try {
    key = await crypto.subtle.importKey("raw", bytesOf(signature.key), { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    return error.name === "DataError" || error.name === "InvalidCharacterError" ? "bad" : "unable";
  }
  try {
    const statement = new TextEncoder().encode(canonical(signature.statement));
    const good = await crypto.subtle.verify({ name: "Ed25519" }, key, bytesOf(signature.value), statement);
    return good ? "good" : "bad";
  } catch {
    return "bad";
  }
}

/** Whether the signed statement speaks of this very document. */
export function speaksOf(statement, published, digest) {
  const same = ["edition", "version", "simulated", "reason"].every((key) => statement[key] === published[key]);
  return same && statement.digest === digest;
}

/** SHA-256 of the public key, as it is printed. */
export async function fingerprint(key) {
  return sha256(bytesOf(key));
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
