import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../../../renderer/i18n/en/index.ts";
import { zhCN } from "../../../renderer/i18n/zh-CN/index.ts";
import { AUDIT_FAMILIES, knownAct, knownFact } from "../../../shared/model/audit.ts";
import { REVIEW_DECISIONS } from "../../../shared/model/late-event.ts";
import { EARLY_WARNING } from "../../../shared/workflow/early-warning.ts";

const sourcesOf = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")).map((name) => readFileSync(join(dir, name), "utf8")).join("\n");
const root = new URL("../../../", import.meta.url).pathname;
const service = sourcesOf(`${root}service`);
const workstation = sourcesOf(`${root}electron`);

const ALL: string[] = Object.values(AUDIT_FAMILIES).flat();
const found = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map((m) => m[1] ?? ""))];

describe("the acts of the audit trail", () => {
  it("are all known by name where the service writes them", () => {
    const written = [...found(service, /action: (?:[\w ?.]+ \? )?"([a-z]\w+\.[\w.]+)"/g), ...found(service, /: "((?:session|user|allocation)\.\w+)"/g), ...found(service, /, "((?:allocation|case)\.\w+ed)"\)/g)];
    expect(written.length).toBeGreaterThan(45);
    expect(written.filter((action) => knownAct(action) === null)).toEqual([]);
    for (const decision of REVIEW_DECISIONS) expect(knownAct(`review.${decision}`), decision).not.toBeNull();
    for (const { step } of EARLY_WARNING.steps.slice(1)) expect(knownAct(`warning.${step}`), step).not.toBeNull();
  });

  it("carry facts that are known by name where the service writes them", () => {
    const written = found(service, /detail: \{ ([^{}]+) \}/g).flatMap((inner) => inner.split(/,(?![^[(]*[\])])/)).map((part) => part.trim().split(":")[0]!);
    const keys = [...new Set(written.filter((key) => /^[a-z]\w*$/i.test(key)))];
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => knownFact(key) === null)).toEqual([]);
  });

  it("are known where a machine notes them in its journal", () => {
    const noted = found(workstation, /\bnote\("([\w.]+)"/g);
    expect(noted.length).toBeGreaterThan(5);
    expect(noted.filter((what) => knownAct(`machine.${what}`) === null)).toEqual([]);
  });

  it("stand in one family each, with words in both languages", () => {
    expect(new Set(ALL).size).toBe(ALL.length);
    const keys = ALL.map((action) => action.replaceAll(".", "_")).sort();
    expect(Object.keys(zhCN.audit.act).sort()).toEqual(keys);
    expect(Object.keys(en.audit.act).sort()).toEqual(keys);
    expect(Object.keys(zhCN.audit.family).sort()).toEqual(Object.keys(AUDIT_FAMILIES).sort());
  });

  it.each([
    ["reveal of a full number", ["reveal.made"]], ["access to another's case", ["lookup.find", "lookup.message", "inbound.found", "rejection.list"]],
    ["override", ["review.adopt", "case.reassigned"]], ["approval", ["warning.find", "warning.plan", "review.archive", "spotCheck.judged"]],
    ["destruction", ["case.purged", "import.undone", "device.revoked"]], ["import", ["import.uploaded", "import.confirmed", "import.repaired"]],
  ])("hold every %s that the product has (P7)", (_, actions) => {
    for (const action of actions) expect(service.includes(action) || action.startsWith("review.") || action.startsWith("warning."), action).toBe(true);
  });
});
