// The day: the visits in order, today first, each with what is saved where.

import { button, busily, fill, h, heading, link, notice, redraw } from "./dom.js";
import { sign } from "./signs.js";
import { day as dayWord, megabytes, moment, t, today, why } from "./words.js";
import { outside } from "./outside.js";
import { isHandedIn, notYet, visitState } from "./states.js";
import * as pages from "./pages.js";
import * as status from "./status.js";

export function dayView(app, { unknown = false }) {
  const { core } = app;
  const news = h("div.day-news");
  const list = h("div.day-list");
  const foot = h("p.hint.day-foot");
  const form = h("span");
  const lede = h("p.lede");
  const update = () => {
    const visits = core.visits().map((visit) => ({ visit, sheet: core.sheet(visit.id) }));
    const { problem, online } = core.sync();
    fill(lede, ledeOf(visits));
    redraw(news, [core.update()?.available, core.canInstall(), problem?.key, online], () => [unknown ? notice("warn", t("visit_unknown")) : null, newsOf(app)]);
    redraw(list, [Boolean(core.plan()), problem?.key, visits.map(looks)], () => (visits.length ? groups(visits) : empty(core)));
    fill(foot, contact(core));
    redraw(form, [core.sync().online], () => outside(core, pages.form, t("ordinary_form"), "btn btn-link"));
  };
  update();
  lowStorage(core, news);
  return {
    title: t("day_title"),
    node: h("div", {}, h("p.eyebrow", {}, dayWord(today())), heading(t("day_title")), lede, news, list, foot, more(core, form)),
    head: { act: h("a.head-act", { href: "#/hp" }, sign("phone"), h("span", {}, t("this_phone"))) },
    keepsPlace: true,
    update,
  };
}

function ledeOf(visits) {
  const open = visits.filter(({ sheet }) => !isHandedIn(sheet) && !sheet.closed);
  const now = open.filter(({ visit }) => visit.day === today()).length;
  if (now) return t("visits_today", { n: now });
  if (open.length) return t("visits_open", { n: open.length });
  return visits.length ? t("nothing_open") : "";
}

/** All of a visit that its row shows. */
function looks({ visit, sheet }) {
  const { status: stage, state, filled, unsent, closed, handedInAt } = sheet;
  return [visit, stage, handedInAt, state, filled, unsent, closed, sheet.conflicts, sheet.kept?.length, sheet.refused?.length];
}

function empty(core) {
  if (!core.plan()) return h("div.empty", {}, h("p.empty-text", {}, t("fetching")), h("p.hint", {}, t("fetching_hint")));
  return h("div.empty", {}, h("p.empty-text", {}, t("no_visits")), h("p.hint", {}, t("no_visits_hint")));
}

const KINDS = ["today", "late", "coming", "undated", "done"];

function kindOf({ visit, sheet }) {
  if (isHandedIn(sheet) || (sheet.closed && !notYet(sheet, visit))) return "done";
  if (!visit.day) return "undated";
  if (visit.day === today()) return "today";
  return visit.day < today() ? "late" : "coming";
}

/** Today first; what is overdue next; then day by day; what is done last, the latest of it first. */
function groups(visits) {
  const found = new Map();
  for (const one of visits) {
    const kind = kindOf(one);
    const dated = kind === "coming" || kind === "late";
    const key = `${KINDS.indexOf(kind)} ${dated ? one.visit.day : ""}`;
    if (!found.has(key)) found.set(key, { kind, day: one.visit.day, visits: [] });
    found.get(key).visits.push(one);
  }
  return [...found.keys()].sort().map((key) => group(found.get(key)));
}

function group({ kind, day, visits }) {
  visits.sort(kind === "done" ? latestFirst : byOrder);
  return h(
    "section.day-group", {},
    h("h2", {}, groupTitle(kind, day)),
    h("ol.row-list", {}, visits.map((one) => row(one, kind === "done"))),
  );
}

const byOrder = (a, b) => (a.visit.order ?? 0) - (b.visit.order ?? 0) || a.visit.label.localeCompare(b.visit.label);

/** When the sheet was handed in, or else the day of the visit, as what can be compared. */
function doneAt({ visit, sheet }) {
  if (sheet.handedInAt) return Date.parse(sheet.handedInAt);
  return visit.day ? Date.parse(`${visit.day}T00:00:00+07:00`) : 0;
}

const latestFirst = (a, b) => doneAt(b) - doneAt(a) || byOrder(a, b);

function groupTitle(kind, day) {
  if (kind === "today") return t("group_today");
  if (kind === "late") return t("group_late", { day: dayWord(day) });
  if (kind === "coming") return dayWord(day);
  return kind === "undated" ? t("group_undated") : t("group_done");
}

function row({ visit, sheet }, dated) {
  const day = dated && visit.day ? dayWord(visit.day) : "";
  return h(
    "li", {},
    h(
      "a.visit-row", { href: `#/kunjungan/${visit.id}` },
      h("span.row-title", {}, visit.label),
      h("span.row-sub", {}, [day, t("kecamatan_of", { name: visit.kecamatan }), visit.team].filter(Boolean).join(" · ")),
      h("span.visit-states", {}, visitState(sheet, visit)),
    ),
  );
}

function newsOf(app) {
  const { core } = app;
  return [updateOffer(core), installHint(core), problemOf(core)];
}

const PASSES = new Set(["offline", "busy", "bad_answer"]);

/** What needs a person; the rest passes by itself and stands in the bar. */
function problemOf(core) {
  const { problem } = core.sync();
  if (!problem || PASSES.has(problem.key)) return null;
  const signIn = ["signed_out", "other_user"].includes(problem.key);
  return notice("warn", why(problem), signIn ? h("p", {}, outside(core, pages.signIn(), t("sign_in"), "btn btn-secondary")) : null);
}

function updateOffer(core) {
  if (!core.update()?.available) return null;
  return h(
    "div.notice", {},
    h("p.notice-title", {}, t("update_ready")),
    h("p", {}, t("update_hint")),
    button(t("update_now"), () => core.applyUpdate(), "btn-secondary"),
  );
}

function installHint(core) {
  if (!core.canInstall()) return null;
  return h(
    "div.notice", {},
    h("p.notice-title", {}, t("install_title")),
    h("p", {}, t("install_hint")),
    button(t("install_now"), () => core.install(), "btn-secondary"),
  );
}

async function lowStorage(core, news) {
  const storage = await core.storage().catch(() => null);
  if (!storage?.low) return;
  news.after(notice("warn", t("storage_low", { free: megabytes(storage.free ?? 0) }), h("p", {}, t("storage_low_hint"))));
}

function contact(core) {
  const sync = core.sync();
  return sync.lastSent ? t("last_contact", { at: moment(sync.lastSent) }) : t("no_contact");
}

function more(core, form) {
  const send = button([sign("send"), t("send_now")], null, "btn-secondary");
  send.addEventListener("click", busily(send, async () => {
    status.tell({ tone: "busy", text: t("asking_server") });
    await core.sendNow().catch(() => null);
    status.forget();
  }));
  return h(
    "div.day-more", {}, send,
    link("#/hp", t("this_phone_long"), "btn btn-link"),
    form,
  );
}

