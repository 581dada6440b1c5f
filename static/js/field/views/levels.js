// The levels of one indicator: a button each, or a field for long scales.

import { h, newId } from "./dom.js";
import { sign } from "./signs.js";
import { n, t } from "./words.js";

const GUIDED_SCALE = 4; // the guide describes these levels and no others
const IN_ROWS = 5; // up to so many stand below one another, with room for their words

export function levels(given) {
  return given.rules.has_buttons ? buttons(given) : numberField(given);
}

function buttons({ indicator, rules, value, labelledBy, choose }) {
  const all = Array.from({ length: rules.scale_max + 1 }, (_, level) => level);
  const guide = rules.scale_max === GUIDED_SCALE ? indicator.level_guide ?? {} : {};
  const made = all.map((level) => levelButton(level, rules.levels?.[level] ?? "", guide[level] ?? "", choose));
  const rows = all.length <= IN_ROWS ? "level-rows" : "level-tiles";
  const node = h("div", { role: "group", "aria-labelledby": labelledBy, class: rows }, made);
  const show = (chosen) => made.forEach((one, level) => one.setAttribute("aria-pressed", String(level === chosen)));
  show(value ?? null);
  return { node, show, describe: (on) => node.classList.toggle("is-described", on) };
}

function levelButton(level, word, description, choose) {
  return h(
    "button.level-button", { type: "button", data: { level }, onclick: () => choose(level) },
    h("span.level-value", {}, n(level)),
    h("span.level-words", {}, word ? h("span.level-word", {}, word) : null, description ? h("span.level-guide", {}, description) : null),
    sign("check"),
  );
}

function numberField({ rules, value, choose }) {
  const id = newId("score");
  const most = rules.scale_max;
  const wrong = h("p.errorlist", { id: `${id}-wrong` });
  const field = h("input.form-control.score-field.num", {
    id, type: "text", inputmode: "numeric", maxlength: 5, autocomplete: "off", "aria-describedby": `${id}-wrong`, value: value ?? "",
  });
  let taken = field.value;
  const take = (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    if (typed === taken) return; // Enter changes the field and sends the form: one act
    taken = typed;
    const given = /^\d+$/.test(typed) && Number(typed) <= most ? Number(typed) : null;
    const bad = typed !== "" && given === null;
    wrong.textContent = bad ? t("score_off_scale", { most }) : "";
    field.setAttribute("aria-invalid", String(bad));
    if (!bad) choose(given);
  };
  field.addEventListener("change", take); // typed is meant, also without the button
  const form = h(
    "form.score-form", { novalidate: true, onsubmit: take },
    h("label.form-label", { for: id }, t("score_from_to", { most })),
    h("div.score-row", {}, field, h("button.btn.btn-secondary", {}, t("save_score"))),
    wrong,
  );
  const show = (chosen) => {
    if (document.activeElement === field && field.value.trim() === taken) return;
    field.value = chosen ?? "";
    taken = field.value;
  };
  return { node: form, show, describe: () => null };
}
