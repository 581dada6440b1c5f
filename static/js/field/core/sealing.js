/**
 * Sealing (AES-256-GCM) as the server does it too: 12 bytes of nonce, then ciphertext with its tag. The context is
 * not stored: a sealed thing moved to another place does not open.
 */
const NONCE = 12;
const text = new TextEncoder();

export const messageContext = ({ id, seq, visit, kind }, device) => `${id}|${device}|${seq}|${visit}|${kind}`;
export const photoContext = (photo, device) => `photo|${photo}|${device}`;

export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
export const newId = () => crypto.randomUUID();

/** Not extractable: no script can read the key back out, only use it. */
export const importKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

export const newDeviceKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function seal(key, plain, context) {
  const iv = randomBytes(NONCE);
  const additionalData = text.encode(context);
  const body = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain));
  const sealed = new Uint8Array(NONCE + body.length);
  sealed.set(iv);
  sealed.set(body, NONCE);
  return sealed;
}

/** Rejects with an OperationError when the key, the bytes or the place are others. */
export async function unseal(key, sealed, context) {
  const bytes = new Uint8Array(sealed);
  const iv = bytes.slice(0, NONCE);
  const additionalData = text.encode(context);
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, bytes.slice(NONCE)),
  );
}

export const sealJson = (key, value, context) => seal(key, text.encode(JSON.stringify(value)), context);

export async function unsealJson(key, sealed, context) {
  return JSON.parse(new TextDecoder().decode(await unseal(key, sealed, context)));
}

/** The key that a PIN stands for. A PIN is short, so this is slow on purpose. */
export async function keyOfPin(pin, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function sha256Hex(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function toBase64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

export const fromBase64 = (given) => Uint8Array.from(atob(given), (character) => character.charCodeAt(0));
