// Ways out of the app: those pages lie on the server alone, so without a network a way says that instead of leading on.

import { fill, h } from "./dom.js";
import { t } from "./words.js";
import * as pages from "./pages.js";

/** @returns {HTMLElement} a link where there is a network, otherwise a word why not */
export function outside(core, href, words, className = "") {
  if (core.sync().online) return h("a", { href, class: className }, words);
  return h("span.hint", {}, t("needs_signal", { what: words }));
}

/** The same for a screen that is not drawn anew: {node, update}. `make` is asked again when the network comes or goes. */
export function watched(core, make) {
  const node = h("div.door-acts");
  let was = null;
  const update = () => {
    const { online } = core.sync();
    if (online === was) return;
    was = online;
    fill(node, make());
  };
  update();
  return { node, update };
}

/** Where a file is taken in, to be read here and opened on a device with a network. */
export function takeIn(core) {
  const address = `${location.host}${pages.takeIn}`;
  const place = core.sync().online ? h("a", { href: pages.takeIn }, address) : h("strong", {}, address);
  return h("p", {}, t("take_in_at"), " ", place);
}
