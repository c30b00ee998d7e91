/**
 * Random messages at the router: fitting ones, spoilt ones and rubbish, on every channel, from the right and
 * from wrong senders, as every role. Whatever reaches a handler must be what the schema and the table allow.
 */
import fc from "fast-check";
import { ROLES, type Role } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/table.ts";
import { CHANNELS, demandOf, EARLY, type ChannelName } from "../../../shared/ipc/contract.ts";
import { DESK_ROUTES, DESK_ROUTE_NAMES } from "../../../shared/protocol/desk.ts";
import { RefusalSchema } from "../../../shared/protocol/errors.ts";
import { anything, fitting, spoilt } from "../arbitrary.ts";
import { channels, roleFor, type Rig, type Sent } from "./router.ts";

const inputs = new Map<ChannelName, fc.Arbitrary<unknown>>(channels.map((channel) => {
  const { input } = CHANNELS[channel];
  const good = channel === "desk.request" ? fc.oneof(...DESK_ROUTE_NAMES.map((route) => fitting(DESK_ROUTES[route].input).map((asked): unknown => ({ route, input: asked })))) : fitting(input);
  return [channel, fc.oneof({ weight: 2, arbitrary: good }, { weight: 2, arbitrary: spoilt(input) }, { weight: 1, arbitrary: anything })];
}));

const message = fc.constantFrom(...channels).chain((channel) =>
  fc.record({ channel: fc.constant(channel), input: inputs.get(channel)!, role: fc.oneof({ weight: 3, arbitrary: fc.constant<Role | null>(roleFor(channel)) }, { weight: 1, arbitrary: fc.constantFrom(null, ...ROLES) }), from: fc.constantFrom("own", "own", "own", "own", "own", "other", "sub-frame", "gone") }),
);

const senderOf = (rig: Rig, channel: ChannelName, from: string): Sent => {
  const own = rig.window(CHANNELS[channel].window);
  if (from === "own") return own;
  if (from === "other") return rig.window(CHANNELS[channel].window === "desk" ? "unlock" : "desk");
  return { ...own, senderFrame: from === "gone" ? null : { url: own.senderFrame!.url, parent: own.senderFrame } };
};

export interface Tally {
  readonly sent: number;
  readonly answered: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** Sends `count` messages; throws with the message that was handled though it must not be. */
export async function fuzz(rig: Rig, count: number, seed: number): Promise<Tally> {
  let answered = 0;
  const refused: Record<string, number> = {};
  await fc.assert(fc.asyncProperty(message, async ({ channel, input, role, from }) => {
    rig.signIn(role === null ? null : [role]);
    rig.advance(50);
    const answer = await rig.call(channel, input, senderOf(rig, channel, from));
    const reached = rig.reached();
    if (answer.ok) answered += 1;
    else {
      RefusalSchema.parse(answer.refusal);
      refused[answer.refusal.code] = (refused[answer.refusal.code] ?? 0) + 1;
      if (answer.refusal.code === "internal") throw new Error("a guard failed");
    }
    if (reached.length === 0) return !answer.ok;
    const { window, input: schema } = CHANNELS[channel];
    if (from !== "own" || (window === "desk" && role === null && !EARLY.has(channel)) || !schema.safeParse(input).success) return false;
    const { action, input: asked } = demandOf(channel, schema.parse(input));
    return (action === null || (role !== null && may([role], action))) && asked.safeParse(input).success;
  }), { numRuns: count, seed });
  return { sent: count, answered, refused };
}
