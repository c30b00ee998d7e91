/** Memory of a first load: how far the process that loads rises above what it held before, in MB (Linux). */
import { forgetPeak, heldMb, residentMb } from "./resident.ts";

export interface Rise {
  /** Resident at its highest during the load, and how far that is above what was held before it: MB. */
  readonly peak: number;
  readonly rise: number;
}

/** Looks at what a process holds; the answer forgets the highest so far, the answer to that says how far it rose. Null where the system does not tell. */
export async function watchMemory(pid: number): Promise<() => () => Rise | null> {
  if (process.platform !== "linux") return () => () => null;
  const before = await heldMb(pid);
  return () => {
    forgetPeak(pid);
    return () => {
      const peak = residentMb(pid, "VmHWM");
      return { peak, rise: peak - before };
    };
  };
}
