// @ts-check
// What the person at the terminal sees while a step takes long. Everything goes to stderr: stdout belongs to
// the command that runs afterwards.

const TICK_MS = 2000;
/** A step that ends sooner says nothing. */
const SILENT_MS = 1000;

/** @param {string} text */
export function say(text) {
  process.stderr.write(`lockdesk: ${text}\n`);
}

/**
 * Runs a step; after one second it shows a line, then one every two seconds until it ends.
 * @template T
 * @param {string} label what is being done, as "installing the dependencies"
 * @param {() => Promise<T>} work
 * @param {() => string} [detail] how far it is, asked at each line
 * @returns {Promise<T>}
 */
export async function step(label, work, detail = () => "") {
  const started = Date.now();
  const show = () => {
    const far = detail();
    say(`${label} … ${Math.round((Date.now() - started) / 1000)} s${far && `, ${far}`}`);
  };
  let ticker;
  const first = setTimeout(() => {
    show();
    ticker = setInterval(show, TICK_MS);
  }, SILENT_MS);
  try {
    const result = await work();
    const took = Date.now() - started;
    if (took >= SILENT_MS) say(`${label}: ended after ${(took / 1000).toFixed(0)} s`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(ticker);
  }
}
