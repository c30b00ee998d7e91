/**
 * A stage is one agency for one test file: its own seeded service and workstations, copied from a
 * template that is seeded once per run. Everything lives below `artifacts/` and ends with the stage.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../build/launch/processes.ts";
import { seedOnce } from "../../../build/launch/demo.ts";
import type { Child } from "../../../build/launch/processes.ts";
import { enrolmentCode, startService, type RunningService } from "../../../build/launch/service.ts";
import { provision } from "../../../build/launch/workstation.ts";
import type { Ring } from "../../../shared/release/documents.ts";
import type { SecondFactorPolicy } from "../../../shared/protocol/session.ts";
import { demoUsers } from "../../../service/demo/agency.ts";
import { openWorkstation, type Workstation } from "./driver.ts";

const ARTIFACTS = join(ROOT, "artifacts");
export const TEMPLATE = join(ARTIFACTS, "e2e-template");

/** The centre as a stage needs it: a process of its own, unless the test serves one itself. */
export type StageCentre = Omit<RunningService, "child"> & { readonly child: Pick<Child, "stop"> };
type Serve = (options: Parameters<typeof startService>[0]) => Promise<StageCentre>;

export interface Stage {
  readonly dir: string;
  readonly service: () => StageCentre;
  /** Ends the service as a crash would, or in order. */
  unplug(how?: "crash" | "quit"): Promise<void>;
  /** Starts it again on the same data and port. */
  replug(): Promise<void>;
  /** A workstation of its own profile, enrolled at first opening. */
  workstation(name: string, options?: { idleLockMinutes?: number; heartbeatSeconds?: number; ring?: Ring; bundles?: string | undefined }): Promise<Workstation>;
  close(): Promise<void>;
}

/** Password of a demo user. */
export function passwordOf(userNo: string): string {
  const user = demoUsers().find((u) => u.no === userNo);
  if (!user) throw new Error(`no demo user ${userNo}`);
  return user.password;
}

/** Opens a stage; the template is seeded when nobody has yet. `releases` is a published repository to update from, `serve` starts another centre than the program's own process. */
export async function openStage(name: string, say: (what: string) => void = () => undefined, { serve = startService, ...options }: { releases?: string; timestampKey?: string; secondFactor?: SecondFactorPolicy; serve?: Serve } = {}): Promise<Stage> {
  await seedOnce(TEMPLATE, say);
  mkdirSync(ARTIFACTS, { recursive: true });
  const dir = mkdtempSync(join(ARTIFACTS, `stage-${name}-`));
  const data = join(dir, "service");
  cpSync(join(TEMPLATE, "service"), data, { recursive: true });
  let service = await serve({ data, port: 0, training: true, ...options });
  const open: Workstation[] = [];
  return {
    dir,
    service: () => service,
    unplug: (how = "crash") => service.child.stop(how === "crash" ? "SIGKILL" : "SIGTERM"),
    replug: async () => {
      service = await serve({ data, port: service.port, training: true, ...options });
    },
    workstation: async (profile, { bundles, ...options } = {}) => {
      const profileDir = join(dir, "profiles", profile);
      const code = existsSync(join(profileDir, "device.json")) ? undefined : await enrolmentCode(data, profile);
      provision(profileDir, { serviceUrl: service.url, caPem: service.caPem, name: profile, code, ...options });
      const workstation = await openWorkstation(profileDir, { bundles });
      open.push(workstation);
      return workstation;
    },
    close: async () => {
      await Promise.all(open.map((w) => w.close("crash").catch(() => undefined)));
      await service.child.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
