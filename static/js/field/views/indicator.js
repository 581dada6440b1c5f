// One indicator: its words, the guide, the levels, a note and photos. Nothing is drawn anew on a tap.

import { fill, h, heading, newId } from "./dom.js";
import { levels } from "./levels.js";
import { photosOf } from "./photos.js";
import { badge, chip } from "./signs.js";
import { t } from "./words.js";

const GUIDE = "bantar-guide"; // a habit of this phone, nothing of the work

export function indicatorPanel({ app, visit, indicator, rules, line, choose, write }) {
  const { code, aspect } = indicator;
  const title = heading(indicator.wording);
  title.id = newId("indicator");
  const state = h("span.line-state");
  const choice = levels({ indicator, rules, value: line.value, labelledBy: title.id, choose });
  const note = noteField(code, line.note ?? "", write);
  const photos = photosOf(app, visit, code);
  const node = h(
    "section.indicator-card", { class: `aspect-${aspect}`, data: { code } },
    h("p.indicator-line", {}, chip(code, aspect), h("span.hint", {}, place(app, indicator)), state),
    title,
    guide(indicator, choice),
    choice.node, note.node, photos.node,
  );
  let known = { ...line };
  const update = (now, quiet) => {
    drawState(state, now);
    photos.update();
    if (quiet && now.value !== known.value) choice.show(now.value ?? null);
    if ((now.note ?? "") !== (known.note ?? "")) note.follow(now.note ?? "");
    known = { ...now };
  };
  return { node, heading: title, update, show: choice.show, note: note.text, flush: note.flush };
}

function place(app, indicator) {
  const codes = app.core.plan().indicators.map((one) => one.code);
  return t("place_in_sheet", { at: codes.indexOf(indicator.code) + 1, total: codes.length });
}

function drawState(node, line) {
  const state = (line.value ?? null) === null && !line.note ? "" : line.state;
  if (node.dataset.state === state) return;
  node.dataset.state = state;
  fill(node, state && state !== "empty" ? badge(state) : null);
}

/** The guide folds away for those who know it, and stays so on the next indicator. */
function guide(indicator, choice) {
  if (!indicator.guide && !Object.keys(indicator.level_guide ?? {}).length) return null;
  const node = h("details.disclose", {}, h("summary", {}, t("guide")), h("p.guide-text", {}, indicator.guide));
  node.open = remembered() === "open";
  choice.describe(node.open);
  node.addEventListener("toggle", () => {
    choice.describe(node.open);
    remember(node.open ? "open" : "closed");
  });
  return node;
}

function remembered() {
  try {
    return localStorage.getItem(GUIDE);
  } catch {
    return null;
  }
}

function remember(habit) {
  try {
    localStorage.setItem(GUIDE, habit);
  } catch {
    // a browser that keeps no habits leaves the guide folded
  }
}

const PAUSE = 700; // ms without a key before what was typed is saved
export const LONGEST_NOTE = 1000;

function noteField(code, saved, write) {
  const id = newId("note");
  const field = h("textarea.form-control", { id, rows: 3, maxlength: LONGEST_NOTE, value: saved });
  const node = h(
    "details.disclose", {},
    h("summary", {}, t("note"), saved ? h("span.hint", {}, ` · ${t("note_there")}`) : null),
    h("label.visually-hidden", { for: id }, t("note_on", { code })),
    field,
    h("p.hint", {}, t("note_hint", { most: LONGEST_NOTE })),
  );
  node.open = Boolean(saved);
  let timer = 0;
  let stored = saved;
  const flush = () => {
    clearTimeout(timer);
    if (field.value === stored) return;
    stored = field.value;
    write(field.value);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  });
  field.addEventListener("change", flush);
  const follow = (text) => {
    if (field.value === stored && document.activeElement !== field) field.value = text;
    stored = text;
  };
  return { node, text: () => field.value, flush, follow };
}
