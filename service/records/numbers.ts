/** Running numbers of a day, as they stand on forms: letters, day, four digits. */
import { dayOf } from "../../shared/model/time.ts";
import type { Ctx } from "../context.ts";
import { nextNumber } from "../db/meta.ts";

/** `TS-20261123-0001`: the next of its letters today. Taken inside the transaction that uses it; `counter` names what is counted. */
export async function numberOfDay(ctx: Ctx, letters: string, counter = letters): Promise<string> {
  const day = dayOf(ctx.now);
  return `${letters}-${day.replaceAll("-", "")}-${String(await nextNumber(ctx.tx, `${counter}:${day}`)).padStart(4, "0")}`;
}
