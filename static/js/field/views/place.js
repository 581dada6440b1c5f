// Place and note of the whole visit.

import { button, busily, fill, h, heading, newId, notice } from "./dom.js";
import { badge } from "./signs.js";
import { openConflicts } from "./states.js";
import { t, why } from "./words.js";
import * as status from "./status.js";

const LONGEST = { place: 200, note: 4000 };

export function placeView(app, id) {
  const { core } = app;
  const visit = core.visits().find((one) => one.id === id);
  const facts = core.sheet(id).facts ?? {};
  const state = h("span");
  const place = h("input.form-control", { id: newId("place"), maxlength: LONGEST.place, value: facts.place ?? "", autocomplete: "off" });
  const note = h("textarea.form-control", { id: newId("note"), rows: 5, maxlength: LONGEST.note, value: facts.note ?? "" });
  const save = async () => {
    const now = core.sheet(id).facts ?? {};
    if ((now.place ?? "") === place.value && (now.note ?? "") === note.value) return true;
    try {
      await core.setFacts(id, { place: place.value, note: note.value });
      status.tell({ tone: "done", text: t("facts_saved") });
      return true;
    } catch (error) {
      status.tell({ tone: "bad", text: `${t("facts_not_saved")} ${why(error)}` });
      return false;
    }
  };
  for (const field of [place, note]) field.addEventListener("change", save);
  const done = button(t("save_and_on"), null, "btn-primary btn-grow");
  done.addEventListener("click", busily(done, async () => (await save()) && app.go(`#/ringkasan/${id}`)));
  const update = () => {
    const now = core.sheet(id).facts;
    fill(state, now?.state && now.state !== "empty" ? badge(now.state) : null);
  };
  update();
  return {
    title: t("place_and_note"),
    node: h("div", {}, heading(t("place_and_note")), state, conflictOf(core.sheet(id), id), field(place, t("place"), t("place_hint")), field(note, t("visit_note"), t("visit_note_hint"))),
    head: { back: `#/kisi/${id}`, title: visit.label },
    dock: [done],
    update,
    leave: save,
    hide: save,
  };
}

function conflictOf(sheet, id) {
  const differs = openConflicts(sheet).some((one) => one.code === "visit");
  return differs ? notice("bad", t("line_differs"), h("p", {}, h("a.btn.btn-secondary", { href: `#/beda/${id}` }, t("choose_one")))) : null;
}

function field(input, label, hint) {
  const hintId = `${input.id}-hint`;
  input.setAttribute("aria-describedby", hintId);
  return h("div.field-row", {}, h("label.form-label", { for: input.id }, label), input, h("p.hint", { id: hintId }, hint));
}
