/** What a person does to a sheet. Each act resolves when it is on disk, or rejects with a Trouble and did nothing. */
import { newId, photoContext, unseal } from "./sealing.js";
import { preparedPhoto } from "./photos.js";
import { FACTS } from "./sheet_state.js";
import { Trouble } from "./trouble.js";

const MOST_PHOTOS = 3;
const now = () => new Date().toISOString();

function openSheet(model, visit) {
  const sheet = model.sheet(visit);
  if (sheet.status === "submitted") throw new Trouble("submitted");
  if (sheet.status === "submitting") throw new Trouble("submitting");
  if (sheet.closed) throw new Trouble("closed", { text: sheet.closed.text });
  return sheet;
}

const versionOf = (model, visit, code) => {
  const state = model.states.get(visit);
  return (code === FACTS ? state?.facts?.version : state?.lines[code]?.version) || 0;
};

/** What `line` leaves out stays as it is. */
export function setLine(model, visit, code, line) {
  return model.inTurn(() => {
    const { value, note } = { ...openSheet(model, visit).lines[code], ...line };
    const content = { at: now(), code, base: versionOf(model, visit, code), value: value ?? null, note: note || "" };
    const replaces = (one) => one.kind === "line" && one.content.code === code;
    return model.write({ visit, kind: "line", content, replaces });
  });
}

export function setFacts(model, visit, facts) {
  return model.inTurn(() => {
    const { place, note } = { ...openSheet(model, visit).facts, ...facts };
    const content = { at: now(), base: versionOf(model, visit, FACTS), place, note };
    return model.write({ visit, kind: "facts", content, replaces: (one) => one.kind === "facts" });
  });
}

const DOES_NOT_COUNT = new Set(["kept", "refused"]);
const photosOn = (sheet, code) =>
  sheet.photos.filter((photo) => photo.code === code && !DOES_NOT_COUNT.has(photo.state));

function boundaryOf(model, visit) {
  const known = model.plan?.visits.find((one) => one.id === visit);
  return model.plan?.boundaries?.[known?.boundary] || null;
}

/** @returns {Promise<{id: string, warnings: string[], distance: ?number}>} */
export async function addPhoto(model, visit, code, blob, origin) {
  const roomFor = () => {
    if (photosOn(openSheet(model, visit), code).length >= MOST_PHOTOS) throw new Trouble("too_many_photos");
  };
  roomFor();
  const id = newId();
  const at = now();
  const { key, device } = model;
  const made = await preparedPhoto({ blob, origin, id, device, key, boundary: boundaryOf(model, visit) });
  await model.inTurn(() => {
    roomFor();
    const picture = {
      id, visit, seq: model.seq + 1, size: made.sealed.length, begun: false, answer: null, dropped: false,
    };
    const content = { at, photo: id, code, ...made.about };
    const blobs = [{ id, sealed: made.sealed }];
    return model.write({ visit, kind: "photo", content, pictures: [picture], blobs });
  });
  return { id, warnings: made.warnings, distance: made.distance };
}

export function removePhoto(model, visit, id) {
  return model.inTurn(() => {
    const photo = openSheet(model, visit).photos.find((one) => one.id === id);
    if (photo?.state === "refused") return forgetRefused(model, visit, id);
    const content = { at: now(), photo: id };
    return model.write({ visit, kind: "photo_removed", content, dropPictures: [id] });
  });
}

/** The server has never had it: there is nothing to take back but what lies here. */
async function forgetRefused(model, visit, id) {
  const mine = ({ kind, content }) => kind === "photo" && content.photo === id;
  const dropRefused = model.messagesOf(visit, model.refused).filter(mine).map((one) => one.id);
  const act = { records: [], drop: [], dropRefused, dropPictures: [id] };
  await model.store.write(act);
  model.take(act);
  model.sheets.delete(visit);
}

/** @returns {Promise<?string>} an address for <img>, or null where the picture lies here no more; revoke it after use */
export async function pictureUrl(model, id) {
  const found = await model.store.blob(id);
  if (!found) return null;
  const bytes = await unseal(model.key, found.sealed, photoContext(id, model.device));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}

/** The manifest says what the whole sheet is; the server counts nothing as submitted before it holds all of it. */
function manifestOf(sheet) {
  const lines = Object.entries(sheet.lines).map(([code, { value, note }]) => [code, { value, note }]);
  const { place, note } = sheet.facts;
  const photos = sheet.photos.filter(({ state }) => !DOES_NOT_COUNT.has(state)).map(({ id }) => id);
  return { lines: Object.fromEntries(lines), facts: { place, note }, photos };
}

export function submit(model, visit) {
  return model.inTurn(() => {
    const sheet = openSheet(model, visit);
    if (sheet.missing.length) throw new Trouble("incomplete", { missing: sheet.missing });
    if (sheet.conflicts.length) throw new Trouble("contested", { codes: sheet.conflicts.map(({ code }) => code) });
    const content = { at: now(), ...manifestOf(sheet) };
    return model.write({ visit, kind: "submit", content, replaces: (one) => one.kind === "submit" });
  });
}

/**
 * Take back a submission that has not gone out or was found incomplete; nothing is in flight while we alone may send.
 * Whether it has gone out stands on disk: a sending that failed, or the worker's, has told nobody else.
 */
export function takeBackSubmission(model, visit) {
  return model.inTurn(async () => {
    await model.load();
    const waiting = model.messagesOf(visit).filter(({ kind, answer }) => kind === "submit" && !answer);
    if (waiting.some(({ tried, parked }) => tried && !parked)) throw new Trouble("maybe_submitted");
    const drop = waiting.map(({ seq }) => seq);
    await model.store.write({ records: [], drop });
    model.take({ records: [], drop, dropRefused: [] });
    model.sheets.delete(visit);
  });
}
