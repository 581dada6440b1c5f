// Stands in for static/js/field/core/index.js where a test looks at screens: every state at once, nothing stored.
// What it holds comes from the test, by `window.become`.

let double = { phase: "unsupported", owners: [], sync: {} };
const heard = new Set();
const told = () => heard.forEach((listener) => listener());
const drawn = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });

/** Another phone, at another place, as if it had just been opened there. */
window.become = async (phone, place) => {
  double = { ...double, phase: "unsupported" };
  location.hash = place;
  told();
  await drawn();
  double = phone;
  told();
  await drawn();
};
window.alter = (change) => { Object.assign(double, change); told(); };
const nothing = { lines: {}, facts: { place: "", note: "", state: "empty" }, photos: [], conflicts: [], waiting: [],
  kept: [], refused: [], status: "none", state: "empty", unsent: 0, receipt: "", submittedAt: null, closed: null,
  notCounted: null };

export const start = async () => double.phase;
export const phase = () => double.phase;
export const owners = () => double.owners;
export const user = () => ({ id: 1, name: double.owners[0]?.name ?? "" });
export const setUp = async () => { double.phase = "open"; told(); };
export const unlock = async () => double.unlock;
export const lock = () => { double.phase = "locked"; told(); };
export const changePin = async () => null;
export const takeOver = async () => null;
export const plan = () => double.plan;
export const visits = () => double.plan?.visits ?? [];

export function sheet(visit) {
  const given = { ...nothing, ...(double.sheets[visit] ?? {}) };
  const codes = double.plan.indicators.map(({ code }) => code);
  const lines = Object.fromEntries(codes.map((code) => [code, { value: null, note: "", state: "empty", reason: null, ...given.lines[code] }]));
  const missing = codes.filter((code) => lines[code].value === null);
  return { visit, ...given, lines, missing, filled: codes.length - missing.length };
}
window.sheetOf = sheet;

async function change(visit, part) {
  if (double.refuses) throw { key: double.refuses };
  double.sheets[visit] = { ...(double.sheets[visit] ?? {}), status: "draft", state: "phone", ...part };
  double.sync.unsent += 1;
  told();
}

export const setLine = (visit, code, line) =>
  change(visit, { lines: { ...(double.sheets[visit]?.lines ?? {}), [code]: { ...line, state: "phone" } } });
export const setFacts = (visit, facts) => change(visit, { facts: { ...facts, state: "phone" } });
export const addPhoto = async (visit, code) => {
  const photos = [...(double.sheets[visit]?.photos ?? []), { id: String(Math.random()), code, state: "phone" }];
  await change(visit, { photos });
  return { id: photos.at(-1).id, warnings: ["no_position", "far_away"] };
};
export const removePhoto = async () => null;
export const pictureUrl = async () => null;
export const submit = (visit) => change(visit, { status: "submitting" });
export const takeBackSubmission = (visit) => change(visit, { status: "draft" });
export const onChange = (listener) => heard.add(listener);
export const sync = () => double.sync;
export const sendNow = async () => null;
export const storage = async () => double.storage;
export const exportFile = async () => ({ name: "lapangan.bantar", blob: new Blob(["{}"]) });
export const update = () => ({ available: double.update });
export const applyUpdate = async () => null;
export const canInstall = () => double.install;
export const install = async () => true;
