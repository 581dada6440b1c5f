/** IndexedDB with promises. A write is done when its transaction is on disk, not when it was asked for. */
import { storageTrouble } from "./trouble.js";

export const ask = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Do `work` in one transaction: all of it or nothing. Inside `work` only requests of this transaction may be awaited,
 * or it closes by itself. Resolves with what `work` returned after `complete`, rejects with a Trouble.
 */
export function transact(database, stores, mode, work) {
  return new Promise((resolve, reject) => {
    let transaction;
    try {
      transaction = database.transaction(stores, mode, { durability: "strict" });
    } catch (error) {
      reject(storageTrouble(error));
      return;
    }
    let result;
    let failed = null;
    const refuse = () => reject(storageTrouble(failed || transaction.error));
    transaction.oncomplete = () => (failed ? refuse() : resolve(result));
    transaction.onabort = refuse;
    const stop = (error) => {
      failed ??= error;
      try {
        transaction.abort();
      } catch {
        // It has ended by itself, and its own event tells how.
      }
    };
    new Promise((done) => done(work(transaction))).then((value) => { result = value; }, stop);
  });
}

function openDatabase(name, version, upgrade) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
    request.onerror = () => reject(storageTrouble(request.error));
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close(); // newer code wants it; this page must be loaded again
      resolve(database);
    };
  });
}

/** Shared by all who use this browser, in the clear: whose stores lie here, and each one's wrapped key. */
export const openOwners = () =>
  openDatabase("lapangan", 1, (database) => database.createObjectStore("owners", { keyPath: "user" }));

export const STORES = {
  outbox: "seq",
  pictures: "id",
  blobs: "id",
  plan: "key",
  sheets: "visit",
  refused: "id",
  held: "visit",
  meta: "key",
};

/** One user's store. What a person wrote or may know of lies in it sealed; ids, counts and times are in the clear. */
export const openUserStore = (user) =>
  openDatabase(`lapangan-${user}`, 1, (database) => {
    for (const [name, keyPath] of Object.entries(STORES)) database.createObjectStore(name, { keyPath });
  });
