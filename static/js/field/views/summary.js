// The whole sheet before it is submitted: what is missing first, then all scores, the photos on their way.

import { button, busily, h, heading, link, notice, redraw } from "./dom.js";
import { ASPECTS, aspectWord, badge, chip } from "./signs.js";
import { openConflicts, photosHere } from "./states.js";
import { notesOf } from "./visit.js";
import { submittedView } from "./submitted.js";
import { n, t, why } from "./words.js";
import * as status from "./status.js";

export function summaryView(app, id) {
  const first = app.core.sheet(id);
  if (first.status === "submitted" || first.status === "submitting" || first.closed) return submittedView(app, id);
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const top = h("div");
  const all = h("div");
  const submit = button(t("submit"), null, "btn-primary btn-grow");
  submit.addEventListener("click", busily(submit, () => hand(app, id)));
  const missing = h("a.btn.btn-primary.btn-grow");
  const update = () => {
    const sheet = core.sheet(id);
    if (sheet.status !== "none" && sheet.status !== "draft") return app.go(`#/terkirim/${id}`, { replace: true });
    redraw(top, [sheet.missing, sheet.conflicts, sheet.kept, sheet.refused, sheet.waiting, photosHere(sheet)], () => headOf(sheet, id));
    redraw(all, [sheet.lines, sheet.facts, sheet.photos?.length], () => [ASPECTS.map((aspect) => block(aspect, core.plan().indicators, sheet, id)), placeOf(sheet, id)]);
    const complete = sheet.missing.length === 0 && !openConflicts(sheet).length;
    submit.hidden = !complete;
    missing.hidden = complete;
    missing.href = sheet.missing.length ? `#/lembar/${id}/${sheet.missing[0]}` : `#/beda/${id}`;
    missing.textContent = sheet.missing.length ? t("score_missing", { code: sheet.missing[0] }) : t("choose_one");
    return undefined;
  };
  update();
  return {
    title: t("summary_title"),
    node: h("div", {}, heading(t("summary_title")), top, all),
    head: { back: `#/kunjungan/${id}`, title: visit.label },
    dock: [submit, missing],
    update,
  };
}

function headOf(sheet, id) {
  const here = photosHere(sheet);
  return [
    h("p.lede", {}, sheet.missing.length ? t("missing_n", { n: sheet.missing.length }) : t("summary_complete")),
    sheet.missing.length ? h("ul.grid-cells.missing-list", { "aria-label": t("still_missing") }, sheet.missing.map((code) => h("li", {}, link(`#/lembar/${id}/${code}`, code, "btn btn-secondary btn-step")))) : null,
    sheet.waiting?.length ? notice("warn", t("server_waits"), h("p", {}, t("server_waits_text"))) : null,
    notesOf(sheet, id),
    here ? notice("", t("photos_on_phone", { n: here }), h("p", {}, t("photos_on_phone_hint"))) : null,
  ];
}

function block(aspect, indicators, sheet, id) {
  const own = indicators.filter((one) => one.aspect === aspect);
  const order = [...own].sort((a, b) => Number(has(sheet, a)) - Number(has(sheet, b)));
  return h(
    "section", { class: `aspect-${aspect}` }, h("h2", { class: `aspect-${aspect}` }, aspectWord(aspect)),
    h("ul.row-list", {}, order.map((one) => h("li", {}, row(one, sheet, id)))),
  );
}

function has(sheet, indicator) {
  return (sheet.lines[indicator.code]?.value ?? null) !== null;
}

function row(indicator, sheet, id) {
  const line = sheet.lines[indicator.code] ?? {};
  const photos = (sheet.photos ?? []).filter((photo) => photo.code === indicator.code);
  const more = [line.note ? t("with_note") : "", photos.length ? t("photos_n", { n: photos.length }) : ""].filter(Boolean).join(" · ");
  return h(
    "a.sum-row", { href: `#/lembar/${id}/${indicator.code}` },
    h("span.sum-text", {}, h("span.sum-line", {}, chip(indicator.code, indicator.aspect), indicator.wording), more ? h("span.row-sub", {}, more) : null),
    h("span.sum-value.num", {}, has(sheet, indicator) ? n(line.value) : "–"),
    h("span.sum-state", {}, badge(has(sheet, indicator) ? line.state : "empty")),
  );
}

function placeOf(sheet, id) {
  const facts = sheet.facts ?? {};
  const text = [facts.place, facts.note].filter(Boolean).join(" · ");
  return h(
    "section.block", {}, h("h2", {}, t("place_and_note")), h("p", {}, text || t("no_place")),
    h("p", {}, link(`#/tempat/${id}`, t("change"), "btn btn-secondary")),
  );
}

async function hand(app, id) {
  status.tell({ tone: "busy", text: t("submitting") });
  try {
    await app.core.submit(id);
    status.tell({ tone: "done", text: t("submit_saved") });
    app.go(`#/terkirim/${id}`, { replace: true });
  } catch (error) {
    status.tell({ tone: "bad", text: `${t("submit_not_saved")} ${why(error)}` });
  }
}
