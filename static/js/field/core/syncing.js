/**
 * When to send: at once, and after failures at growing intervals, as long as something is unsent. Nothing unsent,
 * nothing running: no timer, no request.
 */
import { PASSING } from "./network.js";
import { keepPlan } from "./replies.js";
import { asOnlySender, sendEverything } from "./sending.js";
import { Trouble } from "./trouble.js";

const SOON_MS = 250;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
const PLAN_FRESH_MS = 600_000;
export const SYNC_TAG = "lapangan";

export class Syncing {
  /** @param {{model: object, api: object, changed: function, registration: function}} parts */
  constructor({ model, api, changed, registration }) {
    Object.assign(this, { model, api, changed, registration });
    Object.assign(this, { sending: false, again: false, stopped: false, tries: 0, timer: 0, nextTry: null });
    this.problem = null;
    this.wantsPlan = true;
    this.byHand = false;
    this.listeners = [
      [window, "online", () => this.kick()],
      [window, "offline", () => this.changed()],
      [document, "visibilitychange", () => this.seen()],
      [window, "pagehide", () => this.inBackground()],
    ];
    for (const [target, name, work] of this.listeners) target.addEventListener(name, work);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const [target, name, work] of this.listeners) target.removeEventListener(name, work);
  }

  status() {
    const { model, sending, nextTry } = this;
    const problem = this.problem || model.asksForPerson;
    return { online: navigator.onLine, sending, unsent: model.unsent, lastSent: model.meta.lastSent || null, problem, nextTry };
  }

  /** Something new lies on disk; the taps of a moment go together. */
  soon() {
    if (this.sending) this.again = true;
    else if (!this.timer || this.nextTry) this.after(SOON_MS, false);
  }

  seen() {
    if (document.visibilityState === "hidden") return void this.inBackground();
    if (Date.now() - (this.model.meta.planAt || 0) > PLAN_FRESH_MS) this.wantsPlan = true;
    if (this.wantsPlan || this.model.unsent || this.problem) this.kick();
    return undefined;
  }

  /** Let the browser send when this page is gone; only some can. */
  async inBackground() {
    if (!this.model.unsent) return;
    try {
      await (await this.registration())?.sync?.register(SYNC_TAG);
    } catch {
      // not permitted here: sent at the next visit instead
    }
  }

  after(wait, shown = true) {
    clearTimeout(this.timer);
    this.nextTry = shown ? Date.now() + wait : null;
    this.timer = setTimeout(() => this.kick(), wait);
  }

  /** Send; resolves when there is nothing more to do for the moment. */
  kick() {
    clearTimeout(this.timer);
    Object.assign(this, { timer: 0, nextTry: null });
    if (this.stopped) return Promise.resolve();
    if (this.sending) {
      this.again = true;
      return this.running;
    }
    this.sending = true;
    this.running = this.run();
    return this.running;
  }

  async run() {
    do {
      this.again = false;
      this.changed();
      await this.attempt();
    } while (this.again && !this.problem && !this.stopped);
    this.sending = false;
    if (!this.stopped) this.afterwards();
    this.changed();
  }

  async attempt() {
    try {
      if (!navigator.onLine && !this.byHand) throw new Trouble("offline");
      const { store } = this.model;
      const exchange = () => asOnlySender(store.user, () => this.exchange());
      await exchange().catch((trouble) => store.makeRoom(trouble, exchange));
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Trouble ? error : new Trouble("failed", { detail: String(error) });
    }
  }

  async exchange() {
    const { store, device, sealer } = this.model;
    await this.refresh(); // a worker may have sent in the meantime
    const tell = () => {
      this.tries = 0; // it goes on
      return this.refresh();
    };
    await sendEverything({ store, api: this.api, device, sealer, tell });
    if (this.wantsPlan || this.model.answered.length) await this.fetchPlan();
  }

  async fetchPlan() {
    const { store, device, sealer, answered, plan, meta } = this.model;
    const known = plan ? meta.digest || null : null;
    const reply = await this.api.plan({ device, known, holding: await store.holding() });
    const { answer } = reply;
    if (!Array.isArray(answer.sheets) || !(answer.unchanged || answer.plan)) throw new Trouble("bad_answer");
    answer.plan &&= this.model.withLeftBehind(answer.plan);
    await keepPlan(store, reply, sealer, answered);
    this.wantsPlan = false;
    await this.refresh();
  }

  async refresh() {
    await this.model.inTurn(() => this.model.load());
    this.changed();
  }

  /** Wait longer after each failure, by chance a little more or less, so that phones do not come all at once. */
  afterwards() {
    const { model, problem } = this;
    if (!model.sendable && !(problem && !model.plan)) {
      this.tries = 0;
      return;
    }
    this.inBackground();
    if (problem && !PASSING.has(problem.key)) return; // a person must act; coming back to the page tries again
    if (problem?.key === "offline" && !navigator.onLine) return; // the event "online" wakes us
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    this.after(wait * (0.75 + Math.random() / 2));
  }

  async sendNow() {
    this.wantsPlan = true;
    this.byHand = true; // whatever the browser believes of the network
    await this.model.store.retryAll();
    await this.refresh();
    await this.kick();
    this.byHand = false;
  }
}
