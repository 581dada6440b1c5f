// Two phones said different things: both stand side by side, with phone and time, and one tap keeps one.

import { button, busily, fill, h, heading } from "./dom.js";
import { chip } from "./signs.js";
import { openConflicts } from "./states.js";
import { moment, n, t, why } from "./words.js";
import * as status from "./status.js";

export function conflictView(app, id) {
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const body = h("div");
  let drawn = "";
  const update = () => {
    const sheet = core.sheet(id);
    const key = JSON.stringify([sheet.conflicts, sheet.lines, sheet.facts]);
    if (key === drawn) return;
    drawn = key;
    const codes = [...new Set(openConflicts(sheet).map((one) => one.code))];
    fill(body, codes.length ? codes.map((code) => choice(app, id, code, sheet)) : done(id));
  };
  update();
  return {
    title: t("conflict_title"),
    node: h("div", {}, heading(t("conflict_title")), h("p.lede", {}, t("conflict_lede")), body),
    head: { back: `#/kunjungan/${id}`, title: visit.label },
    update,
  };
}

function done(id) {
  return h("div.empty", {}, h("p.empty-text", {}, t("conflict_none")), h("p", {}, h("a.btn.btn-primary", { href: `#/kisi/${id}` }, t("back_to_sheet"))));
}

function choice(app, id, code, sheet) {
  const isFacts = code === "visit";
  const indicator = app.core.plan().indicators.find((one) => one.code === code);
  const standing = isFacts ? sheet.facts ?? {} : sheet.lines[code] ?? {};
  const others = openConflicts(sheet).filter((one) => one.code === code);
  return h(
    "section.conflict", { class: indicator ? `aspect-${indicator.aspect}` : "" },
    h("h2.h3", {}, indicator ? [chip(code, indicator.aspect), indicator.wording] : t("place_and_note")),
    h("div.versions", {},
      version(app, id, code, standing, isFacts, t("value_stored"), standing.phone ?? "", standing.at ?? ""),
      others.map((one) => version(app, id, code, one, isFacts, t("value_other"), one.phone, one.at))),
  );
}

function version(app, id, code, said, isFacts, title, phone, at) {
  const keep = button(t("keep_this"), null, "btn-primary btn-wide");
  keep.addEventListener("click", busily(keep, () => settle(app, id, code, said, isFacts)));
  const source = [phone ? t("phone_named", { name: phone }) : "", at ? moment(at) : ""].filter(Boolean).join(" · ");
  return h(
    "div.version", {}, h("p.version-title", {}, title), h("p.hint", {}, source || t("value_stored_hint")),
    isFacts ? h("p.version-facts", {}, said.place || "–") : h("p.version-value.num", {}, (said.value ?? null) === null ? "–" : n(said.value)),
    h("p.version-note", {}, said.note || h("span.hint", {}, t("without_note"))), keep,
  );
}

async function settle(app, id, code, said, isFacts) {
  const note = said.note ?? "";
  try {
    if (isFacts) await app.core.setFacts(id, { place: said.place ?? "", note });
    else await app.core.setLine(id, code, { value: said.value ?? null, note });
    status.tell({ tone: "done", text: t("conflict_settled", { code: isFacts ? t("place_and_note") : code }) });
  } catch (error) {
    status.tell({ tone: "bad", text: `${t("line_not_saved", { code })} ${why(error)}` });
  }
}
