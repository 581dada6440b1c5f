/**
 * One user's store. Rows carry what is sealed and what sending needs: ids, numbers, what the server has answered.
 *
 * outbox {seq, id, visit, kind, sealed, answer, parked, stuck, tried}: stays until the server's new state of the sheet is
 * stored in the same transaction; `answer` is what a sender without the key could note. `parked`: a submission that
 * the server found incomplete. pictures {id, visit, seq, size, begun, answer}, blobs {id, sealed}.
 */
import { ask, openUserStore, STORES, transact } from "./database.js";
import { Trouble } from "./trouble.js";

const ALL = Object.keys(STORES);
const RESERVE = "reserve";
const RESERVE_BYTES = 262_144;

export class Store {
  static async open(user) {
    return new Store(await openUserStore(user), user);
  }

  constructor(database, user) {
    this.database = database;
    this.user = user;
    this.writer = null;
  }

  close() {
    this.database.close();
  }

  /** Writes of a page check who the writer is: a page whose place was taken over writes nothing more. */
  change(stores, work) {
    return transact(this.database, [...new Set([...stores, "meta"])], "readwrite", async (transaction) => {
      const meta = transaction.objectStore("meta");
      const writer = await ask(meta.get("writer"));
      if (this.writer && writer?.value !== this.writer) throw new Trouble("other_tab");
      return work(transaction, meta);
    });
  }

  read(stores, work) {
    return transact(this.database, stores, "readonly", work);
  }

  async claim(writer) {
    this.writer = null;
    await this.change([], (_, meta) => meta.put({ key: "writer", value: writer }));
    this.writer = writer;
  }

  /** Everything but the pictures themselves. */
  load() {
    const stores = ALL.filter((name) => name !== "blobs");
    return this.read(stores, async (transaction) => {
      const found = await Promise.all(stores.map((name) => ask(transaction.objectStore(name).getAll())));
      return Object.fromEntries(stores.map((name, index) => [name, found[index]]));
    });
  }

  /**
   * What a person did: messages, what they replace, pictures; on disk when this resolves.
   * @param {{records: object[], drop?: number[], dropRefused?: string[], pictures?: object[], blobs?: object[],
   *   dropPictures?: string[], held?: object}} act
   */
  write({ records, drop = [], dropRefused = [], pictures = [], blobs = [], dropPictures = [], held }) {
    return this.change(["outbox", "refused", "pictures", "blobs", "held"], (transaction, meta) => {
      const store = (name) => transaction.objectStore(name);
      for (const seq of drop) store("outbox").delete(seq);
      for (const id of dropRefused) store("refused").delete(id);
      for (const record of records) store("outbox").add(record);
      for (const picture of pictures) store("pictures").put(picture);
      for (const blob of blobs) store("blobs").put(blob);
      for (const id of dropPictures) {
        store("pictures").delete(id);
        store("blobs").delete(id);
      }
      if (held) store("held").put(held);
      if (records.length) meta.put({ key: "seq", value: records.at(-1).seq });
    });
  }

  blob(id) {
    return this.read(["blobs"], (transaction) => ask(transaction.objectStore("blobs").get(id)));
  }

  meta(key) {
    return this.read(["meta"], async (transaction) => (await ask(transaction.objectStore("meta").get(key)))?.value);
  }

  /** What this phone holds of every visit. */
  holding() {
    return this.read(["outbox", "pictures", "held"], async (transaction) => {
      const rows = ["outbox", "pictures", "held"].map((name) => ask(transaction.objectStore(name).getAll()));
      return holdingOf(...(await Promise.all(rows)));
    });
  }

  /** The next messages to send, in their order, and what this phone holds of their visits. */
  batch(most) {
    return this.read(["outbox", "pictures", "held"], async (transaction) => {
      const [records, pictures, held] = await Promise.all(
        ["outbox", "pictures", "held"].map((name) => ask(transaction.objectStore(name).getAll())),
      );
      const messages = records.filter((record) => !record.answer && !record.parked && !record.stuck).slice(0, most);
      const visits = new Set(messages.map(({ visit }) => visit));
      return { messages, holding: holdingOf(records, pictures, held.filter(({ visit }) => visits.has(visit))) };
    });
  }

  /** Pictures whose announcement has arrived and that have not arrived themselves. */
  picturesToSend() {
    return this.read(["outbox", "pictures"], async (transaction) => {
      const [records, pictures] = await Promise.all(
        ["outbox", "pictures"].map((name) => ask(transaction.objectStore(name).getAll())),
      );
      const waiting = new Set(records.filter((record) => !record.answer).map((record) => record.seq));
      return pictures.filter((picture) => !picture.answer && !waiting.has(picture.seq));
    });
  }

  notePicture(id, more) {
    return this.change(["pictures"], async (transaction) => {
      const pictures = transaction.objectStore("pictures");
      const picture = await ask(pictures.get(id));
      if (!picture) return null; // taken back in the meantime
      const noted = { ...picture, ...more };
      pictures.put(noted);
      return noted;
    });
  }

  /** Messages that the server would not even read alone: kept here, sent again only when a person says so. */
  setAside(seq) {
    return this.change(["outbox"], async (transaction) => {
      const outbox = transaction.objectStore("outbox");
      const record = await ask(outbox.get(seq));
      if (record) outbox.put({ ...record, stuck: true });
    });
  }

  noteTried(seqs) {
    return this.change(["outbox"], async (transaction) => {
      const outbox = transaction.objectStore("outbox");
      for (const seq of seqs) {
        const record = await ask(outbox.get(seq));
        if (record) outbox.put({ ...record, tried: true });
      }
    });
  }

  /** Pictures that the server has make room here; @returns {Promise<number>} how many went */
  dropReceived() {
    return this.change(["pictures", "blobs"], async (transaction) => {
      const pictures = transaction.objectStore("pictures");
      const here = (await ask(pictures.getAll())).filter(({ answer, dropped }) => answer?.received && !dropped);
      for (const picture of here) {
        transaction.objectStore("blobs").delete(picture.id);
        pictures.put({ ...picture, dropped: true });
      }
      return here.length;
    });
  }

  /** Room kept for what the server answers, should the disk be full by then. */
  reserve() {
    return this.change(["blobs"], async (transaction) => {
      const blobs = transaction.objectStore("blobs");
      if (await ask(blobs.getKey(RESERVE))) return;
      blobs.put({ id: RESERVE, sealed: new Uint8Array(RESERVE_BYTES) });
    });
  }

  release() {
    return this.change(["blobs"], (transaction) => void transaction.objectStore("blobs").delete(RESERVE));
  }

  /** After a full disk: give up what can be had again and the reserve, then try once more. */
  async makeRoom(trouble, again) {
    if (trouble.key !== "storage_full") throw trouble;
    await this.dropReceived().catch(() => 0);
    await this.release();
    return again();
  }

  /** Give everything that was set aside or parked another chance. */
  retryAll() {
    return this.change(["outbox"], async (transaction) => {
      const outbox = transaction.objectStore("outbox");
      for (const record of await ask(outbox.getAll())) {
        if (record.parked || record.stuck) outbox.put({ ...record, parked: null, stuck: false });
      }
    });
  }

  async unsent() {
    const { outbox, pictures } = await this.load();
    return unsentOf(outbox, pictures);
  }
}

/** As a person counts: a photo is one, though it goes as an announcement and a picture. */
export function unsentOf(records, pictures) {
  const waiting = records.filter((record) => !record.answer);
  const announced = new Set(waiting.map(({ seq }) => seq));
  const alone = pictures.filter(({ answer, seq }) => !answer && !announced.has(seq));
  return waiting.length + alone.length;
}

function holdingOf(records, pictures, held) {
  return held.map(({ visit, filled, photos }) => {
    const here = (rows) => rows.filter((row) => row.visit === visit);
    return { visit, filled, photos, unsent: unsentOf(here(records), here(pictures)) };
  });
}
