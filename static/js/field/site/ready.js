// The day's page says whether this phone can do without a network, and whether something waits to be sent.
import { unsentWork } from "../core/exporting.js";
import { allOwners } from "../core/owners.js";

const panel = document.getElementById("field-ready");

async function show() {
  const mine = (await allOwners()).filter((owner) => String(owner.user) === panel.dataset.user);
  if (!mine.length) return;
  const [{ unsent }] = await unsentWork(mine);
  panel.querySelector("[data-unsent]").textContent = unsent;
  const worker = await navigator.serviceWorker?.getRegistration(location.pathname);
  const state = unsent ? "unsent" : worker?.active ? "yes" : "no";
  for (const text of panel.querySelectorAll("[data-ready]")) text.hidden = text.dataset.ready !== state;
}

if (panel && window.indexedDB) show().catch(() => {}); // the plain words stand
