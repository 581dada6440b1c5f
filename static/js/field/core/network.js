/** The server's door. Every failure is a Trouble whose key says what to do about it. */
import { Trouble } from "./trouble.js";

const PATIENCE_MS = 30_000;
const PHOTO_PATIENCE_MS = 90_000;
export const PROTOCOL = 1;
const KNOWN = new Set([
  "other_user", "unknown_device", "device_taken", "not_an_assessor", "signed_out", "unknown_photo", "wrong_protocol",
]);
const UNREADABLE = new Set([413, 422]);

/** Keys of troubles that pass by themselves; the others need a person. */
export const PASSING = new Set(["offline", "busy", "bad_answer"]);

async function ask(address, options, patience) {
  try {
    const signal = AbortSignal.timeout(patience);
    return await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "error", ...options, signal });
  } catch {
    throw new Trouble("offline");
  }
}

/** Something between us and the server may answer in its place: only its own JSON counts as an answer. */
async function read(response) {
  try {
    if ((response.headers.get("Content-Type") || "").includes("json")) return await response.json();
  } catch {
    // cut off on its way
  }
  return null;
}

function refusal(response, answer) {
  const more = { status: response.status, code: answer?.code || "", text: answer?.text || "" };
  if (response.status === 401) return new Trouble("signed_out", more);
  if (KNOWN.has(more.code)) return new Trouble(more.code, more);
  if (response.status === 403) return new Trouble("token", more);
  if (response.status === 429 || response.status >= 500) return new Trouble("busy", more);
  return new Trouble(more.code && UNREADABLE.has(response.status) ? "rejected" : "bad_answer", more);
}

export class Api {
  /** @param {{base: string, token?: () => string}} how `token` reads the cookie against forged requests, if one can */
  constructor({ base, token = () => "" }) {
    this.base = base;
    this.token = token;
    this.told = "";
  }

  async call(method, path, { json, bytes, patience = PATIENCE_MS } = {}) {
    try {
      return await this.once(method, path, { json, bytes, patience });
    } catch (trouble) {
      if (trouble.key !== "token") throw trouble;
      await this.me(); // tells the token: signing in has changed it
      return this.once(method, path, { json, bytes, patience });
    }
  }

  async once(method, path, { json, bytes, patience }) {
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.token() || this.told;
    if (json) headers["Content-Type"] = "application/json";
    if (bytes) headers["Content-Type"] = "application/octet-stream";
    const body = json ? JSON.stringify(json) : bytes;
    const response = await ask(this.base + path, { method, headers, body }, patience);
    const answer = await read(response);
    if (!response.ok) throw refusal(response, answer);
    if (!answer) throw new Trouble("bad_answer");
    return answer;
  }

  async me(patience = PATIENCE_MS) {
    const answer = await this.once("GET", "saya", { patience });
    this.told = answer.csrf || "";
    return answer;
  }

  register(device) {
    return this.call("POST", "perangkat", { json: device });
  }

  key(device, patience = PATIENCE_MS) {
    return this.call("GET", `perangkat/${device}/kunci`, { patience });
  }

  plan(body) {
    return this.timed("rencana", body);
  }

  send(body) {
    return this.timed("kirim", body);
  }

  /** @returns {Promise<{answer: object, offset: number}>} `offset`: the server's clock minus ours, in ms. */
  async timed(path, body) {
    const began = Date.now();
    const json = { protocol: PROTOCOL, sent_at: new Date(began).toISOString(), ...body };
    const answer = await this.call("POST", path, { json });
    const offset = Math.round(Date.parse(answer.server_time) - (began + Date.now()) / 2);
    return { answer, offset: Number.isFinite(offset) ? offset : 0 };
  }

  photoState(photo) {
    return this.call("GET", `foto/${photo}`);
  }

  photoPart(photo, number, bytes) {
    return this.call("PUT", `foto/${photo}/${number}`, { bytes, patience: PHOTO_PATIENCE_MS });
  }
}

export function cookieOf(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
