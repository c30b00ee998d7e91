import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readProvision } from "../../../electron/main/config.ts";

const GOOD = { v: 1, serviceUrl: "https://127.0.0.1:17443", caPem: "-----BEGIN CERTIFICATE-----", vpnRanges: ["10.8.0.0/16"] };

describe("the provisioning file", () => {
  let dir: string;
  const write = (value: unknown) => writeFileSync(join(dir, "provision.json"), typeof value === "string" ? value : JSON.stringify(value));
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "lockdesk-config-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("locks after five idle minutes unless it says otherwise", () => {
    write(GOOD);
    const answer = readProvision(dir, true);
    expect(answer.ok && answer.provision.idleLockMinutes).toBe(5);
  });

  it.each([
    ["an address without TLS", { ...GOOD, serviceUrl: "http://127.0.0.1" }, "serviceUrl"],
    ["no VPN range", { ...GOOD, vpnRanges: [] }, "vpnRanges"],
    ["no CA", { ...GOOD, caPem: "" }, "caPem"],
    ["an unknown version", { ...GOOD, v: 2 }, "v"],
    ["an idle lock that never comes", { ...GOOD, idleLockMinutes: 600 }, "idleLockMinutes"],
  ])("is refused naming the field: %s", (_name, value, field) => {
    write(value);
    const answer = readProvision(dir, true);
    expect(answer.ok).toBe(false);
    expect(!answer.ok && answer.issues.join()).toContain(field);
  });

  it("is refused, not crashed on, when it is missing or no JSON", () => {
    expect(readProvision(dir, true).ok).toBe(false);
    write("{");
    expect(readProvision(dir, true).ok).toBe(false);
  });

  it("is never taken from the user's own folder by a packaged program", () => {
    write(GOOD);
    const answer = readProvision(dir, false);
    expect(answer.ok && answer.path.startsWith(dir)).toBe(false);
  });
});
