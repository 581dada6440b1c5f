/**
 * The service worker: the app's own files from this phone, everything else from the network, and sending when no page
 * is open. It replaces an older one only when a person asks, or when no page is open.
 */
import { allOwners, ownerOf } from "./core/owners.js";
import { Api } from "./core/network.js";
import { asOnlySender, sendEverything } from "./core/sending.js";
import { Store } from "./core/store.js";

const SYNC_TAG = "lapangan";
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

/** @param {{version: string, assets: string[], places: Object<string, {shell: string, api: string}>}} told */
export function serve(told) {
  const scope = new URL(self.registration.scope).pathname;
  const place = told.places[scope];
  const mine = `lapangan${scope}`;
  const cacheName = `${mine}${told.version}`;
  const assets = new Set(told.assets);

  self.addEventListener("install", (event) => event.waitUntil(fill(cacheName, told, place)));
  self.addEventListener("activate", (event) => event.waitUntil(tidy(mine, cacheName)));
  self.addEventListener("message", (event) => {
    if (event.data?.type === "take_over") self.skipWaiting();
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (assets.has(url.pathname)) event.respondWith(ours(cacheName, request, url.pathname));
    else if (request.mode === "navigate") navigate(event, url, cacheName, place);
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC_TAG) event.waitUntil(sendForWhoIsHere(place));
  });
}

/** All or nothing: a worker with half of its files would open half of an app. */
async function fill(cacheName, { version, assets }, { shell }) {
  const cache = await caches.open(cacheName);
  await Promise.all(assets.map((address) => put(cache, address, HASHED.test(address) ? "default" : "no-cache")));
  const page = await fetchWhole(shell, "no-cache");
  // While a new version is being rolled out, the page may still be the old one, whose files are not here.
  if (!(await page.clone().text()).includes(version)) throw new Error("The page belongs to another version.");
  await cache.put(shell, page);
}

async function fetchWhole(address, mode) {
  const response = await fetch(address, { cache: mode, credentials: "omit", redirect: "error" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

const put = async (cache, address, mode) => cache.put(address, await fetchWhole(address, mode));

/** Only what other versions of this language left; the other language has a worker of its own. */
async function tidy(mine, cacheName) {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(mine) && name !== cacheName).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function ours(cacheName, request, address) {
  const cache = await caches.open(cacheName);
  return (await cache.match(address, { ignoreVary: true })) || fetch(request);
}

/** The app opens from this phone; the other pages under this address need a network and lead to the app without. */
function navigate(event, url, cacheName, { shell }) {
  if (url.pathname === shell) event.respondWith(ours(cacheName, event.request, shell));
  else event.respondWith(fetch(event.request).catch(() => Response.redirect(shell, 302)));
}

/** No page need be open, and no key: what goes out are sealed bytes. Rejecting makes the browser try again later. */
async function sendForWhoIsHere({ api: base }) {
  if (!(await allOwners()).length) return;
  const api = new Api({ base });
  const owner = await hereWithAStore(api);
  if (!owner) return; // signed out, or somebody else: the work waits for its owner
  const store = await Store.open(owner.user);
  try {
    const way = { store, api, device: owner.device, sealer: null, tell: async () => {} };
    const sent = await asOnlySender(owner.user, () => sendEverything(way));
    if (sent) new BroadcastChannel("lapangan").postMessage({ type: "sent", user: owner.user });
  } finally {
    store.close();
  }
}

async function hereWithAStore(api) {
  try {
    return await ownerOf((await api.me()).user.id);
  } catch (trouble) {
    if (trouble.key === "signed_out" || trouble.key === "not_an_assessor") return null;
    throw trouble;
  }
}
