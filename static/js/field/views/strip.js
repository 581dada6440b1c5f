// How far the sheet is, aspect by aspect; it leads to the grid of all indicators.

import { h, say } from "./dom.js";
import { ASPECTS, aspectWord, sign } from "./signs.js";
import { n, t } from "./words.js";

export function strip(href, indicators) {
  const cells = new Map();
  const counts = new Map();
  const parts = ASPECTS.map((aspect) => {
    const own = indicators.filter((indicator) => indicator.aspect === aspect);
    const count = h("span.num");
    counts.set(aspect, { count, own });
    return h(
      "span.strip-part", { class: `aspect-${aspect}` },
      h("span.strip-name", {}, aspectWord(aspect), " ", count),
      h("span.strip-cells", { "aria-hidden": "true" }, own.map((one) => cells.set(one.code, h("i")).get(one.code))),
    );
  });
  const node = h("a.strip", { href }, parts, h("span.strip-sign", {}, sign("grid")), h("span.visually-hidden", {}, t("to_grid")));
  return { node, update: (lines, here) => update(lines, here, cells, counts) };
}

function update(lines, here, cells, counts) {
  for (const [code, cell] of cells) {
    const line = lines[code];
    const look = `${(line?.value ?? null) === null ? "" : "is-done"} ${code === here ? "is-here" : ""} ${line?.state === "conflict" ? "is-bad" : ""}`;
    if (cell.className !== look) cell.className = look;
  }
  for (const { count, own } of counts.values()) {
    const done = own.filter(({ code }) => (lines[code]?.value ?? null) !== null).length;
    say(count, `${n(done)}/${n(own.length)}`);
  }
}
