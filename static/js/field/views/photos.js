// Photos of one indicator: camera or gallery, up to three, each with what is saved where.

import { button, busily, fill, h } from "./dom.js";
import { badge, sign } from "./signs.js";
import { n, t, why } from "./words.js";
import * as status from "./status.js";

export const MOST_PHOTOS = 3;
const TYPES = "image/jpeg,image/png,image/webp,image/*";

export function photosOf(app, visit, code) {
  const list = h("ul.photos");
  const warnings = h("div.photo-warnings");
  const count = h("span.num.hint");
  const tools = h("div.photo-tools");
  const shown = new Map();
  // what the server does not count takes no room
  const counting = (photos) => photos.filter((photo) => photo.state !== "kept" && photo.state !== "refused").length;
  const mine = () => (app.core.sheet(visit).photos ?? []).filter((photo) => photo.code === code);
  const update = () => {
    const photos = mine();
    for (const [id, tile] of shown) if (!photos.some((photo) => photo.id === id)) { tile.node.remove(); shown.delete(id); }
    photos.forEach((photo, at) => {
      if (!shown.has(photo.id)) shown.set(photo.id, newTile(app, visit, photo, at, list));
      shown.get(photo.id).update(photo);
    });
    count.textContent = `${n(counting(photos))}/${MOST_PHOTOS}`;
    tools.hidden = counting(photos) >= MOST_PHOTOS;
  };
  const add = (files, origin) => addAll({ app, visit, code, list, warnings, update, room: () => MOST_PHOTOS - counting(mine()) }, files, origin);
  fill(tools, picker("camera", t("take_photo"), { capture: "environment" }, (files) => add(files, "camera")),
    picker("gallery", t("choose_photo"), { multiple: true }, (files) => add(files, "gallery")));
  update();
  const node = h("section.photo-part", { "aria-label": t("photos_of", { code }) }, h("p.photo-head", {}, h("strong", {}, t("photos")), " ", count), list, warnings, tools);
  return { node, update };
}

/** A label is the button: a hidden file field opens the camera or the gallery also where scripts may not. */
function picker(drawn, words, props, taken) {
  const field = h("input.visually-hidden", { type: "file", accept: TYPES, ...props });
  field.addEventListener("change", async () => {
    const files = [...field.files];
    field.value = "";
    await taken(files);
  });
  return h("label.btn.btn-secondary.picker", {}, field, sign(drawn), h("span", {}, words));
}

async function addAll({ app, visit, code, list, warnings, update, room }, files, origin) {
  const said = new Set();
  for (const file of files) {
    if (room() <= 0) { said.add("too_many_photos"); break; }
    status.tell({ tone: "busy", text: t("photo_saving") });
    const waiting = h("li", {}, h("span.photo-frame", {}, h("span.photo-none", {}, t("photo_saving"))));
    list.append(waiting);
    try {
      const { warnings: found = [] } = await app.core.addPhoto(visit, code, file, origin);
      found.forEach((key) => said.add(key));
      status.tell({ tone: "done", text: t("photo_saved", { code }) });
    } catch (error) {
      status.tell({ tone: "bad", text: `${t("photo_not_saved")} ${why(error)}` });
    }
    waiting.remove();
    update();
  }
  const space = await app.core.storage().catch(() => null);
  if (space?.low) said.add("storage_low");
  fill(warnings, said.size ? h("div.notice.notice-warn", {}, [...said].map((key) => h("p", {}, why(typeof key === "string" ? { key } : key)))) : null);
}

function newTile(app, visit, photo, at, list) {
  const image = h("img", { alt: t("photo_n", { n: at + 1 }) });
  const state = h("span");
  const problem = h("p.photo-problem");
  const remove = button([sign("trash"), h("span.visually-hidden", {}, t("remove_photo", { n: at + 1 }))], null, "btn-quiet btn-step");
  remove.addEventListener("click", busily(remove, () => takeBack(app, visit, photo.id)));
  const node = h("li.photo", {}, h("span.photo-frame", {}, image), state, remove, problem);
  list.append(node);
  picture(app, photo, image);
  let last = "";
  const update = (now) => {
    const key = JSON.stringify([now.state, now.problem]);
    if (key === last) return;
    last = key;
    fill(state, badge(now.state));
    fill(problem, now.problem?.text ?? "");
  };
  return { node, update };
}

async function picture(app, photo, image) {
  const url = photo.url ?? (await app.core.pictureUrl(photo.id).catch(() => null));
  if (url) {
    image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
    image.src = url;
  }
  else image.replaceWith(h("span.photo-none", {}, t("photo_elsewhere")));
}

async function takeBack(app, visit, id) {
  try {
    await app.core.removePhoto(visit, id);
    status.tell({ tone: "done", text: t("photo_removed") });
  } catch (error) {
    status.tell({ tone: "bad", text: `${t("photo_not_removed")} ${why(error)}` });
  }
}
