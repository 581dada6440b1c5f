/** Who is here, whose store is open, and in which phase the app is. */
import { createOwner, allOwners, changePinOf, forgetTries, openWithPin, ownerOf } from "./owners.js";
import { Model } from "./model.js";
import { askToKeep } from "./room.js";
import { fromBase64, importKey, newId } from "./sealing.js";
import { Store } from "./store.js";
import { Syncing } from "./syncing.js";
import { Trouble } from "./trouble.js";
import { listen, takeFreePlace, takeOverPlace } from "./writer.js";

const PATIENCE_MS = 8_000;
const SOON_MS = 1_500;

export const supported = () =>
  Boolean(window.isSecureContext && window.indexedDB && crypto.subtle && crypto.randomUUID && navigator.locks &&
    window.BroadcastChannel && AbortSignal.timeout && Array.prototype.findLast && window.createImageBitmap);

export class Session {
  /** @param {{api: object, changed: function, recount: function, registration: function}} parts */
  constructor({ api, changed, recount, registration }) {
    Object.assign(this, { api, changed, recount, registration });
    Object.assign(this, { phase: "starting", online: null, owner: null, model: null, syncing: null, place: null });
    this.owners = [];
    this.byHand = false; // locked by its owner: a session alone does not open it again
    this.busy = null;
  }

  /**
   * Look who is here; open their store if the server gives its key. One look at a time. On a slow network the PIN may
   * be entered meanwhile; whichever comes first opens.
   */
  start() {
    this.busy ??= this.look().finally(() => { this.busy = null; });
    return Promise.race([this.busy, this.offerPin()]);
  }

  async offerPin() {
    await new Promise((resolve) => setTimeout(resolve, SOON_MS));
    if (this.phase !== "starting" || !this.owners.length) return this.busy || this.phase;
    return this.enter("locked");
  }

  async look() {
    if (!supported()) return this.enter("unsupported");
    this.channel ??= listen((told) => this.heard(told));
    this.watch();
    const owners = await allOwners();
    this.owners = owners;
    const who = await this.whoIsHere(owners.length > 0);
    if (this.model) return this.phase; // opened with the PIN in the meantime
    if (who === "offline") return this.enter(owners.length ? "locked" : "offline_new");
    if (who === "signed_out") return this.enter(owners.length ? "locked" : "signed_out");
    if (who === "not_an_assessor") return this.enterWithoutRole(owners);
    return this.enterAs(who);
  }

  /** Somebody who no longer scores may still have work here: the server gives the key of one's own store. */
  async enterWithoutRole(owners) {
    for (const owner of owners) {
      const found = await this.api.key(owner.device, PATIENCE_MS).catch(() => null);
      if (found && !this.model) return this.open(owner, await importKey(fromBase64(found.key)));
    }
    return this.model ? this.phase : this.enter("not_assessor");
  }

  async enterAs(user) {
    this.online = user;
    const owner = await ownerOf(user.id);
    if (!owner) return this.enter("set_up");
    if (this.byHand) return this.enter("locked");
    try {
      const { key } = await this.api.key(owner.device, PATIENCE_MS);
      const opened = await importKey(fromBase64(key));
      if (this.model) return this.phase;
      await forgetTries(owner.user);
      return await this.open(owner, opened);
    } catch (error) {
      if (error.key === "storage_failed") throw error;
      return this.enter("locked");
    }
  }

  /** @returns {Promise<{id: number, name: string} | string>} the person signed in, or why nobody is known */
  async whoIsHere(haste) {
    if (!navigator.onLine && haste) return "offline";
    try {
      const answer = await this.api.me(haste ? PATIENCE_MS : undefined);
      return answer.is_assessor === false ? "not_an_assessor" : answer.user;
    } catch (trouble) {
      return ["signed_out", "not_an_assessor"].includes(trouble.key) ? trouble.key : "offline";
    }
  }

  /** While nothing is open, coming back to the page or to the network is worth another look. */
  watch() {
    if (this.watching) return;
    this.watching = true;
    const again = () => {
      if (!this.model && this.phase !== "other_tab" && document.visibilityState === "visible") this.start();
    };
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
  }

  enter(phase) {
    this.phase = phase;
    this.changed();
    if (phase === "locked") this.recount();
    return phase;
  }

  async setUp(pin) {
    if (this.phase !== "set_up") throw new Trouble("wrong_phase");
    try {
      const { owner, key } = await createOwner({ user: this.online, pin, label: phoneLabel(), api: this.api });
      return await this.open(owner, key);
    } catch (trouble) {
      if (trouble.key !== "wrong_phase") throw trouble;
      return this.start();
    }
  }

  async unlock(user, pin) {
    const { key, owner, copy, ...told } = await openWithPin(user, pin);
    if (key && !this.model) await this.open(owner, key);
    if (key) this.makeKnown(owner, copy);
    return told;
  }

  /** A server from an older backup has lost the recovery copy; only here, where the PIN was entered, is another one. */
  async makeKnown({ user, device }, key) {
    if (!navigator.onLine) return;
    try {
      const here = (await this.api.me(PATIENCE_MS)).user.id;
      const lost = await this.api.key(device, PATIENCE_MS).then(() => false, (trouble) => trouble.key === "unknown_device");
      if (!lost || here !== user) return;
      await this.api.register({ device, label: phoneLabel(), key });
      this.syncing?.kick();
    } catch {
      // no network, or signed out: at the next PIN
    }
  }

  async changePin(pin) {
    const { key } = await this.api.key(this.owner.device); // ours cannot be read out, so it takes the network
    await changePinOf(await ownerOf(this.owner.user), fromBase64(key), pin);
  }

  /** A PIN and a session may open at the same moment: whichever came first does. */
  open(owner, key, place = null) {
    this.opening ??= this.openNow(owner, key, place).finally(() => { this.opening = null; });
    return this.opening;
  }

  async openNow(owner, key, place) {
    if (this.model) return this.phase;
    this.byHand = false;
    this.pending = { owner, key };
    const lost = () => this.loseTo("other_tab");
    this.place = place || (await takeFreePlace(owner.user, { lost }));
    if (!this.place) return this.enter("other_tab");
    const store = await Store.open(owner.user);
    const writer = newId();
    await store.claim(writer).catch((trouble) => store.makeRoom(trouble, () => store.claim(writer)));
    await store.retryAll();
    store.reserve().catch(() => {}); // no room for a reserve: then there is none
    const model = new Model({ store, key, device: owner.device });
    await model.load();
    Object.assign(this, { owner, model, pending: null });
    const { api, changed, registration } = this;
    this.syncing = new Syncing({ model, api, changed, registration });
    this.enter("open");
    askToKeep();
    this.syncing.kick();
    return this.phase;
  }

  async takeOver() {
    if (this.phase !== "other_tab" || !this.pending) throw new Trouble("wrong_phase");
    const { owner, key } = this.pending;
    const lost = () => this.loseTo("other_tab");
    return this.open(owner, key, await takeOverPlace(owner.user, this.channel, { lost }));
  }

  heard({ type, user }) {
    if (type === "lock_all") this.lock();
    if (type === "sent" && !this.model) this.recount(); // the worker has sent what lies here locked
    if (user !== this.owner?.user) return;
    if (type === "release") this.giveWay();
    if (type === "sent") this.syncing?.kick(); // the worker has sent: the new states are still to be fetched
  }

  /** Finish what is being written, then go. */
  async giveWay() {
    await this.model?.turn;
    this.pending = this.model && { owner: this.owner, key: this.model.key };
    this.close();
    this.enter("other_tab");
  }

  loseTo(phase) {
    if (!this.model) return;
    this.pending = { owner: this.owner, key: this.model.key };
    this.close();
    this.enter(phase);
  }

  close() {
    this.syncing?.stop();
    this.model?.store.close();
    this.place?.release();
    Object.assign(this, { model: null, syncing: null, place: null, owner: null });
  }

  /** Forget the key. What lies on disk stays, sealed. */
  lock() {
    if (!this.model && !this.pending) return;
    this.byHand = true;
    this.pending = null;
    this.close();
    this.enter("locked");
  }
}

/** What the committee reads of a phone: its maker's words, as far as the browser tells them. */
function phoneLabel() {
  const data = navigator.userAgentData;
  const agent = navigator.userAgent;
  const system = data?.platform || /\(([^;)]+;[^;)]+)/.exec(agent)?.[1] || "";
  const browser = data?.brands?.find(({ brand }) => !/not.?a|chromium/i.test(brand))?.brand ||
    /(Firefox|Edg|Chrome|Safari)/.exec(agent)?.[1] || "";
  return [browser, system].filter(Boolean).join(", ").slice(0, 120);
}
