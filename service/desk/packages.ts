/** Sealed packages at the desk of customer service: the password, which goes to the bank another way than the package (S-43). */
import { and, eq } from "drizzle-orm";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { warning } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { passwordOf } from "../workflow/package.ts";
import { readable } from "./complaints.ts";
import { warningsInScope } from "./scope.ts";

/** The number of a package of a warning or a complaint that the caller reads; '' asks for the newest. Refuses `not_found`. */
async function packageOf(ctx: DeskCtx, instanceId: string, no: string): Promise<string> {
  const [found] = await ctx.tx.select({ doc: warning.doc }).from(warning).where(and(eq(warning.id, instanceId), warningsInScope(ctx)));
  const packs = found ? [found.doc.pack] : (await readable(ctx, instanceId)).packs;
  const pack = no === "" ? packs.at(-1) : packs.find((p) => p?.no === no);
  return pack ? pack.no : refuse("not_found", ["no"]);
}

const password: DeskHandlers["package.password"] = async (ctx, { instanceId, no: asked }) => {
  const no = await packageOf(ctx, instanceId, asked);
  const said = await asSystemFor(ctx, "package.password", () => passwordOf(ctx, no));
  await ctx.audit({ action: "package.passwordShown", ref: instanceId, detail: { no } });
  return { password: said };
};

export const packageHandlers = { "package.password": password } satisfies Partial<DeskHandlers>;
