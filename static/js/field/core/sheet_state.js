/** What a sheet looks like here: the server's last state, and laid over it what this phone has not handed in yet. */

export const FACTS = "visit";
const NOTHING = { value: null, note: "", state: "empty", reason: null };
const ANSWERED = { applied: "received", superseded: "received", conflict: "conflict", kept: "kept", refused: "refused" };

/**
 * @param {{visit: number, codes: string[], server: ?object, messages: object[], refused: object[],
 *   pictures: Map<string, object>}} given messages in their order, each {id, kind, content, answer, parked, stuck}
 */
export function sheetOf({ visit, codes, server, messages, refused, pictures }) {
  const state = server || emptyState(visit);
  const said = [...refused, ...messages];
  const lines = Object.fromEntries(codes.map((code) => [code, lineOf(code, state, said)]));
  const facts = factsOf(state, said);
  const photos = photosOf(state, said, pictures);
  const submit = messages.findLast((message) => message.kind === "submit");
  const missing = codes.filter((code) => lines[code].value === null);
  const unsent = unsentIn(messages, photos);
  const sheet = {
    visit, lines, facts, photos, missing, unsent,
    revision: state.revision,
    filled: codes.length - missing.length,
    conflicts: conflictsOf(state, messages),
    status: statusOf(state, submit, codes.length > missing.length || photos.length > 0),
    waiting: submit?.parked?.missing || [],
    receipt: state.receipt || (submit?.answer?.outcome === "applied" ? submit.answer.receipt : ""),
    submittedAt: state.submitted_at,
    handedInAt: state.submitted_at || submit?.content.at || null,
    visitedAt: state.facts?.visited_at || null,
    closed: state.status === "submitted" ? null : state.closed,
    notCounted: state.not_counted,
    kept: keptOf(state, messages),
    refused: refused.map(({ id, kind, content, answer }) => ({ id, kind, ...content, reason: answer.reason })),
  };
  sheet.state = wholeState(sheet, state);
  return sheet;
}

const emptyState = (visit) => ({
  visit, status: "none", revision: 0, lines: {}, facts: {}, conflicts: [], photos: [], receipt: "", submitted_at: null,
  counted: false, not_counted: null, closed: null, kept: [],
});

const stateOfMessage = ({ answer }) => (answer ? ANSWERED[answer.outcome] : "phone");
const onServer = (state) => (state.counted ? "counted" : "received");

function laidOver(base, kind, code, state, said, pick) {
  let line = base;
  // What was kept aside shows only where nothing else can be entered; on an open sheet, what stands is what is handed in.
  const aside = state.closed && state.status !== "submitted" ? state.kept : [];
  for (const kept of aside.filter((one) => one.kind === kind && (kind === "facts" || one.code === code))) {
    line = { ...line, ...pick(kept), state: "kept", reason: kept.reason };
  }
  if (state.conflicts.some((conflict) => conflict.code === code)) line = { ...line, state: "conflict" };
  for (const message of said) {
    if (message.kind !== kind || (kind === "line" && message.content.code !== code)) continue;
    line = {
      ...line, ...pick(message.content), state: stateOfMessage(message), reason: message.answer?.reason || null,
    };
  }
  return line;
}

function lineOf(code, state, said) {
  const known = state.lines[code];
  const base = known
    ? { value: known.value, note: known.note, state: onServer(state), reason: null }
    : { ...NOTHING };
  return laidOver(base, "line", code, state, said, ({ value, note }) => ({ value: value ?? null, note: note || "" }));
}

function factsOf(state, said) {
  const { place = "", note = "", version = 0 } = state.facts || {};
  const base = { place, note, state: version || place || note ? onServer(state) : "empty", reason: null };
  const pick = (one) => ({ place: one.place || "", note: one.note || "" });
  return laidOver(base, "facts", FACTS, state, said, pick);
}

/** Of a phone's own photos the phone knows more than the server's last state. */
function photosOf(state, said, pictures) {
  const photos = new Map(state.photos.map((photo) => [photo.id, photoOnServer(photo, state, pictures.get(photo.id))]));
  for (const message of said) {
    const { kind, content } = message;
    if (kind === "photo") photos.set(content.photo, photoHere(message, pictures.get(content.photo)));
    if (kind === "photo_removed" && message.answer?.outcome !== "refused") photos.delete(content.photo);
  }
  return [...photos.values()].sort((a, b) => Date.parse(a.takenAt) - Date.parse(b.takenAt));
}

function photoState({ received, counted, problem }, here) {
  if (problem) return "kept";
  if (received) return counted ? "counted" : "received";
  return here ? "phone" : "elsewhere";
}

function photoOnServer(photo, state, picture) {
  const known = picture?.answer?.received ? { ...photo, received: true } : photo;
  const problem = photo.problem || (photo.received ? null : picture?.answer?.problem) || null;
  return {
    id: photo.id, code: photo.code, takenAt: photo.taken_at, origin: photo.origin, problem,
    state: photoState({ ...known, problem, counted: photo.counted || state.counted }, picture),
    here: Boolean(picture && !picture.dropped),
  };
}

function photoHere({ content, answer }, picture) {
  const known = picture?.answer || { received: false };
  const problem = known.problem || (answer && answer.outcome !== "applied" ? answer.reason : null);
  const state = answer?.outcome === "refused" ? "refused" : photoState({ ...known, problem }, picture);
  const { photo: id, code, at: takenAt, origin } = content;
  return { id, code, takenAt, origin, problem, state, here: Boolean(picture && !picture.dropped) };
}

/** A conflict that the person has answered here, with all of it in view, is no question any more. */
function conflictsOf(state, messages) {
  const settled = (code) => {
    const version = code === FACTS ? state.facts?.version : state.lines[code]?.version;
    return messages.some(
      ({ kind, content, answer }) =>
        !answer && (kind === "facts" ? FACTS : kind === "line" ? content.code : null) === code &&
        content.base === (version || 0),
    );
  };
  return state.conflicts.filter((conflict) => !settled(conflict.code));
}

function keptOf(state, messages) {
  const known = new Set(state.kept.map((one) => one.message));
  const here = messages.filter(({ id, answer }) => answer?.outcome === "kept" && !known.has(id));
  return [
    ...state.kept,
    ...here.map(({ id, kind, content, answer }) => ({
      message: id, kind, code: content.code || "", value: content.value ?? null, note: content.note || "",
      reason: answer.reason, at: content.at,
    })),
  ];
}

function statusOf(state, submit, begun) {
  if (state.status === "submitted" || submit?.answer?.outcome === "applied") return "submitted";
  if (submit && !submit.answer && !submit.parked) return "submitting";
  return state.status === "draft" || begun ? "draft" : "none";
}

/** A photo is one, though it goes as an announcement and a picture. */
function unsentIn(messages, photos) {
  const waiting = messages.filter((message) => !message.answer);
  const announced = new Set(waiting.map(({ kind, content }) => (kind === "photo" ? content.photo : null)));
  return waiting.length + photos.filter(({ id, state }) => state === "phone" && !announced.has(id)).length;
}

function wholeState(sheet, state) {
  if (sheet.unsent) return "phone";
  if (sheet.kept.length || sheet.refused.length) return "kept";
  if (sheet.status === "none") return "empty";
  return state.counted ? "counted" : "received";
}
