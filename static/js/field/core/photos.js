/** A photo on its way into the store: made small, without metadata, with where the phone was if it may say. */
import { distanceTo } from "./boundary.js";
import { photoContext, seal, sha256Hex } from "./sealing.js";
import { Trouble } from "./trouble.js";

const LONGEST_SIDE = 1600;
const TARGET_BYTES = 250_000;
const QUALITIES = [0.82, 0.7, 0.58, 0.46];
const SMALLER = 0.75;
const PATIENCE_MS = 8_000;
const FRESH_MS = 60_000;
const POOR_ACCURACY_M = 100;
const NEAR_M = 100;
const SMALL_SIDE = 600;

/** Ask while the picture is being made; no answer is an answer too. */
function position() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    const patience = setTimeout(() => resolve(null), PATIENCE_MS);
    const done = (found) => {
      clearTimeout(patience);
      resolve(found);
    };
    const options = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS };
    navigator.geolocation.getCurrentPosition(({ coords }) => done(rounded(coords)), () => done(null), options);
    return undefined;
  });
}

const rounded = ({ latitude, longitude, accuracy }) => ({
  latitude: Number(latitude.toFixed(6)),
  longitude: Number(longitude.toFixed(6)),
  accuracy_m: Math.round(accuracy),
});

async function decoded(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    throw new Trouble("not_a_photo");
  }
}

function drawn(bitmap, scale) {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

const encoded = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

/** @returns {Promise<{bytes: Uint8Array, width: number, height: number}>} a JPEG near the target or below it */
export async function scaledDown(blob) {
  const bitmap = await decoded(blob);
  try {
    let scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    for (let round = 0; ; round += 1, scale *= SMALLER) {
      const canvas = drawn(bitmap, scale);
      for (const quality of QUALITIES) {
        const made = await encoded(canvas, quality);
        if (!made) throw new Trouble("not_a_photo");
        const last = round === 4 && quality === QUALITIES.at(-1);
        if (made.size <= TARGET_BYTES || last) {
          return { bytes: new Uint8Array(await made.arrayBuffer()), width: canvas.width, height: canvas.height };
        }
      }
    }
  } finally {
    bitmap.close();
  }
}

function warningsOf({ bytes, width, height, where, distance }) {
  const found = [];
  if (bytes.length > TARGET_BYTES) found.push("photo_large");
  if (Math.min(width, height) < SMALL_SIDE) found.push("photo_small");
  if (!where) found.push("no_position");
  else if (where.accuracy_m > POOR_ACCURACY_M) found.push("coarse_position");
  if (distance !== null && distance > NEAR_M + where.accuracy_m) found.push("far_away");
  return found;
}

/** Everything a photo needs, not stored yet. It warns and never blocks. */
export async function preparedPhoto({ blob, origin, id, device, key, boundary }) {
  const [picture, where] = await Promise.all([scaledDown(blob), position()]);
  const sealed = await seal(key, picture.bytes, photoContext(id, device));
  const distance = where && boundary?.length ? distanceTo(where, boundary) : null;
  const { width, height } = picture;
  const about = {
    sha256: await sha256Hex(picture.bytes), size: picture.bytes.length, sealed_size: sealed.length,
    width, height, type: "image/jpeg", origin, position: where,
  };
  return { about, sealed, distance, warnings: warningsOf({ ...picture, where, distance }) };
}
