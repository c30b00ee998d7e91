/** The tries on the program, and how one is made. `all.ts` adds those on our own `db/`, which a test driver cannot load. */
import { CASE } from "./case.ts";
import { CLIPBOARD } from "./clipboard.ts";
import { CODE } from "./code.ts";
import { DEVICE } from "./device.ts";
import { FILE } from "./file.ts";
import { MAIN } from "./main.ts";
import { NETWORK } from "./network.ts";
import { PRINT } from "./print.ts";
import { START } from "./start.ts";
import type { Ground } from "../ground.ts";
import type { Try } from "./try.ts";
import { WINDOW } from "./window.ts";

/** From inside the signed-in page, or on the running program without ending it. */
export const RUNNING: readonly Try[] = [...PRINT, ...WINDOW, ...FILE, ...DEVICE, ...CODE, ...CASE, ...NETWORK, ...CLIPBOARD, ...MAIN];
/** These start the program by themselves. */
export { START };

export interface Outcome {
  readonly name: string;
  readonly row: number | null;
  readonly expect: string;
  readonly got: string;
  /** `not made`: could not be made here. */
  readonly state: "held" | "open" | "not made";
}

/** Makes one try; one that stands alone takes only the bundles. Never throws: what breaks is an answer that was not expected. */
export async function attempt(each: Try, ground: Ground | Pick<Ground, "bundles">): Promise<Outcome> {
  const { name, row, expect } = each;
  const cannot = each.cannot?.();
  if (cannot !== undefined) return { name, row, expect, got: cannot, state: "not made" };
  const got = await each.run(ground as Ground).catch((error: unknown) => `broke: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  return { name, row, expect, got, state: got === expect ? "held" : "open" };
}
