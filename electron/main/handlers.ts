/** Channels that main answers itself: enrolment, unlocking, who am I, lock, copying a field, the administrator's file picker. */
import { basename } from "node:path";
import { dialog } from "electron";
import { enrolDevice } from "../bridge/enrol.ts";
import { refusal, RefusalError, refuse } from "../../shared/protocol/errors.ts";
import type { UpdateReport } from "../../shared/release/report.ts";
import type { Answer } from "../../shared/ipc/contract.ts";
import { bridgeSettings, type Provision } from "./config.ts";
import { deviceName, isEnrolled, storeIdentity } from "./device.ts";
import { CLEAR_AFTER_MS, copyField } from "./lockdown/clipboard.ts";
import type { Unsent } from "./machine/unsent.ts";
import { forgetWipe, wipeState } from "./machine/wipe.ts";
import type { MainHandlers } from "./ipc-router.ts";
import { proposeFactor } from "./second-factor.ts";
import type { Workstation } from "./workstation.ts";

export interface HandlerDeps {
  readonly workstation: () => Workstation;
  readonly provision: Provision;
  readonly profileDir: string;
  readonly version: string;
  readonly packaged: boolean;
  readonly unsent: Pick<Unsent, "last">;
  /** False while a wipe has not ended and told the centre so. */
  readonly settled: () => Promise<boolean>;
  readonly host: "electron" | "evaluation";
  readonly updating: () => UpdateReport;
}

const ok = <T>(value: T): Answer<T> => ({ ok: true, value });

/** Enrols this machine: key pair here, certificate from the centre, sealed to disk. */
export async function enrol(deps: Pick<HandlerDeps, "provision" | "profileDir" | "version" | "packaged">, code: string, name: string): Promise<{ deviceId: string }> {
  const identity = await enrolDevice(bridgeSettings(deps.provision), deps.provision.caPem, code, name, deps.version);
  const { orderKey } = deps.provision;
  if (orderKey !== undefined && identity.orderKey !== orderKey) refuse("centre_untrusted", ["orderKey"]);
  await storeIdentity(deps.profileDir, identity, deps.packaged);
  forgetWipe(deps.profileDir);
  return { deviceId: identity.deviceId };
}

const FILE_FILTERS = [{ name: "XLSX / CSV", extensions: ["xlsx", "csv", "txt"] }];

/** After a wipe the machine says so until it is enrolled anew. */
const wipedBefore = (profileDir: string) => (wipeState(profileDir) ? refusal("wiped") : null);

/** The handlers of the contract's `served: "main"` channels. */
export function mainHandlers(deps: HandlerDeps): MainHandlers {
  const locked: Answer<never> = { ok: false, refusal: refusal("locked") };
  return {
    "unlock.state": async () =>
      ok({
        enrolled: isEnrolled(deps.profileDir), deviceName: deviceName(deps.profileDir) || (deps.provision.enrolment?.name ?? ""), serviceUrl: deps.provision.serviceUrl,
        host: deps.host, version: deps.version, lastUserNo: deps.workstation().lastUserNo(), training: deps.provision.training, message: deps.workstation().message() ?? wipedBefore(deps.profileDir), start: deps.workstation().start(), unsent: deps.unsent.last()?.unsent ?? null, locked: deps.unsent.last() !== null, update: deps.updating(),
      }),
    "unlock.enrol": async ({ code, name }) => {
      if (isEnrolled(deps.profileDir)) return { ok: false, refusal: refusal("conflict", ["device.json"]) };
      if (!(await deps.settled())) return { ok: false, refusal: refusal("wiping") };
      try {
        return ok(await enrol(deps, code, name));
      } catch (error) {
        if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
        throw error;
      }
    },
    "unlock.signIn": (input) => deps.workstation().signIn(input),
    "unlock.proposeFactor": (input) => proposeFactor(deps, bridgeSettings(deps.provision), input),
    "session.passwordKnown": async () => {
      // Answer first, as below.
      setImmediate(() => void deps.workstation().lock(null, "passwordKnown"));
      return ok({});
    },
    "session.me": async () => {
      const now = await deps.workstation().entered();
      return now ? ok({ me: now.me, deviceName: deviceName(deps.profileDir), host: deps.host, version: deps.version, training: now.training }) : locked;
    },
    "session.update": async () => (deps.workstation().me() ? ok(deps.updating()) : locked),
    "session.lock": async () => {
      // Answer first: the asking window is destroyed by the lock.
      setImmediate(() => void deps.workstation().lock(null));
      return ok({});
    },
    "clipboard.copy": async ({ caseId, field }) => {
      const now = deps.workstation().me();
      if (!now) return locked;
      const found = await now.vault.copyable(caseId, field);
      if (!found.ok) return found;
      await copyField(found.value.value);
      return ok({ clearAfterMs: CLEAR_AFTER_MS });
    },
    "import.pick": async () => {
      const now = deps.workstation().me();
      if (!now) return locked;
      const picked = await dialog.showOpenDialog({ properties: ["openFile", "dontAddToRecent"], filters: FILE_FILTERS });
      const path = picked.filePaths[0];
      if (picked.canceled || path === undefined) return ok({ upload: null });
      const fileName = basename(path);
      const sent = await now.vault.upload(path, fileName);
      return sent.ok ? ok({ upload: { ...(sent.value as object), fileName } }) : sent;
    },
  };
}
