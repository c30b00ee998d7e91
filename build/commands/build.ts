/** `npm run build`: bundles main, vault, preload and the windows into `out/`. */
import { build } from "vite";
import { resolve } from "node:path";
import { PROCESSES, processConfig, type ProcessName } from "../vite.process.ts";

const started = Date.now();
const only = process.argv.slice(2);
const wanted = (name: string) => only.length === 0 || only.includes(name);

for (const name of Object.keys(PROCESSES) as ProcessName[]) {
  if (wanted(name)) await build(processConfig(name));
}
if (wanted("renderer")) await build({ configFile: resolve(import.meta.dirname, "../vite.renderer.ts"), logLevel: "warn" });
process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
