// The app on the phone: which screen stands, and what every screen shares. Screens are in views/, the store in core/.

import * as core from "./core/index.js";
import { fill, h } from "./views/dom.js";
import { conflictView } from "./views/conflict.js";
import { dayView } from "./views/day.js";
import { doorFor } from "./views/doors.js";
import { gridView } from "./views/grid.js";
import * as head from "./views/head.js";
import { leaveView, phoneView, pinView } from "./views/phone.js";
import { placeView } from "./views/place.js";
import { sheetView } from "./views/sheet.js";
import * as status from "./views/status.js";
import { submittedView } from "./views/submitted.js";
import { summaryView } from "./views/summary.js";
import { visitView } from "./views/visit.js";
import { t } from "./views/words.js";

const ROUTES = [
  [/^#\/kunjungan\/(\d+)$/, visitView],
  [/^#\/lembar\/(\d+)(?:\/(\w+))?$/, sheetView],
  [/^#\/kisi\/(\d+)$/, gridView],
  [/^#\/tempat\/(\d+)$/, placeView],
  [/^#\/ringkasan\/(\d+)$/, summaryView],
  [/^#\/beda\/(\d+)$/, conflictView],
  [/^#\/terkirim\/(\d+)$/, submittedView],
  [/^#\/hp$/, phoneView],
  [/^#\/hp\/pin$/, pinView],
  [/^#\/hp\/keluar$/, leaveView],
];

const content = document.getElementById("content");
const scrolled = new Map();
let screen = null;
let phase = "";
let planned = false; // whether there was a plan when the screen was drawn
let here = "";
let queued = false;

const app = {
  core,
  /** Go to another screen; `replace` leaves no step behind for the Back button. */
  go(hash, { replace = false } = {}) {
    if (location.hash === hash) open();
    else if (replace) {
      history.replaceState(null, "", hash);
      open();
    } else location.hash = hash;
  },
  /** Name the place in the address without drawing it anew: the screen has done so itself. */
  note(hash) {
    history.replaceState(null, "", hash);
    here = hash;
  },
};

function viewFor(hash) {
  for (const [pattern, view] of ROUTES) {
    const found = pattern.exec(hash);
    if (!found) continue;
    const [, id, code] = found;
    if (id && !core.visits().some((visit) => String(visit.id) === id)) return dayView(app, { unknown: true });
    return view(app, id ? Number(id) : null, code);
  }
  return dayView(app, {});
}

function open() {
  screen?.leave?.();
  if (here) scrolled.set(here, scrollY);
  here = location.hash || "#/";
  phase = core.phase();
  planned = Boolean(core.plan());
  screen = phase === "open" ? viewFor(here) : doorFor(phase, app);
  fill(content, screen.node);
  content.className = screen.narrow === false ? "" : "screen";
  document.title = `${screen.title} · BANTAR`;
  head.show(screen.head ?? {});
  if (screen.dock === null) status.hide();
  else status.show(...(screen.dock ?? []));
  status.refresh();
  (content.querySelector("[data-first]") ?? content.querySelector("h1"))?.focus({ preventScroll: true });
  scrollTo(0, screen.keepsPlace ? (scrolled.get(here) ?? 0) : 0);
}

/** Many changes in one moment are one look at the store. */
function changed() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => {
    queued = false;
    if (core.phase() !== phase || Boolean(core.plan()) !== planned) open();
    else screen?.update?.();
    status.refresh();
  });
}

function keyPressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("textarea, select, input")) return;
  screen?.key?.(event);
}

async function begin() {
  history.scrollRestoration = "manual";
  status.start(core);
  try {
    await core.start();
  } catch (error) {
    screen = doorFor("broken", app, error);
    fill(content, h("div", {}, screen.node));
    return;
  }
  core.onChange(changed);
  for (const name of ["online", "offline"]) addEventListener(name, changed); // also while nothing is open
  addEventListener("hashchange", () => {
    if (location.hash !== here) open();
  });
  addEventListener("keydown", keyPressed);
  document.addEventListener("visibilitychange", () => document.hidden && screen?.hide?.()); // the phone goes into a pocket
  document.querySelector(".skip-link").addEventListener("click", (event) => {
    event.preventDefault(); // its address would be taken for a screen
    content.focus();
  });
  addEventListener("error", () => status.tell({ tone: "bad", text: t("why_unknown") }));
  open();
}

begin();
