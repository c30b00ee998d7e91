// The dependency rule (.dependency-cruiser.cjs). A cruise that sees nothing is green, so seeing every source
// file is part of the rule: TypeScript 7, for one, makes the tool see none and say nothing.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { complaint, runTool, type Check } from "./check.ts";

/** Folders whose files the rule binds. */
const BOUND = ["shared", "db", "electron", "renderer", "service"];
/** Folders that are looked at beside them: they may import, and must not be imported. */
const BESIDE = ["build", "tests"];

/** The part of dependency-cruiser's result that is judged. */
export interface Cruise {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string; severity: string }; cycle?: { name: string }[] }[] };
}

export const boundaries: Check = {
  name: "boundaries",
  title: "checking who imports whom",
  async problems(root) {
    const folders = [...BOUND, ...BESIDE].filter((folder) => existsSync(join(root, folder)));
    if (folders.length === 0) return "no source folder was found";
    mkdirSync(join(root, ".lockdesk"), { recursive: true });
    const file = join(root, ".lockdesk", "boundaries.json");
    rmSync(file, { force: true });
    const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "--output-to", file];
    const outcome = await runTool(root, "dependency-cruiser/bin/dependency-cruiser.mjs", [...args, ...folders]);
    if (!existsSync(file)) return complaint(outcome) || "dependency-cruiser wrote no result";
    const cruise = JSON.parse(readFileSync(file, "utf8")) as Cruise;
    return judgeCruise(cruise, BOUND.flatMap((folder) => sourceFiles(root, folder))).join("\n");
  },
};

/** What is wrong with a cruise: broken rules, and source files it did not see. */
export function judgeCruise(cruise: Cruise, files: readonly string[]): string[] {
  const seen = new Set(cruise.modules.map((module) => module.source));
  if (seen.size === 0) return ["0 modules were seen: the check looked at nothing (is TypeScript still 5.9?)"];
  const unseen = files.filter((file) => !seen.has(file)).map((file) => `${file} was not seen by the check`);
  return [...cruise.summary.violations.filter(({ rule }) => rule.severity === "error").map(sentence), ...unseen];
}

function sentence({ rule, from, to, cycle }: Cruise["summary"]["violations"][number]): string {
  const way = cycle ? cycle.map(({ name }) => name).join(" -> ") : to;
  return `${rule.name}: ${from} -> ${way}`;
}

/** TypeScript sources below a folder, with forward slashes, relative to root. */
function sourceFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
}
