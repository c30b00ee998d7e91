/**
 * `npm start [-- --profile NAME] [--port N] [--fresh]`: the demo agency on this machine. With a display,
 * a workstation's window at the sign-in screen; without one, the guided shift.
 */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { demoUsers } from "../../service/demo/agency.ts";
import { closeDemo, DEFAULT_PORT, demoDir, openDemo, prepareProfile, runningCard } from "../launch/demo.ts";
import { hostOf, startWorkstation } from "../launch/workstation.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { profile: { type: "string", default: "ws-01" }, port: { type: "string", default: String(DEFAULT_PORT) }, fresh: { type: "boolean", default: false }, headless: { type: "boolean", default: false } },
});

const say = (what: string) => process.stderr.write(`${what} …\n`);
const hasDisplay = process.platform === "win32" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/** Ends with one sentence that says what to do. */
function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text.split("\n").at(-1)}\n`);
  if (process.env.LOCKDESK_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : text}\n`);
  process.exit(1);
}

function printUsers(): void {
  const rows = demoUsers().map((u) => `  ${u.no.padEnd(7)} ${u.password.padEnd(16)} ${u.name}\t${u.roles.join(", ")}`);
  process.stdout.write(`\nDemo users (工号, password, name, role):\n${rows.join("\n")}\n\n`);
}

async function openWindow(): Promise<void> {
  const dir = demoDir();
  if (values.fresh) {
    if (await runningCard(dir)) throw new Error("A demo is running on this machine: end it before starting a fresh one.");
    rmSync(dir, { recursive: true, force: true });
  }
  const demo = await openDemo(dir, Number(values.port), say);
  const profileDir = await prepareProfile(demo, values.profile);
  printUsers();
  say(demo.own ? `Opening workstation ${values.profile}; closing its window ends the demo` : `Opening workstation ${values.profile} against the running service`);
  const workstation = await startWorkstation({ profileDir, host: hostOf(), headless: false, control: false });
  const code = await workstation.child.ended;
  await closeDemo(demo);
  process.exit(code ?? 0);
}

if (!/^[\w-]{1,40}$/.test(values.profile)) fail(new Error(`--profile ${values.profile}: use letters, digits and dashes.`));
try {
  if (hasDisplay && !values.headless) await openWindow();
  else {
    const { guidedShift } = await import("../../tests/e2e/guided-shift.ts");
    await guidedShift(say);
    process.exit(0);
  }
} catch (error) {
  fail(error);
}
