/** A store's unsent work as a file, sealed as it lies: it can be handed over, and opened by the server alone. */
import { ownerOf } from "./owners.js";
import { toBase64 } from "./sealing.js";
import { asSent } from "./sending.js";
import { Store } from "./store.js";
import { Trouble } from "./trouble.js";

export const FORMAT = "bantar-field-1";

/** Works without the key, so also for a locked store and while signing out. */
export async function exportFileOf(user) {
  const owner = await ownerOf(user);
  if (!owner) throw new Trouble("unknown_owner");
  const store = await Store.open(user);
  try {
    const { outbox, pictures } = await store.load();
    const madeAt = new Date().toISOString();
    const head = { format: FORMAT, device: owner.device, made_at: madeAt };
    const messages = outbox.filter((record) => !record.answer).map(asSent);
    const parts = [JSON.stringify({ ...head, messages }).slice(0, -1), ',"photos":['];
    let comma = "";
    for (const { id } of pictures.filter((picture) => !picture.answer)) {
      const blob = await store.blob(id);
      if (!blob) continue;
      parts.push(comma, JSON.stringify({ id, sealed: toBase64(blob.sealed) }));
      comma = ",";
    }
    const name = `lapangan-${madeAt.slice(0, 16).replace(/[:T]/g, "-")}-${owner.device.slice(0, 8)}.bantar`;
    return { name, blob: new Blob([...parts, "]}"], { type: "application/json" }) };
  } finally {
    store.close();
  }
}

/** @returns {Promise<{user: number, name: string, unsent: number}[]>} of everybody with a store on this phone */
export async function unsentWork(owners) {
  const found = [];
  for (const { user, name } of owners) {
    const store = await Store.open(user);
    try {
      found.push({ user, name, unsent: await store.unsent() });
    } finally {
      store.close();
    }
  }
  return found;
}
