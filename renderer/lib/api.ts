/**
 * The window's one door: `window.lockdesk`, put there by the preload. Everything the interface
 * knows or does passes through `ask` (answers as values) or `call` (throws the refusal).
 */
import type { ChannelInput, ChannelName, ChannelOutput, Answer, LockdeskApi, PushBody, PushName } from "../../shared/ipc/contract.ts";
import { DESK_ROUTES, type DeskInput, type DeskOutput, type DeskRoute } from "../../shared/protocol/desk.ts";
import { RefusalError, refusal, type Refusal } from "../../shared/protocol/errors.ts";

declare global {
  interface Window {
    readonly lockdesk: LockdeskApi;
  }
}

/** Asks over IPC; a refusal is a value. Never rejects: a broken bridge is the refusal `internal`. */
export async function ask<C extends ChannelName>(channel: C, input: ChannelInput<C>): Promise<Answer<ChannelOutput<C>>> {
  try {
    return await window.lockdesk.call(channel, input);
  } catch (error) {
    return { ok: false, refusal: refusal("internal", [`${channel}: ${error instanceof Error ? error.message : String(error)}`]) };
  }
}

/** Asks over IPC; throws `RefusalError` when refused. */
export async function call<C extends ChannelName>(channel: C, input: ChannelInput<C>): Promise<ChannelOutput<C>> {
  const answer = await ask(channel, input);
  if (!answer.ok) throw new RefusalError(answer.refusal);
  return answer.value;
}

/** Asks the central service through `desk.request`; the answer is checked against the route's schema. */
export async function askDesk<R extends DeskRoute>(route: R, input: DeskInput<R>): Promise<Answer<DeskOutput<R>>> {
  const answer = await ask("desk.request", { route, input });
  if (!answer.ok) return answer;
  const parsed = DESK_ROUTES[route].output.safeParse(answer.value);
  if (!parsed.success) return { ok: false, refusal: refusal("protocol_mismatch", [`${route}: ${parsed.error.issues[0]?.path.join(".") ?? ""}`]) };
  return { ok: true, value: parsed.data as DeskOutput<R> };
}

/** As `askDesk`, throwing `RefusalError` when refused. */
export async function desk<R extends DeskRoute>(route: R, input: DeskInput<R>): Promise<DeskOutput<R>> {
  const answer = await askDesk(route, input);
  if (!answer.ok) throw new RefusalError(answer.refusal);
  return answer.value;
}

/** Listens to a push from the main process; returns the function that stops listening. */
export function listen<P extends PushName>(push: P, listener: (body: PushBody<P>) => void): () => void {
  return window.lockdesk.on(push, listener);
}

/** The refusal inside whatever was thrown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  return refusal("internal", [error instanceof Error ? error.message : String(error)]);
}
