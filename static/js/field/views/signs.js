// Signs and states: a word, a shape and a colour, never one alone.

import { h, svg } from "./dom.js";
import { t } from "./words.js";

const PATHS = {
  phone: ["M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5z", "M11 18.5h2"],
  received: ["M12 3v10M8 9.5l4 4 4-4", "M4 14v5.5h16V14"],
  counted: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8 12.2l2.8 2.8L16 9.5"],
  conflict: ["M4 8h13M13.5 4.5 17 8l-3.5 3.5", "M20 16H7M10.5 12.5 7 16l3.5 3.5"],
  lock: ["M6 11h12v9.5H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  warn: ["M12 4 2.8 20h18.4z", "M12 10v4.5M12 17.2v.3"],
  idle: ["M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z"],
  part: ["M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M12 8.5v3.5l2.5 1.5"],
  back: ["M15 5l-7 7 7 7"],
  next: ["M9 5l7 7-7 7"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  camera: ["M4 8h3.5L9 5.5h6L16.5 8H20v11H4z", "M12 10.2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"],
  gallery: ["M4 5h16v14H4z", "M4 16l5-5 4 4 2.5-2.5L20 17", "M15 8.5v.5"],
  grid: ["M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z"],
  undo: ["M8 5 4 9l4 4", "M4 9h10a5.5 5.5 0 0 1 0 11h-3"],
  send: ["M12 20V5M6 11l6-6 6 6"],
  trash: ["M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13"],
  file: ["M6 3h8l4 4v14H6z", "M12 10v7M9 14l3 3 3-3"],
  place: ["M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21z", "M12 7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"],
};

export function sign(name) {
  return svg("0 0 24 24", { class: "icon" }, ...PATHS[name].map((d) => ["path", { d }]));
}

/** What a state looks like: [sign, tone, word]. Saved here, received, counted: never blurred. */
const STATES = {
  phone: ["phone", "now", "state_phone"],
  received: ["received", "received", "state_received"],
  counted: ["counted", "ok", "state_counted"],
  conflict: ["conflict", "bad", "state_conflict"],
  kept: ["lock", "warn", "state_kept"],
  refused: ["warn", "bad", "state_refused"],
  empty: ["idle", "idle", "state_empty"],
  part: ["part", "idle", "state_waiting"],
  elsewhere: ["part", "idle", "state_elsewhere"],
};

export function stateWord(state) {
  return t((STATES[state] ?? STATES.empty)[2]);
}

export function stateSign(state) {
  return sign((STATES[state] ?? STATES.empty)[0]);
}

export function badge(state, word = "") {
  const [drawn, tone, key] = STATES[state] ?? STATES.empty;
  return h("span.state", { class: `state-${tone}` }, sign(drawn), h("span", {}, word || t(key)));
}

export const ASPECTS = ["bersih", "aman", "pintar"];
const ASPECT_WORDS = { bersih: "Bersih", aman: "Aman", pintar: "Pintar" };

export function aspectWord(aspect) {
  return ASPECT_WORDS[aspect] ?? aspect;
}

export function chip(code, aspect) {
  return h("span.indicator-code", { class: `aspect-${aspect}` }, code);
}

export function mark() {
  const roofs = [["bersih", "M6 20 24 7l18 13"], ["aman", "M6 31 24 18l18 13"], ["pintar", "M6 42 24 29l18 13"]];
  return svg("0 0 48 48", { class: "brand-mark" }, ...roofs.map(([a, d]) => ["path", { class: `aspect-${a}`, d }]));
}
