/** How much room this phone has left, and whether the browser promised to keep what lies here. */
const LOW_BYTES = 50_000_000;

/** @returns {Promise<{persisted: ?boolean, free: ?number, low: boolean}>} null where the browser does not say */
export async function roomLeft() {
  const manager = navigator.storage;
  const { quota, usage } = (await manager?.estimate?.().catch(() => null)) || {};
  const free = quota === undefined ? null : Math.max(0, quota - usage);
  const persisted = (await manager?.persisted?.().catch(() => null)) ?? null;
  return { persisted, free, low: free !== null && free < LOW_BYTES };
}

export const askToKeep = () => navigator.storage?.persist?.().catch(() => false);
