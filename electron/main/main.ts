/** Composition root of the main process: policy first, then windows. Holds no record data. */
import { join } from "node:path";
import { app, dialog, protocol } from "electron";
import { LIMIT_OF, type LimitName } from "../../shared/ipc/limits.ts";
import { refusal } from "../../shared/protocol/errors.ts";
import { releaseSaid } from "../../shared/release/report.ts";
import { readProvision } from "./config.ts";
import { ORIGIN, SCHEME, serveRenderer } from "./content.ts";
import { isEnrolled } from "./device.ts";
import { clearFreedMemory } from "./forget.ts";
import { enrol, mainHandlers } from "./handlers.ts";
import { ALTERED_TITLE, lookAtProgram } from "./installed.ts";
import { routeIpc } from "./ipc-router.ts";
import { lockDown } from "./lockdown/index.ts";
import { EX_REFUSED, mayStart } from "./lockdown/start.ts";
import { SCHEME_PRIVILEGES } from "./lockdown/switches.ts";
import { log, openLog } from "./log.ts";
import { createFacts } from "./machine/facts.ts";
import { createKeeper } from "./machine/keeper.ts";
import { createUnsent } from "./machine/unsent.ts";
import { newRefusalLog } from "./refusal-log.ts";
import { watchForLock } from "./locks.ts";
import { watchRemovable } from "./removable/watch.ts";
import { pageSession } from "./windows.ts";
import { startUpdating } from "./updating.ts";
import { startWorkstation, type Workstation } from "./workstation.ts";

const EX_RUNNING = 75;
/** Calls that may become events: until the vault says how many wait, nobody knows. */
const MAY_SAVE: ReadonlySet<LimitName> = new Set<LimitName>(["save", "reveal", "dial", "centre"]);
/** How often refused calls are handed to the vault, which tells the centre with its next word. */
const REPORT_EVERY_MS = 15_000;

const host = process.versions.electron === undefined || process.env.LOCKDESK_HOST === "evaluation" ? "evaluation" : "electron";

if (mayStart()) run();

/** Policy, then windows. */
function run(): void {
  clearFreedMemory();
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: SCHEME_PRIVILEGES }]);
  lockDown();
  app.on("window-all-closed", () => app.quit());
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write("Lockdesk is already running with this profile; use the open window.\n");
    app.exit(EX_RUNNING);
    return;
  }
  void app.whenReady().then(start);
}

async function start(): Promise<void> {
  const profileDir = app.getPath("userData");
  openLog(join(profileDir, "logs"));
  const program = await lookAtProgram();
  if ("refused" in program) return stop(ALTERED_TITLE, program.refused);
  const answer = readProvision(profileDir, !app.isPackaged);
  if (!answer.ok) return stop("本机尚未配置,请联系 IT / This machine is not provisioned; ask IT", `${answer.path}: ${answer.issues.join("; ")}`);
  const { provision } = answer;
  const facts = { profileDir, provision, version: app.getVersion(), packaged: app.isPackaged, host } as const;

  pageSession().protocol.handle(SCHEME, serveRenderer(join(import.meta.dirname, "../renderer")));
  if (!isEnrolled(profileDir) && provision.enrolment) {
    await enrol(facts, provision.enrolment.code, provision.enrolment.name).catch((error: unknown) => log("warn", "enrol.failed", { name: error instanceof Error ? error.message.slice(0, 60) : "unknown" }));
  }

  let workstation: Workstation | null = null;
  const refusals = newRefusalLog();
  const current = () => {
    if (!workstation) throw new Error("the workstation has not started");
    return workstation;
  };
  const unsent = createUnsent(profileDir);
  const posture = createFacts(profileDir, facts.packaged);
  const keeper = createKeeper({ profileDir, provision, version: facts.version, packaged: facts.packaged, workstation: current, unsent, facts: posture, release: (newest) => updating.published(newest), said: () => releaseSaid(updating.report(), { build: program.build, platform: `${process.platform}-${process.arch}`, ring: provision.ring }) });
  const updating = startUpdating({ profileDir, provision, version: facts.version, packaged: facts.packaged, workstation: current, unsent, wiping: () => keeper.busy() });
  routeIpc({
    main: mainHandlers({ ...facts, updating: updating.report, workstation: current, unsent, settled: () => keeper.settle() }),
    vault: (channel, input) => {
      const now = current().me();
      if (MAY_SAVE.has(LIMIT_OF[channel])) unsent.touched();
      return now ? now.vault.call(channel, input) : Promise.resolve({ ok: false, refusal: refusal("locked") });
    },
    roles: () => workstation?.me()?.me.roles ?? null,
    refusals,
  });
  setInterval(() => current().me()?.vault.report(refusals), REPORT_EVERY_MS).unref();
  const told = () => {
    keeper.look();
    void updating.settle();
  };
  workstation = startWorkstation({ profileDir, provision, appVersion: facts.version, packaged: facts.packaged, unsent, facts: posture.read, told, spend: () => keeper.spend() });
  keeper.start();
  updating.start();
  watchForLock(provision.idleLockMinutes, () => current().me() !== null, () => void current().lock(null));
  watchRemovable(() => void current().lock(refusal("drive_appeared")));
  app.on("second-instance", () => current().focus());
  app.on("before-quit", () => void current().end());
  log("info", "started", { host, version: facts.version, origin: ORIGIN });
}

function stop(title: string, detail: string): void {
  dialog.showErrorBox(title, detail);
  app.exit(EX_REFUSED);
}
