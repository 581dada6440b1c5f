// PIN fields: six digits, shown as dots, and the form that chooses one.

import { busily, h, newId } from "./dom.js";
import { t, why } from "./words.js";

const DIGITS = 6;

export function pinField(label, hint = "") {
  const id = newId("pin");
  const field = h("input.form-control.pin-field", {
    id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: DIGITS, pattern: "[0-9]*", required: true,
    "aria-describedby": `${id}-hint ${id}-wrong`,
  });
  const error = h("p.errorlist", { id: `${id}-wrong`, role: "alert" });
  const node = h("div.field-row", {}, h("label.form-label", { for: id }, label), field, h("p.hint", { id: `${id}-hint` }, hint), error);
  const wrong = (text) => {
    error.textContent = text;
    field.setAttribute("aria-invalid", String(Boolean(text)));
    if (!text) return;
    field.value = "";
    field.focus();
  };
  return { node, value: () => field.value, wrong };
}

/** Two fields and a button; `done` gets the PIN and may refuse it. */
export function choosePin({ words, done }) {
  const first = pinField(t("pin_choose"), t("pin_hint"));
  const again = pinField(t("pin_again"));
  const act = h("button.btn.btn-primary.btn-wide", {}, words);
  const take = busily(act, async () => {
    first.wrong("");
    again.wrong("");
    const problem = weak(first.value());
    if (problem) return first.wrong(t(problem));
    if (first.value() !== again.value()) return again.wrong(t("pin_differs"));
    act.textContent = t("one_moment");
    try {
      await done(first.value());
    } catch (error) {
      first.wrong(why(error));
    }
    act.textContent = words;
    return undefined;
  });
  return h("form", { novalidate: true, onsubmit: take }, first.node, again.node, act);
}

/** A PIN that the next person would try first is none. */
function weak(pin) {
  if (!/^\d{6}$/.test(pin)) return "why_pin_format";
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0]) ? "pin_weak" : "";
}
