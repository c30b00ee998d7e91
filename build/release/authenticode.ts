/**
 * Authenticode with the agency's own authority and time stamp, through osslsigncode, split over the air gap: the connected
 * machine takes out the few bytes that are signed, the station signs them, the connected machine puts the signature back and
 * checks the whole file. Without a time stamp a signature would die with its certificate, so signing without one is refused.
 */
import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import { ReleaseFailure } from "./failure.ts";

const run = promisify(execFile);
const TOOL = "osslsigncode";

export interface AuthenticodeKeys {
  readonly certificate: string;
  readonly key: string;
  /** The agency's own time stamping certificate and key: no network. */
  readonly tsaCertificate: string;
  readonly tsaKey: string;
}
const HASH = ["-h", "sha256"];
const DESCRIPTION = [...HASH, "-n", "Lockdesk"];
const keyArguments = ({ certificate, key, tsaCertificate, tsaKey }: AuthenticodeKeys): string[] => ["-certs", certificate, "-key", key, "-TSA-certs", tsaCertificate, "-TSA-key", tsaKey];

async function tool(args: readonly string[], out?: string): Promise<string> {
  // The tool leaves a half-made file behind and refuses to write over one.
  if (out !== undefined && existsSync(out)) throw new ReleaseFailure("tool", [`${out} exists already`]);
  try {
    const { stdout, stderr } = await run(TOOL, [...args], { encoding: "utf8" });
    return stdout + stderr;
  } catch (error) {
    if (out !== undefined) rmSync(out, { force: true });
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === "ENOENT") throw new ReleaseFailure("tool", [`${TOOL} is not installed: apt-get install osslsigncode`]);
    throw new ReleaseFailure("tool", [`${stdout}\n${stderr}`.trim().split("\n").filter((line) => line.trim() !== "").slice(-6).join(" | ")]);
  }
}

/** Takes out what is to be signed: a few hundred bytes that go to the station beside the file, for its hash. */
export const extractForSigning = async (file: string, out: string): Promise<void> => void (await tool(["extract-data", ...HASH, "-in", file, "-out", out], out));

/** Signs a whole file, or on the station what was taken out of one. */
export const signCode = async (file: string, out: string, keys: AuthenticodeKeys): Promise<void> => void (await tool(["sign", ...DESCRIPTION, ...keyArguments(keys), "-in", file, "-out", out], out));

/** Puts the station's signature into the file it was taken from, and checks the result against the agency's authority. */
export async function attachSignature(file: string, signature: string, out: string, authority: string): Promise<void> {
  await tool(["attach-signature", "-sigin", signature, "-CAfile", authority, "-TSA-CAfile", authority, "-in", file, "-out", out], out);
  await verifyCode(out, authority);
}

/** Throws unless the file is signed under the agency's authority, unchanged, and time-stamped. */
export async function verifyCode(file: string, authority: string): Promise<void> {
  const said = await tool(["verify", "-CAfile", authority, "-TSA-CAfile", authority, "-in", file]);
  if (!/^Signature verification: ok/m.test(said)) throw new ReleaseFailure("tool", ["the signature does not hold"]);
  if (!/Timestamp Server Signature verification: ok/.test(said)) throw new ReleaseFailure("tool", ["the signature has no time stamp: it would die with its certificate"]);
}
