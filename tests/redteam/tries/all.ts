/** Every try there is, by what it needs. */
import { DATABASE } from "./database.ts";
import { ENDING } from "./ending.ts";
import { RUNNING, START } from "./index.ts";
import type { Try } from "./try.ts";

/** These start the program by themselves, or need none. */
export const ALONE: readonly Try[] = [...DATABASE, ...START];
export const TRIES: readonly Try[] = [...ALONE, ...RUNNING, ...ENDING];

/** Finds a try by its name. Throws for one that is not there. */
export function tryNamed(name: string): Try {
  const found = TRIES.find((each) => each.name === name);
  if (!found) throw new Error(`there is no try "${name}"`);
  return found;
}
