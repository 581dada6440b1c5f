// One visit: where it is, what to know before going there, and the way into the sheet.

import { h, heading, link, notice, redraw } from "./dom.js";
import { ASPECTS, aspectWord, chip, sign } from "./signs.js";
import { isHandedIn, openConflicts, totalOf, visitState } from "./states.js";
import { day, n, t } from "./words.js";

export function visitView(app, id) {
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const plan = core.plan();
  const states = h("p.visit-states");
  const notes = h("div");
  const start = h("a.btn.btn-primary.btn-grow");
  const update = () => {
    const sheet = core.sheet(id);
    redraw(states, [sheet.status, sheet.state, sheet.filled, sheet.unsent, sheet.closed, sheet.conflicts, sheet.kept, sheet.refused], () => visitState(sheet, visit));
    redraw(notes, [sheet.closed, sheet.conflicts, sheet.kept, sheet.refused], () => notesOf(sheet, id));
    aim(start, sheet, id);
  };
  update();
  return {
    title: visit.label,
    node: h("div", {}, h("p.eyebrow", {}, plan.rules[visit.edition]?.name ?? ""), heading(visit.label), states, notes, facts(visit), stories(visit), guide(plan)),
    head: { back: "#/", title: t("visit") },
    dock: [link(`#/kisi/${id}`, [sign("grid"), h("span.visually-hidden", {}, t("to_grid"))], "btn btn-secondary btn-step"), start],
    update,
  };
}

function aim(node, sheet, id) {
  const done = isHandedIn(sheet);
  const [hash, words] = done || sheet.closed ? [`#/terkirim/${id}`, t("see_sheet")]
    : sheet.missing.length === 0 ? [`#/ringkasan/${id}`, t("to_summary")]
    : [`#/lembar/${id}/${sheet.missing[0]}`, sheet.filled ? t("go_on_scoring", { n: sheet.filled, total: totalOf(sheet) }) : t("start_scoring")];
  node.href = hash;
  if (node.textContent !== words) node.textContent = words;
}

/** What the assessor must know: differing phones, what was kept without counting, why it is closed. */
export function notesOf(sheet, id) {
  const differing = openConflicts(sheet).length;
  return [
    sheet.closed && sheet.status !== "submitted" ? notice("warn", closedWords(sheet.closed)) : null,
    differing ? notice("bad", t("conflicts_title", { n: differing }), h("p", {}, t("conflicts_text")), h("p", {}, link(`#/beda/${id}`, t("choose_one"), "btn btn-secondary"))) : null,
    keptOf(sheet),
    refusedOf(sheet),
  ];
}

/** The server's words speak of what arrives too late; here nothing has yet. */
function closedWords({ code, text }) {
  return code === "visit_closed" ? t("closed_visit") : text;
}

function keptOf(sheet) {
  if (!sheet.kept?.length) return null;
  const items = sheet.kept.map((one) => h("li", {}, h("strong", {}, saidBy(one)), " ", one.reason?.text ?? ""));
  return notice("warn", t("kept_title", { n: sheet.kept.length }), h("p", {}, t("kept_text")), h("ul", {}, items));
}

function refusedOf(sheet) {
  if (!sheet.refused?.length) return null;
  const items = sheet.refused.map((one) => h("li", {}, h("strong", {}, saidBy(one)), " ", one.reason?.text ?? one.text ?? ""));
  return notice("bad", t("refused_title", { n: sheet.refused.length }), h("p", {}, t("refused_text")), h("ul", {}, items));
}

const KINDS = { facts: "kind_facts", photo: "kind_photo", photo_removed: "kind_photo_removed", submit: "kind_submit" };

function saidBy(one) {
  if (KINDS[one.kind]) return `${t(KINDS[one.kind])}${one.code && one.kind === "photo" ? ` ${one.code}` : ""}:`;
  const value = (one.value ?? null) === null ? "–" : n(one.value);
  return `${one.code} = ${value}${one.note ? ` (${one.note})` : ""}:`;
}

function facts(visit) {
  const rows = [
    [t("address"), visit.address || `${visit.kelurahan}, ${visit.kecamatan}`],
    [t("day"), visit.day ? `${day(visit.day)} · ${visit.team}` : visit.team],
    [t("size"), [visit.category, visit.kk ? `${n(visit.kk)} KK` : ""].filter(Boolean).join(" · ")],
    [t("track"), visit.track],
    [t("kelurahan_note"), visit.note],
  ];
  return h("dl.facts", {}, rows.filter(([, text]) => text).map(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]));
}

function stories(visit) {
  if (!visit.members?.length) return null;
  return h(
    "section.block", {}, h("h2", {}, t("story")),
    visit.members.map((member) => h(
      "div.story", {},
      h("h3", {}, `RT ${String(Number(member.rt)).padStart(2, "0")}`, member.kk ? h("span.hint", {}, ` · ${n(member.kk)} KK`) : null),
      member.story?.length
        ? h("ul.story-list", {}, member.story.map((one) => h("li", {}, h("strong.num", {}, String(one.year)), " ", one.text)))
        : h("p.hint", {}, t("no_story")),
    )),
  );
}

function guide(plan) {
  const parts = ASPECTS.map((aspect) => h(
    "details.disclose", { class: `aspect-${aspect}` }, h("summary", {}, aspectWord(aspect)),
    plan.indicators.filter((one) => one.aspect === aspect).map((one) => indicatorGuide(one)),
  ));
  return h("section.block", {}, h("h2", {}, t("levels_look_like")), parts);
}

function indicatorGuide(one) {
  const levels = Object.entries(one.level_guide ?? {});
  return h(
    "section.guide-one", {}, h("h3", {}, chip(one.code, one.aspect), one.wording), h("p", {}, one.guide),
    levels.length ? h("dl.facts.level-guide", {}, levels.map(([level, text]) => [h("dt", {}, level), h("dd", {}, text)])) : null,
  );
}
