// The bar that always says what is saved where, and the voice that says it to those who do not look.

import { button, fill, h, say } from "./dom.js";
import { sign, stateSign } from "./signs.js";
import { openConflicts } from "./states.js";
import { t, time, why } from "./words.js";
import * as pages from "./pages.js";

const dock = document.getElementById("dock");
const line = document.getElementById("dock-state");
const acts = document.getElementById("dock-acts");
const spoken = document.getElementById("spoken");

let core = null;
let last = null;
let drawn = "";
let wasWaiting = false;

export function start(theCore) {
  core = theCore;
}

/** The buttons of a screen stand under the line; null takes them away. */
export function show(...buttons) {
  dock.hidden = false;
  acts.hidden = buttons.length === 0;
  fill(acts, buttons);
}

export function hide() {
  dock.hidden = true;
  fill(acts);
}

export function forget() {
  last = null;
  refresh();
}

export function speak(text) {
  say(spoken, text);
}

/** A word on the last act: {tone: "busy|done|bad", text, undo}. A bad one stays until something succeeds. */
export function tell(word) {
  last = word;
  if (word.tone !== "busy") speak(word.text);
  refresh();
}

export function refresh() {
  if (!core || dock.hidden) return;
  const now = whole();
  const key = JSON.stringify([now.key, last?.tone, last?.text, Boolean(last?.undo)]);
  if (key === drawn) return;
  drawn = key;
  // what has been received is no longer "on this phone": the two are never said together
  const said = last?.tone === "done" && !now.waiting ? { ...last, text: "" } : last;
  if (wasWaiting && !now.waiting) speak(now.text);
  wasWaiting = now.waiting;
  const state = said?.tone === "bad" ? "bad" : said?.tone === "busy" ? "busy" : now.tone;
  line.className = `dock-state dock-${state}`;
  fill(
    line,
    said?.tone === "bad" ? sign("warn") : now.sign,
    h("span.dock-text", {}, said?.text ? [h("strong", {}, said.text), " "] : null, said?.tone === "bad" ? null : said?.text ? now.short : now.text),
    said?.undo && now.tone !== "undecided" && !now.urgent ? button([sign("undo"), t("undo")], said.undo, "btn-quiet") : now.act,
  );
}

/** Where everything of this person lies now. */
function whole() {
  const sync = core.sync();
  const waiting = sync.unsent ?? 0;
  const found = waiting ? unsent(sync, waiting) : (undecided() ?? allSent(sync));
  return { ...found, key: [found.tone, found.text, found.short, Boolean(found.act)] };
}

/** Everything has arrived, but two phones differ somewhere: nobody should walk away from that. */
function undecided() {
  const visit = core.phase() === "open" ? core.visits().find(({ id }) => openConflicts(core.sheet(id)).length) : null;
  if (!visit || location.hash === `#/beda/${visit.id}`) return null;
  const text = t("undecided", { visit: visit.label });
  const act = h("a.btn.btn-quiet", { href: `#/beda/${visit.id}` }, t("choose_one"));
  return { tone: "undecided", sign: stateSign("conflict"), text, short: text, waiting: false, act };
}

function allSent(sync) {
  const text = sync.lastSent ? t("all_received_at", { time: time(sync.lastSent) }) : t("nothing_unsent");
  return { tone: "received", sign: stateSign("received"), text, short: text, waiting: false, act: null };
}

function unsent(sync, waiting) {
  const text = `${t("on_phone_unsent", { n: waiting })} ${reason(sync)}`.trim();
  const urgent = sync.problem?.key === "signed_out"; // nothing goes on without the person, whatever was tapped last
  const short = `${t("unsent_short", { n: waiting })} ${urgent ? reason(sync) : ""}`.trim();
  return { tone: "phone", sign: stateSign("phone"), text, short, waiting: true, act: act(sync), urgent };
}

function reason(sync) {
  if (sync.sending) return t("sending");
  if (sync.problem?.key === "signed_out") return t("signed_out_short");
  if (sync.problem && sync.problem.key !== "no_worker") return why(sync.problem); // that one stands on the day's screen
  return sync.online ? "" : t("no_network");
}

function act(sync) {
  if (sync.problem?.key === "signed_out" && sync.online) return h("a.btn.btn-quiet", { href: pages.signIn() }, t("sign_in"));
  if (sync.sending || !sync.online) return null;
  return button([sign("send"), t("send_now")], () => core.sendNow().catch(() => null), "btn-quiet");
}

