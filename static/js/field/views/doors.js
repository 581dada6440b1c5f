// Screens before the work is open: first visit, unlocking, signed out, another tab, a browser that cannot.

import { button, busily, fill, h, heading, notice, redraw, say } from "./dom.js";
import { sign } from "./signs.js";
import { outside, takeIn, watched } from "./outside.js";
import { exportButton } from "./phone.js";
import { choosePin, pinField } from "./pin.js";
import { t, why } from "./words.js";
import * as pages from "./pages.js";

const DOORS = {
  unsupported: unsupportedDoor,
  offline_new: offlineDoor,
  signed_out: signedOutDoor,
  not_assessor: notAssessorDoor,
  set_up: setUpDoor,
  locked: lockedDoor,
  other_tab: otherTabDoor,
  broken: brokenDoor,
};

export function doorFor(phase, app, error = null) {
  const door = DOORS[phase] ?? brokenDoor;
  return { dock: null, head: { act: otherLanguage() }, ...door(app, error) };
}

function otherLanguage() {
  const { other } = pages;
  return other ? h("a.head-act", { href: other.url, hreflang: other.code, lang: other.code }, other.name) : null;
}

function screen(title, ...more) {
  return { title, node: h("div.field-door", {}, heading(title), more) };
}

const formLink = (className = "btn-secondary") => h("a.btn", { class: className, href: pages.form }, t("ordinary_form"));
const text = (...keys) => keys.map((key) => h("p", {}, t(key)));

function unsupportedDoor() {
  return screen(t("unsupported_title"), text("unsupported_text"), h("div.door-acts", {}, formLink("btn-primary")));
}

function offlineDoor() {
  const again = button(t("try_again"), () => location.reload(), "btn-primary");
  return screen(t("offline_title"), text("offline_text", "offline_hint"), h("div.door-acts", {}, again));
}

function signedOutDoor(app) {
  const owners = app.core.owners();
  const signIn = signInWay(app.core, t("sign_in"), "btn btn-primary");
  const shown = screen(
    t("signed_out_title"), text(owners.length ? "signed_out_kept" : "signed_out_text"),
    owners.length ? ownerList(owners) : null, signIn.node,
  );
  return { ...shown, update: signIn.update };
}

const signInWay = (core, words, className) => watched(core, () => outside(core, pages.signIn(), words, className));

function ownerList(owners) {
  return h("ul.row-list", {}, owners.map((owner) => h("li.owner-row", {}, h("span.row-title", {}, owner.name), h("span.row-sub", {}, unsentWord(owner)))));
}

function unsentWord(owner) {
  return owner.unsent ? t("owner_unsent", { n: owner.unsent }) : t("owner_all_sent");
}

function notAssessorDoor() {
  return screen(
    t("not_assessor_title"), text("not_assessor_text"),
    h("div.door-acts", {}, h("a.btn.btn-primary", { href: pages.signOut }, t("other_account"))),
  );
}

function brokenDoor(app, error) {
  const again = button(t("try_again"), () => location.reload(), "btn-primary");
  return screen(t("broken_title"), h("p", {}, error ? why(error) : ""), text("broken_text"), h("div.door-acts", {}, again, formLink()));
}

function otherTabDoor(app) {
  const wrong = h("div", { role: "alert" });
  const take = button(t("take_over"), null, "btn-primary");
  take.addEventListener("click", busily(take, () => app.core.takeOver().catch((error) => fill(wrong, notice("bad", why(error))))));
  return screen(t("other_tab_title"), text("other_tab_text"), wrong, h("div.door-acts", {}, take));
}

/** The first visit, online: a PIN for opening the work where there is no network. */
function setUpDoor(app) {
  const name = app.core.user()?.name ?? "";
  const form = choosePin({ words: t("pin_set"), done: (pin) => app.core.setUp(pin).catch(needsNetwork) });
  return screen(
    t("set_up_title"), h("p.lede", {}, t("set_up_text", { name })), form,
    h("section.panel-quiet", {}, h("h2.h3", {}, t("pin_protects_title")), h("ul", {}, h("li", {}, t("pin_protects")), h("li", {}, t("pin_protects_not")), h("li", {}, t("pin_forgotten")))),
  );
}

function needsNetwork(error) {
  throw error.key === "offline" ? { text: t("set_up_needs_network") } : error;
}

function lockedDoor(app) {
  const owners = app.core.owners();
  const only = owners.length === 1 ? owners[0] : null;
  const place = h("div");
  const form = (owner) => fill(place, unlockForm(app, owner)).querySelector("input");
  if (only) form(only).dataset.first = "";
  const people = only ? null : h("ul.row-list", {}, owners.map((owner) => h("li", {}, h(
    "button.owner-button", { type: "button", onclick: () => form(owner).focus() },
    h("span.row-title", {}, owner.name), h("span.row-sub", { data: { owner: owner.user } }, unsentWord(owner)), sign("next"),
  ))));
  const signIn = signInWay(app.core, t("forgot_act"), "btn btn-secondary");
  const files = h("div");
  const shown = screen(
    only ? t("unlock_title") : t("who_title"), people, place, h("div.after", {}, text("forgot_text"), signIn.node), files,
  );
  const update = () => {
    signIn.update();
    for (const owner of app.core.owners()) recount(shown.node, owner);
    redraw(files, [app.core.sync().online, app.core.owners()], () => filesOf(app.core));
  };
  update();
  return { ...shown, update };
}

/** Work is sent while it lies here locked, and was entered until the moment of locking. */
function recount(node, owner) {
  for (const place of node.querySelectorAll(`[data-owner="${owner.user}"]`)) say(place, unsentWord(owner));
}

function filesOf(core) {
  const files = core.owners().filter((owner) => owner.unsent).map((owner) => exportButton(core, owner));
  if (!files.length) return null;
  return h("div.after", {}, h("h2", {}, t("hand_over")), text("export_text"), takeIn(core), h("div.door-acts", {}, files));
}

function unlockForm(app, owner) {
  const field = pinField(t("pin_of", { name: owner.name }), unsentWord(owner));
  field.node.querySelector(".hint").dataset.owner = owner.user;
  const open = h("button.btn.btn-primary.btn-wide", {}, t("unlock"));
  const attempt = busily(open, async () => {
    field.wrong("");
    open.textContent = t("unlocking");
    try {
      const answer = await app.core.unlock(owner.user, field.value());
      if (!answer.ok) field.wrong(refusal(answer));
    } catch (error) {
      field.wrong(why(error));
    }
    open.textContent = t("unlock");
  });
  return h("form", { novalidate: true, onsubmit: attempt }, field.node, open);
}

function refusal({ triesLeft, waitSeconds }) {
  if (waitSeconds) return t("pin_wait", { n: waitSeconds });
  return triesLeft ? t("pin_wrong", { n: triesLeft }) : t("pin_wrong_bare");
}
