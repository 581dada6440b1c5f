// The strip at the top: the way back, where one is, and one act of the screen.

import { fill, h } from "./dom.js";
import { mark, sign } from "./signs.js";
import { t } from "./words.js";
import * as pages from "./pages.js";

const node = document.getElementById("head");

/** {back: hash, title: text, act: node}: without a way back the name of the app stands there. */
export function show({ back = "", title = "", act = null }) {
  const left = back
    ? h("a.head-back", { href: back, "aria-label": t("back_to_day") }, sign("back"))
    : h("span.site-mark", {}, mark(), h("span.site-name", {}, "BANTAR"));
  fill(
    node,
    pages.simulated ? h("p.sim-banner", {}, h("strong", {}, t("simulated"))) : null,
    h("div.field-head-in", {}, left, h("span.head-title", {}, title), act),
  );
}
