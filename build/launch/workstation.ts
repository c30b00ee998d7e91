/**
 * A workstation as a child process on either host: real Electron where its binary is present, the
 * evaluation host otherwise. The same bundles, the same profile folder.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ring } from "../../shared/release/documents.ts";
import { firstWord, ROOT, startChild, type Child } from "./processes.ts";

export type Host = "electron" | "evaluation";

/** Which host this machine runs; the bootstrap decides and says so in the environment. */
export function hostOf(env: NodeJS.ProcessEnv = process.env): Host {
  return env.LOCKDESK_HOST === "electron" ? "electron" : "evaluation";
}

export const electronBinary = (): string => process.env.LOCKDESK_ELECTRON ?? join(ROOT, "node_modules/electron/dist", process.platform === "win32" ? "electron.exe" : "electron");

export interface ProvisionFacts {
  readonly serviceUrl: string;
  readonly caPem: string;
  readonly name: string;
  /** One-time code; leave out when the machine is enrolled already. */
  readonly code?: string | undefined;
  readonly idleLockMinutes?: number;
  readonly heartbeatSeconds?: number;
  readonly ring?: Ring;
}

/** Writes the provisioning file IT would have put on the machine. Loopback counts as VPN here: evaluation only. */
export function provision(profileDir: string, facts: ProvisionFacts): void {
  mkdirSync(profileDir, { recursive: true, mode: 0o700 });
  const file = {
    v: 1, serviceUrl: facts.serviceUrl, caPem: facts.caPem, vpnRanges: ["127.0.0.0/8"], training: true, idleLockMinutes: facts.idleLockMinutes ?? 5, ...(facts.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: facts.heartbeatSeconds }), ...(facts.ring === undefined ? {} : { ring: facts.ring }),
    ...(facts.code ? { enrolment: { code: facts.code, name: facts.name } } : {}),
  };
  writeFileSync(join(profileDir, "provision.json"), JSON.stringify(file, null, 2), { mode: 0o600 });
}

export const enrolled = (profileDir: string): boolean => existsSync(join(profileDir, "device.json"));

/** Where the bundles lie that `npm run build` makes. */
const BUNDLES = join(ROOT, "out");

/** Arguments of the program on a host, for whoever starts it (the launcher, or Playwright). */
export function commandLine(host: Host, profileDir: string, bundles = BUNDLES): { file: string; args: string[] } {
  const main = join(bundles, "main/main.js");
  const profile = `--user-data-dir=${profileDir}`;
  return host === "electron"
    ? { file: electronBinary(), args: [bundles === BUNDLES ? ROOT : main, profile] }
    : { file: process.execPath, args: [join(ROOT, "build/electron-host/run.ts"), main, "--", profile] };
}

/** Variables of a developer's shell that the program refuses to start with; the launcher is its shortcut. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, undefined>> = {
  NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, SSLKEYLOGFILE: undefined,
  ELECTRON_ENABLE_LOGGING: undefined, ELECTRON_LOG_FILE: undefined, ELECTRON_RUN_AS_NODE: undefined,
};

export interface RunningWorkstation {
  readonly child: Child;
  /** DevTools endpoint of the evaluation host when asked for; null otherwise. */
  readonly cdp: string | null;
}

/** Starts a workstation. With `control`, the evaluation host opens its test endpoint and stdin commands. */
export async function startWorkstation(options: { profileDir: string; host: Host; headless: boolean; control: boolean; bundles?: string | undefined }): Promise<RunningWorkstation> {
  const { file, args } = commandLine(options.host, options.profileDir, options.bundles);
  const env = {
    ...CLEAN_ENVIRONMENT,
    LOCKDESK_HOST: options.host, LOCKDESK_HOST_HEADLESS: options.headless ? "1" : undefined, LOCKDESK_HOST_CDP: options.control ? "1" : undefined,
  };
  const child = startChild(file, args, env, options.control ? "pipe" : "ignore");
  if (options.host === "electron" || !options.control) {
    child.process.stderr?.pipe(process.stderr);
    return { child, cdp: null };
  }
  const ready = await firstWord(child, "host-ready", 60_000);
  if (process.env.LOCKDESK_LOG === "1") child.process.stderr?.pipe(process.stderr);
  return { child, cdp: String(ready.cdp) };
}
