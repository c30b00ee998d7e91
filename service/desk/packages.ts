/** Sealed packages at the desk of customer service: the password, which goes to the bank another way than the package (S-43). */
import { and, eq } from "drizzle-orm";
import type { DeskHandlers } from "../context.ts";
import { warning } from "../db/schema.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { passwordOf } from "../workflow/package.ts";
import { warningsInScope } from "./scope.ts";

const password: DeskHandlers["package.password"] = async (ctx, { instanceId }) => {
  const [found] = await ctx.tx.select({ doc: warning.doc }).from(warning).where(and(eq(warning.id, instanceId), warningsInScope(ctx)));
  if (!found) return refuse("not_found", ["instanceId"]);
  const said = await asSystemFor(ctx, "package.password", () => passwordOf(ctx, instanceId));
  await ctx.audit({ action: "package.passwordShown", ref: instanceId, detail: { no: found.doc.pack?.no ?? "" } });
  return { password: said };
};

export const packageHandlers = { "package.password": password } satisfies Partial<DeskHandlers>;
