/**
 * Sending, the same for a page and for the service worker: scores first, pictures after, one sender at a time. What is
 * sent are the sealed bytes as they lie on disk, so that no key is needed.
 */
import { keepReply } from "./replies.js";
import { toBase64 } from "./sealing.js";
import { Trouble } from "./trouble.js";

const BATCH = 60;
export const PART_BYTES = 65_536;
const UNKNOWN_PHOTO = "unknown_photo";
const ALTERED = "altered";

const sendLock = (user) => `lapangan-send-${user}`;

/** Resolves when nobody else sends for this user; the lock falls with the page or worker that held it. */
export const asOnlySender = (user, work) => navigator.locks.request(sendLock(user), work);

/** @typedef {{store: object, api: object, device: string, sealer: ?{key: CryptoKey, device: string}, tell: function}} Way */

/** @param {Way} way @returns {Promise<boolean>} whether anything was sent */
export async function sendEverything(way) {
  const messages = await sendMessages(way);
  const pictures = await sendPictures(way);
  return messages || pictures;
}

async function sendMessages({ store, api, device, sealer, tell }) {
  let most = BATCH;
  let sent = false;
  for (;;) {
    const { messages, holding } = await store.batch(most);
    if (!messages.length) return sent;
    try {
      await noteTries(store, messages);
      const reply = await api.send({ device, holding, messages: messages.map(asSent) });
      await keepReply(store, messages, reply, sealer);
    } catch (trouble) {
      if (trouble.key !== "rejected") throw trouble;
      // One message that cannot be read must not hold up the others: look for it, and go around it.
      if (messages.length === 1) await store.setAside(messages[0].seq);
      most = Math.max(1, Math.floor(messages.length / 2));
      continue;
    }
    sent = true;
    most = BATCH;
    await tell(messages);
  }
}

/** A submission that has gone out once may have arrived, whatever we have heard: it cannot be taken back any more. */
async function noteTries(store, messages) {
  const first = messages.filter(({ kind, tried }) => kind === "submit" && !tried);
  if (first.length) await store.noteTried(first.map(({ seq }) => seq));
}

/** As on the wire; also what an export file holds. */
export const asSent = ({ id, seq, visit, kind, sealed }) => ({ id, seq, visit, kind, sealed: toBase64(sealed) });

async function sendPictures(way) {
  let sent = false;
  let failed = null;
  for (const picture of await way.store.picturesToSend()) {
    try {
      const answer = await sendPicture(way, picture);
      if (await way.store.notePicture(picture.id, { answer })) sent = true;
      await way.tell([]);
    } catch (trouble) {
      if (trouble.key !== "rejected") throw trouble;
      failed = trouble; // garbled on its way: the others first, then all of it again
    }
  }
  if (failed) throw new Trouble("bad_answer", { text: failed.text });
  return sent;
}

const notedPhoto = ({ received, counted, problem }) => ({ received, counted, problem: problem ?? null });

/** The server says which parts it lacks; a cut in the middle costs one part. */
async function sendPicture({ store, api }, picture) {
  const blob = await store.blob(picture.id);
  if (!blob) return { received: false, counted: false, problem: { code: "lost", text: "" } };
  try {
    return notedPhoto(await sendParts(await firstState(store, api, picture, blob), api, picture, blob));
  } catch (trouble) {
    if (trouble.key !== UNKNOWN_PHOTO) throw trouble;
    return unknownPhoto(trouble);
  }
}

/** Each turn brings the server a part that it lacked. Altered on its way, it is sent once more; a second time is final. */
async function sendParts(first, api, picture, blob) {
  let state = first;
  let altered = 0;
  for (let turns = 2 * Math.ceil(picture.size / PART_BYTES); state.missing.length; turns -= 1) {
    if (state.problem?.code === ALTERED && ++altered > 1) return state;
    if (turns < 0) throw new Trouble("bad_answer"); // it forgets parts as fast as they come
    state = await api.photoPart(picture.id, state.missing[0], partOf(blob, state.missing[0]));
  }
  if (!state.received && !state.problem) throw new Trouble("bad_answer");
  return state;
}

/** Its announcement does not count (yet); should it be taken in later, the server asks for the picture again. */
const unknownPhoto = ({ text }) => ({ received: false, counted: false, problem: { code: UNKNOWN_PHOTO, text } });

async function firstState(store, api, picture, blob) {
  if (picture.begun) return api.photoState(picture.id);
  await store.notePicture(picture.id, { begun: true });
  return api.photoPart(picture.id, 0, partOf(blob, 0));
}

const partOf = ({ sealed }, number) => sealed.slice(number * PART_BYTES, (number + 1) * PART_BYTES);
