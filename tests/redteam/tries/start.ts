/** Starts that must end before `ready` with code 78 and a line in the journal (rows 22 to 26). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../../../build/launch/processes.ts";
import { CLEAN_ENVIRONMENT, commandLine } from "../../../build/launch/workstation.ts";
import { readEntries } from "../journal.ts";
import type { Try } from "./try.ts";

/** A switch of each kind the table of ways out names. */
const SWITCHES: readonly (readonly [number, string])[] = [
  [23, "--remote-debugging-port=9222"], [23, "--remote-debugging-pipe"], [23, "-remote-debugging-port=9222"],
  [22, "--inspect=0.0.0.0:9229"], [22, "--inspect-brk"],
  [24, "--no-sandbox"], [24, "--disable-web-security"], [24, "--proxy-server=10.0.0.1:3128"], [24, "--host-resolver-rules=MAP * 10.0.0.1"],
  [24, "--ignore-certificate-errors"], [24, "--log-net-log=/tmp/net.json"], [24, "--ssl-key-log-file=/tmp/keys"], [24, "--js-flags=--expose-gc"],
  [24, "--password-store=basic"], [24, "--renderer-cmd-prefix=gdb"], [24, "--utility-cmd-prefix=gdb"], [24, "--load-extension=/tmp/x"],
  [24, "--enable-logging=file"], [24, "--enable-dev-tools"], [24, "--disk-cache-dir=/tmp"], [24, "--a-switch-of-tomorrow"],
];
const VARIABLES: readonly (readonly [number, string, string])[] = [
  [25, "NODE_OPTIONS", "--no-warnings"], [25, "ELECTRON_RUN_AS_NODE", "1"],
  [26, "ELECTRON_ENABLE_LOGGING", "1"], [26, "ELECTRON_LOG_FILE", "/tmp/electron.log"], [26, "SSLKEYLOGFILE", "/tmp/keys"],
];

const WAIT_MS = 20_000;

/** Starts the program and says how it ended: `78, written down`, or what else. */
async function startWith(args: readonly string[], env: Readonly<Record<string, string>>, named: string, bundles: string | undefined): Promise<string> {
  const profileDir = mkdtempSync(join(tmpdir(), "lockdesk-redteam-start-"));
  try {
    const { file, args: usual } = commandLine("evaluation", profileDir, bundles);
    const child = startChild(file, [...usual, ...args], { ...CLEAN_ENVIRONMENT, LOCKDESK_HOST: "evaluation", LOCKDESK_HOST_HEADLESS: "1", ...env });
    const timer = setTimeout(() => void child.stop("SIGKILL"), WAIT_MS);
    const code = await child.ended;
    clearTimeout(timer);
    const line = readEntries(profileDir).find((entry) => entry.what === "start.refused");
    return `${code ?? "went on"}, ${String(line?.facts.names ?? "").includes(named) ? "written down" : "not written down"}`;
  } finally {
    rmSync(profileDir, { recursive: true, force: true });
  }
}

export const START: readonly Try[] = [
  ...SWITCHES.map(([row, argument]): Try => ({
    name: `started with ${argument}`, row, aim: "start", expect: "78, written down",
    run: ({ bundles }) => startWith([argument], {}, `--${argument.replace(/^-+/, "").split("=")[0] ?? ""}`, bundles),
  })),
  ...VARIABLES.map(([row, name, value]): Try => ({
    name: `started with ${name} set`, row, aim: "start", expect: "78, written down",
    run: ({ bundles }) => startWith([], { [name]: value }, name, bundles),
  })),
  { name: "started with a file to open", row: 24, aim: "start", expect: "78, written down", run: ({ bundles }) => startWith(["/etc/passwd"], {}, "word", bundles) },
];
