import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock, releaseLock, type SecondInstance } from "../../../build/electron-host/instance-lock.ts";
import { enableSafeStorage, safeStorage } from "../../../build/electron-host/safe-storage.ts";
import { EVENTUALLY } from "../../integration/electron-host/eventually.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lockdesk-host-unit-"));
});
afterEach(() => {
  releaseLock();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("the weak safeStorage", () => {
  it("gives back what it was given, and notices a changed byte", async () => {
    enableSafeStorage(() => folder);
    const secret = await safeStorage.encryptStringAsync("机密 ✓");
    expect((await safeStorage.decryptStringAsync(secret)).result).toBe("机密 ✓");
    for (const at of [0, 5, 20, secret.length - 1]) {
      const changed = Buffer.from(secret);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => safeStorage.decryptString(changed)).toThrow("Error while decrypting");
    }
  });

  it("is bound to its folder, and its key is for the owner's eyes", () => {
    enableSafeStorage(() => folder);
    const secret = safeStorage.encryptString("x");
    if (process.platform !== "win32") expect(fs.statSync(path.join(folder, "evaluation-host-weak-key")).mode & 0o077).toBe(0);
    fs.rmSync(path.join(folder, "evaluation-host-weak-key"));
    expect(() => safeStorage.decryptString(secret)).toThrow("Error while decrypting");
  });

  it("has a backend name that no check for a real store accepts", () => {
    expect(safeStorage.getSelectedStorageBackend()).toBe("evaluation_host_weak");
  });
});

describe("the single-instance lock", { timeout: 60_000 }, () => {
  const LOCK = path.resolve("build/electron-host/instance-lock.ts");
  const inAnotherProcess = (then = ""): string =>
    execFileSync(process.execPath, ["--input-type=module", "-e", `
      const { acquireLock } = await import(${JSON.stringify(LOCK)});
      console.log(acquireLock(${JSON.stringify(folder)}, { from: "second" }, () => undefined));
      ${then || "process.exit(0);"}`], { encoding: "utf8" }).trim();

  it("turns a second process away and hands its arguments to the first", async () => {
    const seen: SecondInstance[] = [];
    expect(acquireLock(folder, undefined, (second) => seen.push(second))).toBe(true);
    expect(inAnotherProcess()).toBe("false");
    await expect.poll(() => seen.length, EVENTUALLY).toBe(1);
    expect(seen[0]).toMatchObject({ additionalData: { from: "second" }, workingDirectory: process.cwd() });
  });

  it("is free again when its owner was killed", () => {
    const lock = path.join(folder, "evaluation-host.lock");
    expect(() => inAnotherProcess("process.kill(process.pid, 'SIGKILL');")).toThrow();
    expect(fs.existsSync(lock)).toBe(true);
    expect(acquireLock(folder, undefined, () => undefined)).toBe(true);
  });

  it("is not mistaken for held because a later process has the owner's number", () => {
    fs.writeFileSync(path.join(folder, "evaluation-host.lock"), `${process.pid} 1`);
    expect(acquireLock(folder, undefined, () => undefined)).toBe(process.platform === "linux");
  });

  it("is given back", () => {
    expect(acquireLock(folder, undefined, () => undefined)).toBe(true);
    releaseLock();
    expect(inAnotherProcess()).toBe("true");
  });
});
