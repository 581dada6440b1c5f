// All indicators at a glance: what has a score, what is missing, one tap to any of them.

import { h, heading, link, redraw } from "./dom.js";
import { ASPECTS, aspectWord, stateSign, stateWord } from "./signs.js";
import { n, t } from "./words.js";

export function gridView(app, id) {
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const lede = h("p.lede");
  const cells = h("div");
  const summary = link(`#/ringkasan/${id}`, t("to_summary"), "btn btn-primary btn-grow");
  const update = () => {
    const sheet = core.sheet(id);
    lede.textContent = sheet.missing.length ? t("missing_n", { n: sheet.missing.length }) : t("nothing_missing");
    redraw(cells, sheet.lines, () => ASPECTS.map((aspect) => part(aspect, core.plan().indicators, sheet, id)));
  };
  update();
  return {
    title: t("grid_title"),
    node: h("div", {}, heading(t("grid_title")), lede, cells, h("p", {}, link(`#/tempat/${id}`, t("place_and_note"), "btn btn-secondary"))),
    head: { back: `#/kunjungan/${id}`, title: visit.label },
    dock: [summary],
    update,
  };
}

function part(aspect, indicators, sheet, id) {
  const own = indicators.filter((one) => one.aspect === aspect);
  const done = own.filter((one) => hasScore(sheet, one.code)).length;
  return h(
    "section.grid-part", { class: `aspect-${aspect}` },
    h("h2", { class: `aspect-${aspect}` }, aspectWord(aspect), h("span.hint.num", {}, ` ${n(done)}/${n(own.length)}`)),
    h("ul.grid-cells", {}, own.map((one) => h("li", {}, cell(one, sheet, id)))),
  );
}

function hasScore(sheet, code) {
  return (sheet.lines[code]?.value ?? null) !== null;
}

function cell(indicator, sheet, id) {
  const line = sheet.lines[indicator.code];
  const has = hasScore(sheet, indicator.code);
  const state = has || line?.state === "conflict" ? line.state : "empty";
  const name = `${indicator.code}: ${has ? n(line.value) : t("state_empty")}${has ? `, ${stateWord(state)}` : ""}. ${indicator.wording}`;
  return h(
    "a.grid-cell", { href: `#/lembar/${id}/${indicator.code}`, "aria-label": name, class: has ? "is-done" : "is-missing", data: { state } },
    h("span.grid-code", {}, indicator.code),
    h("span.grid-value.num", {}, has ? n(line.value) : "–"),
    has ? stateSign(state) : null,
  );
}
