/** Windows signatures with the agency's own authority, whole and split over the air gap, on a small real program. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { attachSignature, extractForSigning, signCode, verifyCode } from "../../../build/release/authenticode.ts";
import { Lab, writeArtifacts } from "../../../build/release/lab.ts";
import { proposeBuild } from "../../../build/release/propose.ts";
import { codeAuthority, missingTools } from "../../support/code-authority.ts";

const missing = missingTools("osslsigncode", "makensis", "openssl");

describe("Authenticode", () => {
  let dir: string;
  const at = (name: string): string => join(dir, name);
  const ours = (context: TestContext) => {
    if (missing.length > 0) context.skip(`not installed: ${missing.join(", ")}`);
    return { certificate: at("code.pem"), key: at("code.key"), tsaCertificate: at("tsa.pem"), tsaKey: at("tsa.key") };
  };
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "lockdesk-code-"));
    if (missing.length > 0) return;
    const { authority, leaf } = codeAuthority(dir);
    authority("ca");
    authority("other");
    leaf("code", "ca", "codeSigning");
    leaf("tsa", "ca", "critical,timeStamping");
    leaf("thief", "other", "codeSigning");
    writeFileSync(at("setup.nsi"), 'OutFile "setup.exe"\nSection\nSectionEnd\n');
    spawnSync("makensis", ["-V0", "setup.nsi"], { cwd: dir });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("signed on the station from a few hundred bytes, attached elsewhere, and it holds", async (context) => {
    const keys = ours(context);
    await extractForSigning(at("setup.exe"), at("setup.data"));
    expect(statSync(at("setup.data")).size).toBeLessThan(1_000);
    await signCode(at("setup.data"), at("setup.sig"), keys);
    await attachSignature(at("setup.exe"), at("setup.sig"), at("split.exe"), at("ca.pem"));
    await verifyCode(at("split.exe"), at("ca.pem"));
  });

  it("one byte changed, another's signature under the same name, none at all, none with a time: refused", async (context) => {
    const keys = ours(context);
    await signCode(at("setup.exe"), at("whole.exe"), keys);
    await verifyCode(at("whole.exe"), at("ca.pem"));
    const bytes = readFileSync(at("whole.exe"));
    bytes[600]! ^= 1;
    writeFileSync(at("changed.exe"), bytes);
    await signCode(at("setup.exe"), at("thief.exe"), { ...keys, certificate: at("thief.pem"), key: at("thief.key") });
    spawnSync("osslsigncode", ["sign", "-h", "sha256", "-certs", "code.pem", "-key", "code.key", "-in", "setup.exe", "-out", "timeless.exe"], { cwd: dir });
    for (const name of ["changed.exe", "thief.exe", "setup.exe", "timeless.exe"]) await expect(verifyCode(at(name), at("ca.pem")), name).rejects.toMatchObject({ code: "tool" });
    await expect(signCode(at("setup.exe"), at("whole.exe"), keys)).rejects.toMatchObject({ code: "tool", faults: [expect.stringMatching(/exists already/)] });
  });

  it("a Windows installer is proposed only with the agency's signature", async (context) => {
    const keys = ours(context);
    const lab = new Lab();
    try {
      const artifacts = lab.path("windows");
      writeArtifacts(artifacts, "1.0.0", { platform: "win32-x64", file: "setup.exe" });
      const propose = (authority?: string) => proposeBuild({ artifacts, state: null, folder: lab.newRequest(), duty: lab.keys.duty.map((k) => k.open), now: lab.now, ...(authority ? { authority } : {}) });
      copyFileSync(at("setup.exe"), join(artifacts, "setup.exe"));
      await expect(propose()).rejects.toMatchObject({ code: "artifacts" });
      await expect(propose(at("ca.pem"))).rejects.toMatchObject({ code: "tool" });
      await signCode(at("setup.exe"), at("proposed.exe"), keys);
      copyFileSync(at("proposed.exe"), join(artifacts, "setup.exe"));
      expect(await propose(at("ca.pem"))).toMatchObject({ platform: "win32-x64", file: "builds/win32-x64/1.0.0/setup.exe" });
    } finally {
      lab.close();
    }
  });
});
