// What is saved where, for a whole visit: one word of each of the three states, and what needs a person.

import { h } from "./dom.js";
import { badge } from "./signs.js";
import { n, t } from "./words.js";

export const TOTAL = 21;

/** Nothing more to do for the person, whether it has arrived or not. */
export const isHandedIn = (sheet) => sheet.status === "submitted" || sheet.status === "submitting";

/** The states of a visit as badges: how far it is, where it lies, and what is wrong with it. */
export function visitState(sheet, visit) {
  return [progress(sheet, visit), where(sheet), ...troubles(sheet)];
}

function progress(sheet, visit) {
  if (isHandedIn(sheet)) return null;
  const total = totalOf(sheet);
  if (visit.gone || visit.state === "gone") return badge("kept", t("state_gone"));
  if (notYet(sheet, visit)) return badge("part", t("state_waiting"));
  if (sheet.closed) return badge("kept", t("state_closed"));
  if (!sheet.filled) return badge("empty", t("state_not_begun"));
  return h("span.visit-count.num", {}, `${n(sheet.filled)}/${n(total)}`);
}

/** Closed only because the assessment has not begun. */
export function notYet(sheet, visit) {
  return Boolean(sheet.closed) && visit.state === "waiting";
}

export function totalOf(sheet) {
  return (sheet.filled ?? 0) + (sheet.missing?.length ?? 0) || TOTAL;
}

/** Where the newest of it lies. Nothing to say about a sheet that nobody has touched. */
export function where(sheet) {
  const begun = sheet.filled || sheet.unsent || sheet.photos?.length || sheet.status !== "none";
  if (!begun) return null;
  if (sheet.status === "submitting") return badge("phone", t("state_submitted_waiting"));
  if (sheet.unsent) return badge("phone", t("state_phone_n", { n: sheet.unsent }));
  if (sheet.status === "draft" && sheet.state === "received") return badge("received", t("state_draft_received"));
  return badge(sheet.state);
}

/** Those that still ask for a choice; one that was made here only waits for being sent. */
export function openConflicts(sheet) {
  return (sheet.conflicts ?? []).filter((conflict) => !conflict.settled);
}

function troubles(sheet) {
  const found = [];
  const differing = openConflicts(sheet).length;
  if (differing) found.push(badge("conflict", t("conflicts_n", { n: differing })));
  if (sheet.kept?.length && sheet.state !== "kept") found.push(badge("kept", t("kept_n", { n: sheet.kept.length })));
  if (sheet.refused?.length) found.push(badge("refused", t("refused_n", { n: sheet.refused.length })));
  return found;
}

/** Photos that are not with the server yet. */
export function photosHere(sheet) {
  return (sheet.photos ?? []).filter((photo) => photo.state === "phone").length;
}
