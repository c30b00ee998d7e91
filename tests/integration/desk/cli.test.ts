import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "../../../service/admin/cli.ts";
import { adminRegistry } from "../../../service/admin/commands/index.ts";
import { serveAdmin } from "../../../service/admin/socket.ts";
import { freshData, startService } from "../../support/service.ts";

const FILE = fileURLToPath(new URL("../../../service/demo/portfolio/huabei-bank_2026-11-20.xlsx", import.meta.url));

let dir: string;
let out: string;
let err: string;

/** Runs the shell as a person types it; answers exit code, stdout and stderr. */
async function admin(...args: string[]): Promise<number> {
  out = err = "";
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true)),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true)),
  ];
  process.exitCode = undefined;
  try {
    return await main([...args, "--data", dir]);
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

beforeEach(async () => {
  dir = await freshData();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Runs the shell against a running service: the socket's way, and without opening the database each time. */
async function withService(work: () => Promise<void>): Promise<void> {
  const { service, stop } = await startService({ data: dir });
  const socket = await serveAdmin(service, dir, adminRegistry);
  try {
    await work();
  } finally {
    await socket.close();
    await stop();
  }
}

describe("npm run admin", { timeout: 180_000 }, () => {
  test("imports a bank's file and prints the report as JSON; again, nothing changes", async () => {
    expect(await admin("import", FILE, "--bank", "huabei", "--dry-run", "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 320, imported: 318, refused: 2, state: "dry-run", batchId: null });
    expect(await admin("import", FILE, "--bank", "huabei", "--json")).toBe(0);
    const report = JSON.parse(out) as { refusals: object[] };
    expect(Object.keys(report).slice(0, 6)).toEqual(["rows", "imported", "updated", "unchanged", "refused", "refusals"]);
    expect(report).toMatchObject({ rows: 320, imported: 318, updated: 0, unchanged: 0, refused: 2 });
    expect(report.refusals.map((r) => Object.keys(r).slice(0, 6))).toEqual(Array(2).fill(["sheet", "row", "column", "code", "zh", "en"]));
    expect(await admin("import", FILE, "--bank", "huabei", "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ imported: 0, updated: 0, unchanged: 318, refused: 2 });
  });

  test("wants the letter's totals from a person, and refuses wrong ones with both figures", async () => {
    expect(await admin("import", FILE, "--bank", "huabei")).toBe(1);
    expect(err).toContain("--count");
    expect(await admin("import", FILE, "--bank", "huabei", "--count", "320", "--amount", "16,000,000")).toBe(1);
    expect(err).toContain("¥16,421,275.00");
    expect(err).toContain("¥16,000,000.00");
    expect(await admin("import", FILE, "--bank", "huabei", "--count", "320", "--amount", "16,421,275")).toBe(0);
    expect(out).toContain("318");
  });

  test("says in one sentence what is wrong, and tells wrong usage from a refusal by the exit code", async () => {
    expect(await admin("import", "/nowhere/file.xlsx", "--bank", "huabei", "--yes")).toBe(1);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("找不到文件");
    expect(await admin("nonsense")).toBe(2);
    expect(await admin("import", FILE)).toBe(2);
    expect(await admin("user", "reset", "A0101")).toBe(1);
  });

  test("founds a house, takes in staff, deals cases out and verifies the audit trail, through the running service", () =>
    withService(async () => {
      await admin("import", FILE, "--bank", "huabei", "--yes");
      await admin("region", "add", "N", "北区");
      await admin("team", "add", "A 组", "--region", "N");
      expect(await admin("user", "add", "a0101", "测试甲", "--role", "催收员", "--team", "A组", "--pledged", "2026-01-05", "--json")).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ created: 1, passwords: [{ no: "A0101" }] });
      expect(await admin("user", "add", "a0102", "测试乙", "--role", "催收员", "--team", "B组", "--pledged", "2026-01-05")).toBe(1);
      expect(await admin("assign", "run", "--team", "A 组", "--dry-run", "--json")).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ cases: 318, dryRun: true });
      expect(await admin("assign", "--team", "A 组", "--bucket", "M1,M2", "--json")).toBe(0);
      expect((JSON.parse(out) as { cases: number }).cases).toBeGreaterThan(200);
      expect(await admin("device", "code", "--name", "PC-1", "--json")).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ code: expect.stringMatching(/^[0-9A-Z-]{10,12}$/) as string });
      expect(await admin("import", FILE, "--bank", "other", "--yes")).toBe(1);
      expect(err).toContain("bank add");
      expect(await admin("bank", "list", "--json")).toBe(0);
      expect(JSON.parse(out)).toEqual([{ code: "huabei", name: "huabei" }]);
      expect(await admin("user", "reset", "A0999")).toBe(1);
      expect(err).toContain("没有找到");
      expect(await admin("roster", "list", "--from", "gestern", "--to", "2026-11-30")).toBe(1);
      expect(await admin("audit", "verify", "--json")).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ ok: true });
    }));
});
