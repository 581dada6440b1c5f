/** The open store in memory, opened with its key. Reads are at once; writes are on disk before they show. */
import { messageContext, newId, sealJson, unsealJson } from "./sealing.js";
import { planContext, sheetContext } from "./replies.js";
import { sheetOf } from "./sheet_state.js";
import { unsentOf } from "./store.js";
import { Trouble } from "./trouble.js";

export class Model {
  /** @param {{store: object, key: CryptoKey, device: string}} opened */
  constructor({ store, key, device }) {
    Object.assign(this, { store, key, device });
    this.contents = new Map(); // id of a message -> what it says; opened once
    this.unsealed = new Map(); // context -> {nonce, value} of what was opened last
    this.turn = Promise.resolve();
    this.apply({ outbox: [], pictures: [], refused: [], held: [], meta: [] });
    this.plan = null;
    this.states = new Map();
  }

  get sealer() {
    return { key: this.key, device: this.device };
  }

  /** Read everything anew from disk; nothing is half replaced, for readers see one moment or the next. */
  async load() {
    const rows = await this.store.load();
    const states = await Promise.all(
      rows.sheets.map(({ visit, sealed }) => this.openedOnce(sealed, sheetContext(visit, this.device))),
    );
    const plan = rows.plan[0] && (await this.openedOnce(rows.plan[0].sealed, planContext(this.device)));
    for (const record of [...rows.outbox, ...rows.refused]) {
      if (!this.contents.has(record.id)) this.contents.set(record.id, await this.opened(record));
    }
    this.apply(rows);
    this.plan = plan || null;
    this.states = new Map(states.filter(Boolean).map((state) => [state.visit, state]));
  }

  /** Opening takes longer than looking whether anything has changed: every sealing has a nonce of its own. */
  async openedOnce(sealed, context) {
    const nonce = String(sealed.slice(0, 12));
    const known = this.unsealed.get(context);
    if (known?.nonce === nonce) return known.value;
    const value = await unsealJson(this.key, sealed, context).catch(() => null);
    this.unsealed.set(context, { nonce, value });
    return value;
  }

  /** What a broken disk has garbled must not keep the rest from opening; the server gets to see it all the same. */
  opened(record) {
    return unsealJson(this.key, record.sealed, messageContext(record, this.device)).catch(() => null);
  }

  apply(rows) {
    this.outbox = rows.outbox;
    this.refused = rows.refused.sort((a, b) => a.seq - b.seq);
    this.pictures = new Map(rows.pictures.map((picture) => [picture.id, picture]));
    this.meta = Object.fromEntries(rows.meta.map(({ key, value }) => [key, value]));
    this.held = rows.held;
    this.seq = Math.max(this.seq || 0, this.meta.seq || 0, ...rows.outbox.map((record) => record.seq));
    this.sheets = new Map();
  }

  get codes() {
    return (this.plan?.indicators || []).map((indicator) => indicator.code);
  }

  get unsent() {
    return unsentOf(this.outbox, [...this.pictures.values()]);
  }

  /** Whether another attempt could send something. */
  get sendable() {
    const waiting = this.outbox.filter(({ answer }) => !answer);
    const announced = ({ answer, seq }) => !answer && !waiting.some((record) => record.seq === seq);
    return waiting.some(({ parked, stuck }) => !parked && !stuck) || [...this.pictures.values()].some(announced);
  }

  /** What will not be sent before somebody looks at it. */
  get asksForPerson() {
    if (this.outbox.some(({ stuck }) => stuck)) return new Trouble("rejected");
    return this.outbox.some(({ parked }) => parked) ? new Trouble("waiting") : null;
  }

  /** Answers that a sender without the key noted: the new states of those sheets are still to be fetched. */
  get answered() {
    return this.outbox.filter((record) => record.answer);
  }

  /** A new plan may lack a visit with work on this phone: it stays, marked, until that work has arrived. */
  withLeftBehind(plan) {
    const known = new Set(plan.visits.map(({ id }) => id));
    const rows = [...this.outbox, ...this.refused, ...[...this.pictures.values()].filter(({ answer }) => !answer)];
    const busy = new Set(rows.map(({ visit }) => visit));
    const left = (this.plan?.visits || []).filter(({ id }) => busy.has(id) && !known.has(id));
    const visits = [...plan.visits, ...left.map((visit) => ({ ...visit, gone: true }))];
    return {
      ...plan, visits,
      rules: { ...(left.length ? this.plan.rules : {}), ...plan.rules },
      boundaries: { ...(left.length ? this.plan.boundaries : {}), ...plan.boundaries },
    };
  }

  messagesOf(visit, rows = this.outbox) {
    const here = rows.filter((row) => row.visit === visit && this.contents.get(row.id));
    return here.map((row) => ({ ...row, content: this.contents.get(row.id) }));
  }

  sheet(visit) {
    if (!this.sheets.has(visit)) {
      const sheet = sheetOf({
        visit,
        codes: this.codes,
        server: this.states.get(visit),
        messages: this.messagesOf(visit),
        refused: this.messagesOf(visit, this.refused),
        pictures: this.pictures,
      });
      this.sheets.set(visit, sheet);
    }
    return this.sheets.get(visit);
  }

  /** One writer, one write after the other, each seeing what the one before has left. */
  inTurn(work) {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }

  /**
   * Seal a message and put it on disk with whatever belongs to it; resolves after the transaction's `complete`.
   * A number that a crash took with it is not given twice: it was never written, so never sent.
   */
  async write({ visit, kind, content, replaces = () => false, ...more }) {
    const message = { id: newId(), seq: this.seq + 1, visit, kind };
    const sealed = await sealJson(this.key, content, messageContext(message, this.device));
    const record = { ...message, sealed, answer: null, parked: null, stuck: false };
    const old = this.messagesOf(visit).filter((one) => !one.answer && replaces(one));
    const oldRefused = this.messagesOf(visit, this.refused).filter(replaces);
    this.seq = record.seq;
    const act = {
      records: [record],
      drop: old.map((one) => one.seq),
      dropRefused: oldRefused.map((one) => one.id),
      ...more,
    };
    await this.store.write({ ...act, held: this.heldAfter(record, content, act) });
    this.contents.set(record.id, content);
    this.take(act);
  }

  /** Show what has just been written, as reading it back would. */
  take({ records, drop, dropRefused, pictures = [], dropPictures = [] }) {
    this.outbox = [...this.outbox.filter(({ seq }) => !drop.includes(seq)), ...records];
    this.refused = this.refused.filter(({ id }) => !dropRefused.includes(id));
    for (const picture of pictures) this.pictures.set(picture.id, picture);
    for (const id of dropPictures) this.pictures.delete(id);
    for (const { visit } of records) this.sheets.delete(visit);
  }

  /** The server is told how far each sheet is on this phone; counts only, they need no key to be sent. */
  heldAfter(record, content, { drop, dropRefused, pictures = [] }) {
    const messages = this.messagesOf(record.visit).filter((one) => !drop.includes(one.seq));
    const sheet = sheetOf({
      visit: record.visit,
      codes: this.codes,
      server: this.states.get(record.visit),
      messages: [...messages, { ...record, content }],
      refused: this.messagesOf(record.visit, this.refused).filter((one) => !dropRefused.includes(one.id)),
      pictures: new Map([...this.pictures, ...pictures.map((picture) => [picture.id, picture])]),
    });
    return { visit: record.visit, filled: sheet.filled, photos: sheet.photos.length };
  }
}
