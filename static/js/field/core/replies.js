/**
 * What the server answered becomes part of the store in one transaction: before it, nothing counts as received; after
 * it, the message is gone and what it did stands in the server's state of the sheet.
 */
import { ask } from "./database.js";
import { sealJson } from "./sealing.js";
import { Trouble } from "./trouble.js";

const ACCEPTED = new Set(["applied", "superseded", "conflict", "kept"]);
const FINAL = new Set([...ACCEPTED, "refused", "waiting"]);

export const planContext = (device) => `plan|${device}`;
export const sheetContext = (visit, device) => `sheet|${visit}|${device}`;

/** Only an answer that speaks of every message sent, and of each one clearly, is an answer. */
export function checkedResults(messages, answer) {
  const results = new Map((answer?.results || []).map((result) => [result.id, result]));
  const whole = messages.every(({ id }) => {
    const result = results.get(id);
    return result && FINAL.has(result.outcome) && (!ACCEPTED.has(result.outcome) || result.receipt);
  });
  if (!whole || !Array.isArray(answer.sheets)) throw new Trouble("bad_answer");
  return results;
}

const noted = (result, at) => ({
  outcome: result.outcome, receipt: result.receipt, reason: result.reason ?? null, at,
});

/** Seal the server's states first: a transaction does not wait for cryptography. */
const sealedSheets = (sheets, sealer) =>
  Promise.all(
    sheets.map(async (state) => ({
      visit: state.visit,
      sealed: await sealJson(sealer.key, state, sheetContext(state.visit, sealer.device)),
    })),
  );

/**
 * Store the answer to `messages`. Without a sealer (background, store locked) the messages stay, with their answer
 * beside them, until somebody with the key fetches the new states.
 */
export async function keepReply(store, messages, { answer, offset }, sealer) {
  const results = checkedResults(messages, answer);
  const at = new Date(Date.now() + offset).toISOString();
  const sheets = sealer ? await sealedSheets(answer.sheets, sealer) : [];
  const covered = new Set(sheets.map((sheet) => sheet.visit));
  await store.change(["outbox", "sheets", "refused", "pictures"], async (transaction, meta) => {
    const outbox = transaction.objectStore("outbox");
    for (const record of await ask(outbox.getAll())) {
      const result = messages.some(({ seq }) => seq === record.seq) ? results.get(record.id) : undefined;
      if (result) await settle(transaction, record, noted(result, at), result.missing, covered.has(record.visit));
      else if (record.answer && covered.has(record.visit)) outbox.delete(record.seq);
      else if (record.parked && moved(results, messages, record.visit)) outbox.put({ ...record, parked: null });
    }
    for (const sheet of sheets) transaction.objectStore("sheets").put(sheet);
    if (sealer) await resend(transaction, answer.sheets);
    meta.put({ key: "offset", value: offset });
    meta.put({ key: "lastSent", value: at });
  });
  return results;
}

const moved = (results, messages, visit) =>
  messages.some((m) => m.visit === visit && m.kind !== "submit" && ACCEPTED.has(results.get(m.id).outcome));

async function settle(transaction, record, answer, missing, covered) {
  const outbox = transaction.objectStore("outbox");
  if (answer.outcome === "waiting") {
    outbox.put({ ...record, parked: { missing: missing || [] } });
  } else if (answer.outcome === "refused") {
    outbox.delete(record.seq);
    transaction.objectStore("refused").put({ ...record, answer });
    await refusePicture(transaction, record.seq, answer);
  } else if (covered) {
    outbox.delete(record.seq);
  } else {
    outbox.put({ ...record, answer });
  }
}

async function refusePicture(transaction, seq, answer) {
  const pictures = transaction.objectStore("pictures");
  for (const picture of await ask(pictures.getAll())) {
    if (picture.seq === seq) {
      pictures.put({ ...picture, answer: { received: false, counted: false, problem: answer.reason } });
    }
  }
}

/** A picture that the server asks for although it had it, or did not know it then, goes there again. */
async function resend(transaction, sheets) {
  const pictures = transaction.objectStore("pictures");
  const lost = sheets.flatMap((state) => state.photos).filter((photo) => !photo.received && !photo.problem);
  for (const { id } of lost) {
    const picture = await ask(pictures.get(id));
    if (picture && !picture.dropped && asksAgain(picture.answer)) pictures.put({ ...picture, answer: null });
  }
}

const asksAgain = (answer) => answer?.received || answer?.problem?.code === "unknown_photo";

/** Store a new plan and the states of its sheets; what was answered before it was asked for is in them. */
export async function keepPlan(store, { answer, offset }, sealer, answered) {
  const sheets = await sealedSheets(answer.sheets, sealer);
  const plan = answer.plan && (await sealJson(sealer.key, answer.plan, planContext(sealer.device)));
  const covered = new Set(sheets.map((sheet) => sheet.visit));
  await store.change(["outbox", "plan", "sheets", "pictures", "blobs", "held"], async (transaction, meta) => {
    if (plan) transaction.objectStore("plan").put({ key: "plan", sealed: plan });
    for (const sheet of sheets) transaction.objectStore("sheets").put(sheet);
    for (const { seq, visit } of answered) {
      if (covered.has(visit)) transaction.objectStore("outbox").delete(seq);
    }
    await resend(transaction, answer.sheets);
    await dropDone(transaction, answer.sheets);
    await holdVisits(transaction, answer.plan?.visits || []);
    meta.put({ key: "digest", value: answer.digest });
    meta.put({ key: "offset", value: offset });
    meta.put({ key: "planAt", value: Date.now() });
  });
}

/** Pictures of a submitted sheet that the server has need no room here any more. */
async function dropDone(transaction, sheets) {
  const done = new Set(sheets.filter((state) => state.status === "submitted").map((state) => state.visit));
  const pictures = transaction.objectStore("pictures");
  for (const picture of await ask(pictures.getAll())) {
    if (done.has(picture.visit) && picture.answer?.received && !picture.dropped) {
      transaction.objectStore("blobs").delete(picture.id);
      pictures.put({ ...picture, dropped: true });
    }
  }
}

async function holdVisits(transaction, visits) {
  const held = transaction.objectStore("held");
  for (const { id } of visits) {
    if (!(await ask(held.get(id)))) held.put({ visit: id, filled: 0, photos: 0 });
  }
}
