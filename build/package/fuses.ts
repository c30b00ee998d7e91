/** Electron's fuses (ELECTRON.md 2.2) as one table; every fuse of the binary must stand in it, so that a new one stops the build. */
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from "@electron/fuses";
import { ReleaseFailure } from "../release/failure.ts";

const FUSES: Record<keyof typeof FuseV1Options, boolean> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};
const NAMES = Object.keys(FUSES) as (keyof typeof FUSES)[];

/** Sets every fuse, then reads them back. Before any signature: fuses are bytes of the executable. */
export async function setFuses(executable: string): Promise<void> {
  const wanted = Object.fromEntries(NAMES.map((name) => [FuseV1Options[name], FUSES[name]])) as Record<FuseV1Options, boolean>;
  await flipFuses(executable, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...wanted });
  const faults = await fuseFaults(executable);
  if (faults.length > 0) throw new ReleaseFailure("artifacts", faults);
}

/** Each fuse that stands otherwise than the table says. */
export async function fuseFaults(executable: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(executable);
  const standing = (name: keyof typeof FUSES) => wire[FuseV1Options[name]];
  return NAMES.filter((name) => standing(name) !== (FUSES[name] ? FuseState.ENABLE : FuseState.DISABLE)).map((name) => `fuse ${name}: stands at ${String(standing(name))}`);
}
