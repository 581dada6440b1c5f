// One recount of a hasil.json from beginning to end: figures, digest, signature; and what is found.

import { RECOUNTED, recount } from "./tally.js";
import { canDigest, canonical, checkSignature, digestOf, fingerprint, parse, speaksOf } from "./proof.js";

const PRESENT = "bantar-result/2";
const OLDER = "bantar-result/1";

/** Everything that is not as published: [{entry, label, field, published, recounted}], entry null for the whole. */
export function differences(published, recounted) {
  const found = [];
  published.entries.forEach((entry, at) => {
    for (const field of RECOUNTED) {
      const [before, now] = [entry[field], recounted.entries[at][field]];
      if (canonical(before ?? null) !== canonical(now)) {
        found.push({ entry: entry.entry, label: entry.label, field, published: before, recounted: now });
      }
    }
  });
  if (published.prize_total !== recounted.prize_total) {
    const { prize_total: before } = published;
    found.push({ entry: null, label: "", field: "prize_total", published: before, recounted: recounted.prize_total });
  }
  return found;
}

/** Recount the text of a hasil.json. `digest` is null where the browser makes none, `isOld` where the form has none. */
export async function check(text) {
  const published = parse(text);
  if (![PRESENT, OLDER].includes(published.format)) throw new Error(`unknown form: ${published.format}`);
  const recounted = recount(published);
  const codes = new Set(published.entries.map((entry) => entry.entry));
  if (codes.size !== published.entries.length) throw new Error("an entry is named twice");
  const found = {
    entries: published.entries.length,
    figures: published.entries.length * (RECOUNTED.length - 1) + 1,
    scores: published.entries.reduce((all, entry) => all + entry.values.length * published.indicators.length, 0),
    differences: differences(published, recounted),
    isOld: published.format === OLDER,
    published: published.digest,
    digest: null,
    signature: "unable",
    fingerprint: "",
  };
  return canDigest() ? { ...found, ...(await proven(published, recounted, found.isOld)) } : found;
}

async function proven(published, recounted, isOld) {
  const digest = isOld ? null : await digestOf(recounted);
  const { signature } = published;
  let state = await checkSignature(signature);
  if (signature && !speaksOf(signature.statement, published, published.digest)) state = "bad";
  return { digest, signature: state, fingerprint: signature ? await fingerprint(signature.key).catch(() => "") : "" };
}
