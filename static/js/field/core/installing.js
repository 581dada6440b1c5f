/** The service worker, updates that wait until they are wanted, and the browser's offer to install. */

let registration = null;
let offer = null;
let wanted = false;
let unable = false;
let looked = Date.now();
const LOOK_AGAIN_MS = 3_600_000;

export const registered = async () => registration;

/**
 * Register for this language at once, for the others on a later visit: the first one is dear enough.
 * @param {{worker: string, scope: string, otherScopes: string[]}} config
 */
export async function registerWorker({ worker, scope, otherScopes }, changed) {
  if (!("serviceWorker" in navigator)) return;
  const options = { type: "module", updateViaCache: "none" };
  const later = navigator.serviceWorker.controller;
  try {
    registration = await navigator.serviceWorker.register(worker, { ...options, scope });
  } catch {
    unable = navigator.onLine; // not permitted, or an old browser: all works, but only as long as the page is open
    changed();
    return;
  }
  watch(changed);
  for (const other of later ? otherScopes : []) {
    navigator.serviceWorker.register(worker, { ...options, scope: other }).catch(() => {});
  }
}

function watch(changed) {
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", changed);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" || Date.now() - looked < LOOK_AGAIN_MS) return;
    looked = Date.now(); // an installed app may stay open for days
    lookForUpdate();
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    changed();
    if (wanted) location.reload();
  });
}

/** Whether this browser refuses to open the app without a network. */
export const needsNetworkToOpen = () => unable;

export const updateState = () => ({ available: Boolean(registration?.waiting && navigator.serviceWorker.controller) });

/** Only when a person asks: until then the open page keeps the code that it began with. */
export async function applyUpdate() {
  if (!registration?.waiting) return;
  wanted = true;
  registration.waiting.postMessage({ type: "take_over" });
}

export const lookForUpdate = () => registration?.update().catch(() => {});

export function watchOffer(changed) {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    changed();
  });
  window.addEventListener("appinstalled", () => {
    offer = null;
    changed();
  });
}

export const canInstall = () => Boolean(offer);

/** @returns {Promise<boolean>} whether the person agreed */
export async function install() {
  if (!offer) return false;
  const asked = offer;
  offer = null;
  await asked.prompt();
  return (await asked.userChoice).outcome === "accepted";
}
