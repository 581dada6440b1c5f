// Before signing out: what this person has not sent from this phone, and the file that takes it elsewhere.
import { exportFileOf, unsentWork } from "../core/exporting.js";
import { allOwners } from "../core/owners.js";

const notice = document.getElementById("unsent-work");

async function save(user) {
  const { name, blob } = await exportFileOf(user);
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function warn() {
  const mine = (await allOwners()).filter((owner) => String(owner.user) === notice.dataset.user);
  const [work] = await unsentWork(mine);
  if (!work?.unsent) return;
  notice.querySelector("[data-unsent]").textContent = work.unsent;
  notice.querySelector("[data-export]").addEventListener("click", async () => {
    const isSaved = await save(work.user).then(() => true, () => false);
    notice.querySelector("[data-saved]").hidden = !isSaved;
    notice.querySelector("[data-failed]").hidden = isSaved;
  });
  notice.hidden = false;
}

// An open app forgets its key with the session: the next person finds it locked.
document.querySelector("[data-signs-out]")?.addEventListener("submit", () => {
  new BroadcastChannel("lapangan").postMessage({ type: "lock_all" });
});
if (notice && window.indexedDB) warn().catch(() => {}); // a browser without a store has nothing unsent
