// Addresses outside the app, as the server printed them.

const data = document.getElementById("field-pages")?.dataset ?? {};

export const form = data.form || "/penilaian/";
export const takeIn = data.takeIn || "/penilaian/titipan/";
export const signOut = data.signOut || "/keluar/";
export const simulated = Boolean(data.simulated);
export const other = data.other ? { url: data.other, name: data.otherName, code: data.otherCode } : null;

/** Sign in and come back to the screen one is on. */
export function signIn() {
  return `${data.signIn}?next=${encodeURIComponent(data.here + location.hash)}`;
}

/** The ordinary form of one visit. */
export function sheetForm(visit) {
  return `${form}${visit}/`;
}
