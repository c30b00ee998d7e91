// Loaded before the probe: takes one guard away from the source that is loaded, and says so when it found nothing to take.
import { registerHooks } from "node:module";

const { file, from, to } = JSON.parse(process.env.LOCKDESK_MUTATION);
let found = false;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(file)) return loaded;
    const text = String(loaded.source);
    found = text.includes(from);
    return { ...loaded, source: text.replace(from, () => to) };
  },
});
process.on("exit", () => {
  if (!found) process.stderr.write(`nothing to take away in ${file}\n`);
});
