/** All that the pages use of the core. Its words are keys; the pages have the sentences. */
import { exportFileOf, unsentWork } from "./exporting.js";
import * as installing from "./installing.js";
import { Api, cookieOf } from "./network.js";
import { allOwners } from "./owners.js";
import { roomLeft } from "./room.js";
import { asOnlySender } from "./sending.js";
import { Session } from "./session.js";
import * as sheets from "./sheets.js";
import { Trouble } from "./trouble.js";

export { Trouble };

/** Addresses and names that the server gives the shell: {api, worker, scope, otherScopes, csrfCookie, version}. */
export const config = JSON.parse(document.getElementById("field-config").textContent);

const listeners = new Set();
let people = [];

function changed() {
  if (session.model) countOwn(session.owner.user, session.model.unsent);
  listeners.forEach((listener) => listener());
}

/** What the open store holds is known without looking: whoever locks it sees the right figure at once. */
function countOwn(user, unsent) {
  people = people.map((owner) => (owner.user === user ? { ...owner, unsent } : owner));
}

const session = new Session({
  api: new Api({ base: config.api, token: () => cookieOf(config.csrfCookie) }),
  changed,
  recount: () => refreshOwners().catch(() => {}), // no room or no store: what was counted last stays
  registration: installing.registered,
});

/** Everything may be read anew. @returns {function} stops telling */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns {Promise<string>} the phase */
export async function start() {
  installing.watchOffer(changed);
  const found = await session.start();
  if (found !== "unsupported") {
    await refreshOwners();
    installing.registerWorker(config, changed);
  }
  return found;
}

export const phase = () => session.phase;

/** Whose stores lie on this phone, and what each has not sent; also while locked. */
export const owners = () => people;

export async function refreshOwners() {
  people = await unsentWork(await allOwners());
  changed();
  return people;
}

/** The owner of the open store, or else the person signed in. @returns {?{id: number, name: string}} */
export function user() {
  if (session.owner) return { id: session.owner.user, name: session.owner.name };
  return session.online;
}

export const setUp = async (pin) => {
  await session.setUp(pin);
  await refreshOwners();
  return session.phase;
};

/** @returns {Promise<{ok: boolean, triesLeft: number, waitSeconds: number}>} */
export const unlock = (owner, pin) => session.unlock(owner, pin);
export const lock = () => session.lock();
export const changePin = (pin) => session.changePin(pin);
export const takeOver = () => session.takeOver();
/** Look again who is signed in, for example after the person has signed in in another tab. */
export const look = () => session.start();

function open() {
  if (!session.model) throw new Trouble(session.phase === "other_tab" ? "other_tab" : "locked");
  return session.model;
}

/** An act on a sheet: on disk when it resolves; then it is shown, and sent when there is a network. */
async function act(work) {
  const model = open();
  const result = await work(model).catch(async (trouble) => {
    if (trouble.key !== "storage_full" || !(await makeRoom(model))) throw trouble;
    return work(model);
  });
  changed();
  session.syncing?.soon();
  return result;
}

/** A full disk: pictures that the server has need not lie here. */
const makeRoom = (model) =>
  model.inTurn(async () => {
    const gone = await model.store.dropReceived().catch(() => 0);
    if (gone) await model.load();
    return gone;
  });

export const plan = () => session.model?.plan || null;
export const visits = () => plan()?.visits || [];
export const sheet = (visit) => open().sheet(visit);
/** Our clock by the server's, as far as known. */
export const now = () => new Date(Date.now() + (session.model?.meta.offset || 0));

export const setLine = (visit, code, line) => act((model) => sheets.setLine(model, visit, code, line));
export const setFacts = (visit, facts) => act((model) => sheets.setFacts(model, visit, facts));
export const addPhoto = (visit, code, blob, origin) =>
  act((model) => sheets.addPhoto(model, visit, code, blob, origin));
export const removePhoto = (visit, id) => act((model) => sheets.removePhoto(model, visit, id));
export const pictureUrl = (id) => sheets.pictureUrl(open(), id);
export const submit = (visit) => act((model) => sheets.submit(model, visit));
/** Take back a submission that has not arrived, to correct the sheet. */
export const takeBackSubmission = (visit) =>
  act((model) => asOnlySender(model.store.user, () => sheets.takeBackSubmission(model, visit)));

const NOT_OPEN = { sending: false, unsent: 0, lastSent: null, problem: null, nextTry: null };
/** @returns {{online, sending, unsent, lastSent: ?string, problem: ?Trouble, nextTry: ?number}} */
export function sync() {
  const status = session.syncing?.status() || { online: navigator.onLine, ...NOT_OPEN };
  const problem = status.problem || (installing.needsNetworkToOpen() ? new Trouble("no_worker") : null);
  return { ...status, problem };
}
export const sendNow = () => session.syncing?.sendNow();

export const storage = roomLeft;
/** @returns {Promise<{name: string, blob: Blob}>} also of a locked store */
export const exportFile = (owner = user()?.id) => exportFileOf(owner);

export const update = installing.updateState;
export const applyUpdate = installing.applyUpdate;
export const lookForUpdate = installing.lookForUpdate;
export const canInstall = installing.canInstall;
export const install = installing.install;
