/** Makes a file anew beside itself and puts it in place in one step. */
import { renameSync, rmSync } from "node:fs";

export async function replaceWith(path: string, make: (to: string) => Promise<void>): Promise<void> {
  const made = `${path}.made`;
  rmSync(made, { force: true });
  await make(made);
  renameSync(made, path);
}
