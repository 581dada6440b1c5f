// After submitting: the three states of the sheet, its receipt, its photos. Also a closed sheet, to read only.

import { button, busily, fill, h, heading } from "./dom.js";
import { ASPECTS, aspectWord, badge, chip, stateSign } from "./signs.js";
import { photosHere } from "./states.js";
import { moment, n, t, why } from "./words.js";
import { notesOf } from "./visit.js";
import * as status from "./status.js";

export function submittedView(app, id) {
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const title = heading("");
  const body = h("div");
  const all = h("div");
  let drawn = "";
  const update = () => {
    const sheet = core.sheet(id);
    if (sheet.status === "none" || (sheet.status === "draft" && !sheet.closed)) return app.go(`#/ringkasan/${id}`, { replace: true });
    const { online } = core.sync();
    const key = JSON.stringify([online, sheet.status, sheet.state, sheet.receipt, sheet.notCounted, sheet.unsent, sheet.photos?.map((one) => [one.id, one.state]), sheet.kept, sheet.refused, sheet.conflicts]);
    if (key === drawn) return undefined;
    drawn = key;
    title.textContent = titleOf(sheet, online);
    fill(body, steps(sheet), receipt(sheet), notesOf(sheet, id), takeBack(app, sheet, id), photosOf(sheet));
    fill(all, ASPECTS.map((aspect) => block(aspect, core.plan().indicators, sheet)));
    return undefined;
  };
  update();
  return {
    title: title.textContent,
    node: h("div", {}, h("p.eyebrow", {}, visit.label), title, body, h("details.disclose", {}, h("summary", {}, t("all_scores")), all)),
    head: { back: "#/", title: visit.label },
    dock: [button(t("back_to_day"), () => app.go("#/"), "btn-primary btn-grow")],
    update,
  };
}

function titleOf(sheet, online) {
  if (sheet.status === "submitting") return online ? t("submitting_title") : t("submitted_waiting_title");
  if (sheet.status !== "submitted") return t("closed_title");
  if (sheet.notCounted || sheet.state === "kept") return t("not_counted_title");
  return sheet.state === "counted" ? t("counted_title") : t("received_title");
}

/** On this phone, received, counted: three steps, each with a word and a sign, reached or not. */
function steps(sheet) {
  if (sheet.status !== "submitted" && sheet.status !== "submitting") return null;
  const received = sheet.status === "submitted";
  const counted = sheet.state === "counted";
  const at = sheet.submittedAt ?? sheet.submitted_at;
  const refused = sheet.notCounted;
  return h(
    "ol.steps3", {},
    step("phone", true, t("state_phone"), t("step_phone")),
    step("received", received, t("state_received"), received ? (at ? t("step_received_at", { at: moment(at) }) : t("step_received")) : t("step_not_received")),
    refused
      ? step("kept", true, t("state_kept"), refused.text)
      : step("counted", counted, t("state_counted"), counted ? t("step_counted") : t("step_not_counted")),
  );
}

function step(state, reached, word, text) {
  return h(
    "li", { class: `step-${state} ${reached ? "is-reached" : ""}` }, h("span.step-sign", {}, stateSign(state)),
    h("span.step-words", {}, h("strong", {}, word), h("span.visually-hidden", {}, reached ? ` (${t("reached")})` : ` (${t("not_reached")})`), h("span.hint", {}, text)),
  );
}

function receipt(sheet) {
  if (!sheet.receipt) return null;
  return h("div.receipt", {}, h("p.hint", {}, t("receipt")), h("p.receipt-code", {}, sheet.receipt), h("p.hint", {}, t("receipt_hint")));
}

function photosOf(sheet) {
  const photos = sheet.photos ?? [];
  if (!photos.length) return null;
  const here = photosHere(sheet);
  const groups = ["phone", "elsewhere", "received", "counted", "kept", "refused"].map((state) => [state, photos.filter((photo) => photo.state === state).length]);
  return h(
    "section.block", {}, h("h2", {}, t("photos")),
    h("ul.state-list", {}, groups.filter(([, count]) => count).map(([state, count]) => h("li", {}, badge(state), h("span.num", {}, n(count))))),
    here ? h("p.hint", {}, t("photos_on_phone_hint")) : null,
  );
}

/** Until it has been sent, a mistake can still be corrected here. */
function takeBack(app, sheet, id) {
  if (sheet.status !== "submitting") return null;
  const act = button(t("take_back"), null, "btn-secondary");
  act.addEventListener("click", busily(act, async () => {
    try {
      await app.core.takeBackSubmission(id);
      app.go(`#/ringkasan/${id}`, { replace: true });
    } catch (error) {
      status.tell({ tone: "bad", text: why(error) });
    }
  }));
  return h("p.block", {}, act);
}

function block(aspect, indicators, sheet) {
  const own = indicators.filter((one) => one.aspect === aspect);
  return h(
    "section", { class: `aspect-${aspect}` }, h("h3", { class: `aspect-${aspect}` }, aspectWord(aspect)),
    h("ul.row-list", {}, own.map((one) => {
      const line = sheet.lines[one.code] ?? {};
      return h("li.sum-row", {}, h("span.sum-text", {}, h("span.sum-line", {}, chip(one.code, aspect), one.wording), line.note ? h("span.row-sub", {}, line.note) : null), h("span.sum-value.num", {}, (line.value ?? null) === null ? "–" : n(line.value)));
    })),
  );
}

