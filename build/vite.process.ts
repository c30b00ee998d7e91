/**
 * Bundles what runs on Node inside the program: main, vault and preload. The same three files run
 * on Electron and on the evaluation host. Native modules stay outside the bundle.
 */
import { resolve } from "node:path";
import type { InlineConfig } from "vite";

const at = (path: string) => resolve(import.meta.dirname, "..", path);
const EXTERNAL = ["electron", "better-sqlite3", "@node-rs/argon2"];

export const PROCESSES = {
  main: { entry: "electron/main/main.ts", file: "main.js", format: "es" },
  vault: { entry: "electron/vault/main.ts", file: "vault.js", format: "es" },
  helper: { entry: "electron/update/helper-main.ts", file: "helper.js", format: "es" },
  preload: { entry: "electron/preload/preload.ts", file: "preload.cjs", format: "cjs" },
} as const;
export type ProcessName = keyof typeof PROCESSES;

/** Vite configuration of one process bundle. */
export function processConfig(name: ProcessName): InlineConfig {
  const { entry, file, format } = PROCESSES[name];
  return {
    configFile: false,
    root: at("."),
    publicDir: false,
    logLevel: "warn",
    build: {
      ssr: true,
      target: "node24",
      outDir: at(`out/${name}`),
      emptyOutDir: true,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: { input: at(entry), external: EXTERNAL, output: { format, entryFileNames: file, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: EXTERNAL, target: "node" },
  };
}
