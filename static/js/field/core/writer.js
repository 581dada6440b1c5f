/** One tab writes to a user's store. Another one may take over: the first is asked to finish, then it loses its place. */
const CHANNEL = "lapangan";
const PATIENCE_MS = 2_000;
const LINGER_MS = 1_000;

const lockName = (user) => `lapangan-writer-${user}`;

/** Hear what other tabs and the worker tell; @returns {BroadcastChannel} */
export function listen(heard) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => heard(data);
  return channel;
}

/**
 * Hold the writer's place until `release` is called or it is taken.
 * @returns {Promise<?{release: function}>} null when another tab has it
 */
function takePlace(user, { steal = false, lost }) {
  return new Promise((resolve) => {
    const options = steal ? { steal: true } : { ifAvailable: true };
    const held = navigator.locks.request(lockName(user), options, (lock) => {
      if (!lock) return void resolve(null);
      return new Promise((release) => resolve({ release }));
    });
    held.catch(lost); // AbortError: another tab has taken over
  });
}

async function takeWithin(patience, user, lost) {
  const until = performance.now() + patience;
  for (;;) {
    const place = await takePlace(user, { lost });
    if (place || performance.now() > until) return place;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A page that has just been reloaded, or was killed, may still hold the place for a moment. */
export const takeFreePlace = (user, { lost }) => takeWithin(LINGER_MS, user, lost);

/** Ask the other tab to finish and go; one that does not answer is pushed. */
export async function takeOverPlace(user, channel, { lost }) {
  channel.postMessage({ type: "release", user });
  return (await takeWithin(PATIENCE_MS, user, lost)) || takePlace(user, { steal: true, lost });
}
