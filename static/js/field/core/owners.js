/**
 * Whose stores lie on this phone, and their keys. A store's key lies here only wrapped twice: by the PIN, and by a key
 * of this browser that no script can read out. The server holds a recovery copy.
 */
import { ask, openOwners, transact } from "./database.js";
import { importKey, keyOfPin, newDeviceKey, newId, randomBytes, seal, toBase64, unseal } from "./sealing.js";
import { Trouble } from "./trouble.js";

const ITERATIONS = 600_000;
const FREE_TRIES = 5;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 900;

async function withOwners(mode, work) {
  const database = await openOwners();
  try {
    return await transact(database, ["owners"], mode, (transaction) => work(transaction.objectStore("owners")));
  } finally {
    database.close();
  }
}

export const allOwners = () => withOwners("readonly", (owners) => ask(owners.getAll()));
export const ownerOf = (user) => withOwners("readonly", (owners) => ask(owners.get(user)));
const put = (owner) => withOwners("readwrite", (owners) => ask(owners.put(owner)));

const wrapContext = (owner) => `wrapped|${owner.user}|${owner.device}`;

async function wrap(owner, raw, pin) {
  const salt = randomBytes(16);
  const inner = await seal(await keyOfPin(pin, salt, ITERATIONS), raw, wrapContext(owner));
  const wrapped = await seal(owner.deviceKey, inner, wrapContext(owner));
  return { ...owner, salt, iterations: ITERATIONS, wrapped, attempts: 0, lockedUntil: 0 };
}

async function unwrap(owner, pin) {
  const inner = await unseal(owner.deviceKey, owner.wrapped, wrapContext(owner));
  return unseal(await keyOfPin(pin, owner.salt, owner.iterations), inner, wrapContext(owner));
}

export function checkPin(pin) {
  if (!/^\d{6}$/.test(pin)) throw new Trouble("pin_format");
}

/** Another tab may have been quicker: what its key has sealed must not lose that key. */
const putFirst = (owner) =>
  withOwners("readwrite", async (owners) => {
    if (await ask(owners.get(owner.user))) throw new Trouble("wrong_phase");
    owners.put(owner);
  });

/** Make a store's key. The server has its copy before anything is sealed with it: no work hangs on this phone alone. */
export async function createOwner({ user, pin, label, api }) {
  checkPin(pin);
  const raw = randomBytes(32);
  const bare = { user: user.id, name: user.name, device: newId(), deviceKey: await newDeviceKey() };
  const owner = await wrap(bare, raw, pin);
  await api.register({ device: owner.device, label, key: toBase64(raw) });
  await putFirst(owner);
  const key = await importKey(raw);
  raw.fill(0);
  return { owner, key };
}

export async function changePinOf(owner, raw, pin) {
  checkPin(pin);
  await put(await wrap(owner, raw, pin));
}

/** The recovery copy opened the store, so whoever is here is its owner: wrong tries are forgotten. */
export async function forgetTries(user) {
  await withOwners("readwrite", async (owners) => {
    const owner = await ask(owners.get(user));
    if (owner?.attempts) owners.put({ ...owner, attempts: 0, lockedUntil: 0 });
  });
}

const waitAfter = (attempts) =>
  attempts < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (attempts - FREE_TRIES));

/** Seconds still to wait; a clock that was set back makes it no longer than the longest wait. */
const waitOf = (owner) => Math.min(LONGEST_WAIT_S, Math.max(0, Math.ceil((owner.lockedUntil - Date.now()) / 1000)));

/** A try counts before it is made, in one transaction: reloading or a second tab gives none back. */
const countTry = (user) =>
  withOwners("readwrite", async (owners) => {
    const owner = await ask(owners.get(user));
    if (!owner) throw new Trouble("unknown_owner");
    const wait = waitOf(owner);
    if (wait) return { owner, wait };
    const attempts = owner.attempts + 1;
    const counted = { ...owner, attempts, lockedUntil: Date.now() + waitAfter(attempts) * 1000 };
    owners.put(counted);
    return { owner: counted, wait: 0 };
  });

/**
 * @returns {Promise<{ok: boolean, key?: CryptoKey, owner?: object, copy?: string, triesLeft: number,
 *   waitSeconds: number}>} `copy`: the key as the server keeps it for recovery
 */
export async function openWithPin(user, pin) {
  const { owner, wait } = await countTry(user);
  if (wait) return { ok: false, triesLeft: 0, waitSeconds: wait };
  try {
    const raw = await unwrap(owner, pin);
    const key = await importKey(raw);
    const copy = toBase64(raw);
    raw.fill(0);
    await forgetTries(user);
    return { ok: true, key, owner, copy, triesLeft: FREE_TRIES, waitSeconds: 0 };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return { ok: false, triesLeft: Math.max(0, FREE_TRIES - owner.attempts), waitSeconds: waitOf(owner) };
  }
}
