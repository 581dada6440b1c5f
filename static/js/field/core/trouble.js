/** What went wrong, as a key that the pages have words for; `more` says with what (seconds, codes, a server's text). */
export class Trouble extends Error {
  constructor(key, more = {}) {
    super(key);
    this.name = "Trouble";
    Object.assign(this, more, { key });
  }
}

/** A full disk is told apart: there the person can do something about it. */
export function storageTrouble(error) {
  if (error instanceof Trouble) return error;
  const name = error?.name || "";
  if (name === "QuotaExceededError") return new Trouble("storage_full");
  if (name === "InvalidStateError") return new Trouble("reload_needed");
  return new Trouble("storage_failed", { detail: `${name} ${error?.message || ""}`.trim() });
}
