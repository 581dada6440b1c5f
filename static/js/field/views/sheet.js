// The sheet: one indicator at a time. A tap shows at once, is said to be saved once it is, and leads on.

import { button, fill, h, notice, redraw } from "./dom.js";
import { indicatorPanel } from "./indicator.js";
import { sign } from "./signs.js";
import { openConflicts } from "./states.js";
import { strip } from "./strip.js";
import { submittedView } from "./submitted.js";
import { n, t, why } from "./words.js";
import * as status from "./status.js";

const GLANCE = 240; // ms that a choice stays in view before the next indicator stands there

export function sheetView(app, id, startCode) {
  const sheet = app.core.sheet(id);
  if (sheet.status === "submitted" || sheet.status === "submitting" || sheet.closed) return submittedView(app, id);
  return new Sheet(app, id, startCode).view();
}

class Sheet {
  constructor(app, id, startCode) {
    this.app = app;
    this.core = app.core;
    this.id = id;
    this.visit = app.core.visits().find((visit) => visit.id === id);
    this.rules = app.core.plan().rules[this.visit.edition];
    this.indicators = app.core.plan().indicators;
    this.codes = this.indicators.map((indicator) => indicator.code);
    this.body = h("div.sheet-body");
    this.alert = h("div");
    this.strip = strip(`#/kisi/${id}`, this.indicators);
    this.previous = button(sign("back"), () => this.step(-1), "btn-secondary btn-step", { "aria-label": t("previous") });
    this.next = button("", () => this.forward(), "btn-primary btn-grow");
    this.turn = 0; // counts the taps, so that only the last one speaks
    this.busy = false;
    this.code = this.codes.includes(startCode) ? startCode : this.firstMissing() ?? this.codes[0];
  }

  view() {
    this.draw();
    return {
      title: `${this.code}, ${this.visit.label}`,
      node: h("div.sheet", {}, this.strip.node, this.body),
      head: { back: `#/kunjungan/${this.id}`, title: this.visit.label },
      dock: [this.previous, this.next],
      update: () => this.update(),
      leave: () => this.leave(),
      hide: () => this.panel.flush(),
      key: (event) => this.key(event),
    };
  }

  line(code = this.code) {
    return this.core.sheet(this.id).lines[code] ?? { value: null, note: "", state: "empty" };
  }

  /** The first without a score from here on, or from the start again; null when there is none. */
  firstMissing(after = -1) {
    const { lines } = this.core.sheet(this.id);
    const order = [...this.codes.slice(after + 1), ...this.codes.slice(0, after + 1)];
    return order.find((code) => (lines[code]?.value ?? null) === null) ?? null;
  }

  draw() {
    const at = this.codes.indexOf(this.code);
    const indicator = this.indicators[at];
    this.panel = indicatorPanel({
      app: this.app, visit: this.id, indicator, rules: this.rules, line: this.line(),
      choose: (value) => this.choose(value),
      write: (note) => this.write(note),
    });
    this.alert.drawn = "";
    fill(this.body, this.alert, this.panel.node);
    this.previous.disabled = at === 0;
    this.update();
  }

  /** What stands between this indicator and a quiet mind: two phones differ, or something was refused. */
  trouble() {
    const sheet = this.core.sheet(this.id);
    const differs = openConflicts(sheet).some((conflict) => conflict.code === this.code);
    if (differs) return notice("bad", t("line_differs"), h("p", {}, h("a.btn.btn-secondary", { href: `#/beda/${this.id}` }, t("choose_one"))));
    const { state, reason } = this.line();
    if (state === "refused") return notice("bad", t("line_refused"), reason?.text ? h("p", {}, reason.text) : null);
    return state === "kept" && reason?.text ? notice("warn", t("state_kept"), h("p", {}, reason.text)) : null;
  }

  update() {
    const sheet = this.core.sheet(this.id);
    if (sheet.status === "submitted" || sheet.closed) return this.app.go(`#/terkirim/${this.id}`, { replace: true });
    this.strip.update(sheet.lines, this.code);
    const { state, reason } = this.line();
    redraw(this.alert, [this.code, state, reason, sheet.conflicts, sheet.refused], () => this.trouble());
    this.panel.update(this.line(), !this.busy);
    const complete = sheet.missing.length === 0;
    const text = complete ? t("to_summary") : t("next");
    if (this.next.textContent !== text) fill(this.next, text, sign("next"));
    return undefined;
  }

  go(code) {
    this.panel.flush();
    this.code = code;
    this.app.note(`#/lembar/${this.id}/${code}`);
    document.title = `${code}, ${this.visit.label} · BANTAR`;
    this.draw();
    this.panel.heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  step(by) {
    const at = this.codes.indexOf(this.code) + by;
    if (at >= 0 && at < this.codes.length) this.go(this.codes[at]);
    else if (at >= this.codes.length) this.app.go(`#/ringkasan/${this.id}`);
  }

  /** The button: the summary once all have a score, otherwise simply the next one, round the end to what is missing. */
  forward() {
    const at = this.codes.indexOf(this.code);
    if (!this.core.sheet(this.id).missing.length) this.app.go(`#/ringkasan/${this.id}`);
    else if (at < this.codes.length - 1) this.step(1);
    else this.go(this.firstMissing() ?? this.code);
  }

  async choose(value) {
    const { code } = this;
    const before = { ...this.line() };
    const turn = ++this.turn;
    const shown = performance.now();
    clearTimeout(this.timer);
    this.busy = true;
    this.wanted = { code, value };
    this.panel.show(value);
    status.tell({ tone: "busy", text: t("saving") });
    const note = this.panel.note();
    const saved = await this.save(code, { value, note });
    if (turn !== this.turn) return;
    this.busy = false;
    this.wanted = null;
    if (!saved) {
      if (code === this.code) this.panel.show(this.line().value);
      return;
    }
    this.said(code, value, before);
    if ((before.value ?? null) === null) this.leadOn(code, shown);
  }

  said(code, value, before) {
    const undo = () => this.undo(code, before);
    status.tell({ tone: "done", text: t("line_saved", { code, value: value === null ? "–" : n(value) }), undo });
    this.update();
  }

  /** The first score of an indicator leads to the next one missing; a correction stays, one is looking at it. */
  leadOn(code, shown) {
    const wait = Math.max(0, GLANCE - (performance.now() - shown));
    this.timer = setTimeout(() => {
      if (code !== this.code || this.busy) return;
      const next = this.firstMissing(this.codes.indexOf(code));
      if (next) this.go(next);
      else this.app.go(`#/ringkasan/${this.id}`);
    }, wait);
  }

  async undo(code, before) {
    clearTimeout(this.timer);
    const note = this.line(code).note ?? "";
    if (!(await this.save(code, { value: before.value ?? null, note }))) return;
    status.tell({ tone: "done", text: t("undone", { code }) });
    this.go(code);
  }

  async write(note) {
    const { code } = this;
    const line = this.line(code);
    if ((line.note ?? "") === note) return;
    const tapped = this.wanted?.code === code ? this.wanted : line; // a tap on its way to the disk is the newer value
    if (await this.save(code, { value: tapped.value ?? null, note })) status.tell({ tone: "done", text: t("note_saved", { code }) });
  }

  /** True once it is on disk; otherwise the sentence says that it is not, and nothing pretends. */
  async save(code, line) {
    try {
      await this.core.setLine(this.id, code, line);
      return true;
    } catch (error) {
      status.tell({ tone: "bad", text: `${t("line_not_saved", { code })} ${why(error)}` });
      return false;
    }
  }

  key(event) {
    if (event.key === "ArrowRight") this.step(1);
    else if (event.key === "ArrowLeft") this.step(-1);
    else if (/^\d$/.test(event.key) && Number(event.key) <= this.rules.scale_max && this.rules.has_buttons) this.choose(Number(event.key));
    else return;
    event.preventDefault();
  }

  leave() {
    clearTimeout(this.timer);
    this.panel.flush();
    this.turn += 1;
    status.forget();
  }
}
