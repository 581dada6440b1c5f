// This phone: what lies here, how it is handed over, the PIN, and leaving.

import { button, busily, fill, h, heading, link, notice, redraw } from "./dom.js";
import { outside, takeIn } from "./outside.js";
import { badge, sign } from "./signs.js";
import { choosePin } from "./pin.js";
import { megabytes, moment, t, why } from "./words.js";
import * as pages from "./pages.js";
import * as status from "./status.js";

export function phoneView(app) {
  const { core } = app;
  const state = h("div");
  const space = h("dl.facts");
  const form = h("p");
  const file = h("div");
  const update = () => {
    const { online } = core.sync();
    redraw(state, [core.sync(), core.visits().map((visit) => core.sheet(visit.id).unsent)], () => stateOf(core));
    redraw(file, [online], () => takeIn(core));
    redraw(form, [online], () => outside(core, pages.form, t("ordinary_form")));
  };
  update();
  showSpace(core, space);
  return {
    title: t("this_phone"),
    node: h(
      "div", {}, heading(t("this_phone")), h("p.lede", {}, t("phone_of", { name: core.user()?.name ?? "" })), state,
      h("section.block", {}, h("h2", {}, t("hand_over")), h("p", {}, t("export_text")), file, exportButton(core)),
      others(core),
      h("section.block", {}, h("h2", {}, t("space")), space),
      install(core),
      h("section.block", {}, h("h2", {}, t("pin_title")), h("p", {}, t("pin_protects")), h("p.hint", {}, t("pin_protects_not")), acts(core)),
      form,
    ),
    head: { back: "#/", title: t("this_phone") },
    update,
  };
}

function stateOf(core) {
  const sync = core.sync();
  const send = button([sign("send"), t("send_now")], null, "btn-primary");
  send.addEventListener("click", busily(send, () => core.sendNow().catch(() => null)));
  const busy = core.visits().map((visit) => ({ visit, sheet: core.sheet(visit.id) })).filter(({ sheet }) => sheet.unsent);
  return [
    h("p.big-state", {}, badge(sync.unsent ? "phone" : "received", sync.unsent ? t("on_phone_unsent", { n: sync.unsent }) : t("nothing_unsent"))),
    busy.length ? h("ul.row-list", {}, busy.map(({ visit, sheet }) => h("li", {}, h("a.visit-row", { href: `#/kunjungan/${visit.id}` }, h("span.row-title", {}, visit.label), h("span.row-sub", {}, t("on_phone_unsent", { n: sheet.unsent })))))) : null,
    sync.problem ? notice("warn", why(sync.problem), sync.problem.key === "signed_out" ? h("p", {}, outside(core, pages.signIn(), t("sign_in"), "btn btn-secondary")) : null) : null,
    h("p.hint", {}, nextTry(sync)),
    send,
  ];
}

function nextTry(sync) {
  if (sync.sending) return t("sending");
  if (sync.unsent && sync.nextTry) return t("next_try", { at: moment(sync.nextTry) });
  return sync.lastSent ? t("last_contact", { at: moment(sync.lastSent) }) : t("no_contact");
}

/** On a shared phone: somebody else's work that waits here, sealed; as a file it gets away without them. */
function others(core) {
  const waiting = core.owners().filter((owner) => owner.user !== core.user()?.id && owner.unsent);
  if (!waiting.length) return null;
  const rows = waiting.map((owner) => h("li.owner-row", {}, h("span.row-title", {}, owner.name), h("span.row-sub", {}, t("owner_unsent", { n: owner.unsent })), exportButton(core, owner)));
  return h("section.block", {}, h("h2", {}, t("others_here")), h("p", {}, t("others_text")), h("ul.row-list", {}, rows));
}

async function showSpace(core, node) {
  const storage = await core.storage().catch(() => ({}));
  const free = storage.free === undefined || storage.free === null ? t("unknown") : megabytes(storage.free);
  fill(node, h("dt", {}, t("space_free")), h("dd.num", {}, free), h("dt", {}, t("space_kept")), h("dd", {}, storage.persisted ? t("space_persisted") : t("space_not_persisted")));
  if (storage.low) node.before(notice("warn", t("storage_low", { free }), h("p", {}, t("storage_low_hint"))));
}

function install(core) {
  if (!core.canInstall()) return null;
  return h("section.block", {}, h("h2", {}, t("install_title")), h("p", {}, t("install_hint")), button(t("install_now"), () => core.install(), "btn-secondary"));
}

/** A file of everything not received yet; it stays on the phone as well. */
export function exportButton(core, owner = null) {
  const words = owner ? t("export_of", { name: owner.name }) : t("export_act");
  const act = button([sign("file"), words], null, "btn-secondary");
  act.addEventListener("click", busily(act, async () => {
    try {
      const { name, blob } = await core.exportFile(owner?.user);
      const address = URL.createObjectURL(blob);
      h("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      status.tell({ tone: "done", text: t("export_done", { name }) });
    } catch (error) {
      status.tell({ tone: "bad", text: `${t("export_failed")} ${why(error)}` });
    }
  }));
  return act;
}

function acts(core) {
  return h(
    "div.door-acts", {}, link("#/hp/pin", t("pin_change"), "btn btn-secondary"),
    button([sign("lock"), t("lock_now")], () => core.lock(), "btn-secondary"),
    link("#/hp/keluar", t("sign_out"), "btn btn-danger"),
  );
}

export function pinView(app) {
  const form = choosePin({
    words: t("pin_change"),
    done: async (pin) => {
      await app.core.changePin(pin).catch((error) => {
        throw error.key === "offline" ? { text: t("pin_needs_network") } : error;
      });
      status.tell({ tone: "done", text: t("pin_changed") });
      app.go("#/hp");
    },
  });
  return { title: t("pin_change"), node: h("div", {}, heading(t("pin_change")), form), head: { back: "#/hp", title: t("this_phone") } };
}

/** Before signing out: what has not been received, and the ways to hand it over. */
export function leaveView(app) {
  const { core } = app;
  const body = h("div");
  const update = () => {
    const { unsent } = core.sync();
    redraw(body, [unsent, core.sync().online], () => (unsent ? leaveWith(core, unsent) : leaveClean(core)));
  };
  update();
  return { title: t("sign_out"), node: h("div", {}, heading(t("leave_title")), body), head: { back: "#/hp", title: t("this_phone") }, update };
}

function leaveClean(core) {
  return [h("p", {}, core.sync().online ? t("leave_clean") : t("nothing_unsent")), ...out(core, "btn-primary", t("sign_out"))];
}

function leaveWith(core, unsent) {
  const { online } = core.sync();
  const send = button([sign("send"), t("send_now")], null, "btn-primary");
  send.addEventListener("click", busily(send, () => core.sendNow().catch(() => null)));
  return [
    notice("warn", t("leave_unsent", { n: unsent }), h("p", {}, online ? t("leave_kept") : t("leave_kept_offline"))),
    takeIn(core),
    h("div.door-acts.door-stack", {}, online ? send : null, exportButton(core)),
    ...out(core, "btn-danger", t("sign_out_anyway")),
  ];
}

/** Signing out is between the server and us; without a network the phone can still be locked. */
function out(core, className, words) {
  if (core.sync().online) return [h("div.door-acts.door-stack", {}, h("a.btn", { class: className, href: pages.signOut }, words))];
  const lock = button([sign("lock"), t("lock_now")], () => core.lock(), "btn-secondary");
  return [h("p.block", {}, t("leave_offline")), h("div.door-acts.door-stack", {}, lock)];
}
