/** Calls nobody at a desk makes, each with what must be answered. A list of breaches comes back; an empty one is a promise kept. */
import { CHANNELS, EARLY, type Answer, type ChannelName } from "../../../shared/ipc/contract.ts";
import { LIMIT_OF, LIMITS } from "../../../shared/ipc/limits.ts";
import { ROLES } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/table.ts";
import { DESK_ROUTES, DESK_ROUTE_NAMES } from "../../../shared/protocol/desk.ts";
import { oneFitting } from "../arbitrary.ts";
import { channels, fittingInput, type Rig, type Sent } from "./router.ts";

/** What was answered instead of the refusal, or nothing. */
function breach(rig: Rig, what: string, answer: Answer<unknown>, ...codes: string[]): string[] {
  const reached = rig.reached().length;
  const code = answer.ok ? "answered" : answer.refusal.code;
  return codes.includes(code) && reached === 0 ? [] : [`${what}: ${code}${reached > 0 ? ", and the handler was reached" : ""}`];
}

/** Time in which every bucket is full again. */
const REST_MS = 3_600_000;

async function eachChannel(rig: Rig, visit: (channel: ChannelName, own: Sent) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const channel of channels) {
    rig.advance(REST_MS);
    found.push(...(await visit(channel, rig.window(CHANNELS[channel].window))));
  }
  return found;
}

/** From everywhere but the window it is meant for. */
export const foreignSenders = (rig: Rig): Promise<string[]> =>
  eachChannel(rig, async (channel, own) => {
    const other = rig.window(CHANNELS[channel].window === "desk" ? "unlock" : "desk");
    const frame = own.senderFrame!;
    const gone = { get parent(): never { throw new Error("Render frame was disposed before WebFrameMain could be accessed"); }, url: frame.url };
    const ways: Record<string, Sent> = {
      "another window": other,
      "a sub-frame": { ...own, senderFrame: { url: frame.url, parent: frame } },
      "a frame that has gone": { ...own, senderFrame: null },
      "a frame that is being destroyed": { ...own, senderFrame: gone as never },
      "a window this program did not open": { ...own, sender: { id: 1, destroyed: false, isDestroyed: () => false } },
      "another origin": { ...own, senderFrame: { url: "https://workstation/desk.html", parent: null } },
      "a look-alike origin": { ...own, senderFrame: { url: `app://workstation.example${new URL(frame.url).pathname}`, parent: null } },
      "another page of the origin": { ...own, senderFrame: { url: "app://workstation/other.html", parent: null } },
      "a blank page": { ...own, senderFrame: { url: "about:blank", parent: null } },
    };
    const found: string[] = [];
    for (const [way, from] of Object.entries(ways)) found.push(...breach(rig, `${channel} from ${way}`, await rig.call(channel, fittingInput(channel), from), "forbidden"));
    return found;
  });

/** With data that do not fit. */
export const unfittingInputs = (rig: Rig): Promise<string[]> =>
  eachChannel(rig, async (channel) => {
    const good = fittingInput(channel) as Record<string, unknown>;
    const cycle: Record<string, unknown> = { ...good };
    cycle["self"] = cycle;
    const [first] = Object.keys(good);
    const ways: Record<string, unknown> = {
      "nothing": undefined, "null": null, "a number": 7, "a text": "x", "a list": [], "a map": new Map(Object.entries(good)), "a function's clone": { ...good, at: 10n },
      "a field too many": { ...good, surplus: 1 }, "a loaded key": JSON.parse(JSON.stringify({ ...good, x: 1 }).replace('"x":1', '"__proto__":{"roles":["it"]}')), "a cycle": cycle,
      "another prototype": Object.assign(Object.create({ inherited: true }) as object, good),
      ...(first === undefined ? {} : { "a field exchanged": { ...good, [first]: { $ne: null } } }),
    };
    const found: string[] = [];
    for (const [way, input] of Object.entries(ways)) found.push(...breach(rig, `${channel} with ${way}`, await rig.call(channel, input), "bad_input", "too_large"));
    return found;
  });

const HUGE = 10 * 1024 * 1024;

/** With 10 MB, as one text, as many small things, and as depth. */
export const hugeInputs = (rig: Rig): Promise<string[]> =>
  eachChannel(rig, async (channel) => {
    const good = fittingInput(channel) as Record<string, unknown>;
    let deep: unknown = 1;
    for (let i = 0; i < 20_000; i += 1) deep = { deep };
    const found: string[] = [];
    for (const [way, value] of Object.entries({ "10 MB of text": "x".repeat(HUGE), "a million items": Array.from({ length: 1_000_000 }, () => 1), "a deep nest": deep })) {
      for (const input of [value, { ...good, surplus: value }]) found.push(...breach(rig, `${channel} with ${way}`, await rig.call(channel, input), "too_large"));
    }
    return found;
  });

/** As every role: what the access table says, on the channel and on the route it names. */
export async function foreignRoles(rig: Rig): Promise<{ breaches: string[]; cells: number }> {
  const breaches: string[] = [];
  let cells = 0;
  const one = async (what: string, allowed: boolean, channel: ChannelName, input: unknown) => {
    cells += 1;
    rig.advance(REST_MS);
    const answer = await rig.call(channel, input);
    if (!allowed) return void breaches.push(...breach(rig, what, answer, "forbidden"));
    if (rig.reached().length !== 1) breaches.push(`${what}: allowed by the table, ${answer.ok ? "answered without its handler" : answer.refusal.code}`);
  };
  for (const role of ROLES) {
    rig.signIn([role]);
    for (const channel of channels.filter((c) => CHANNELS[c].window === "desk")) {
      const { action } = CHANNELS[channel];
      await one(`${role} ${channel}`, action === null || may([role], action), channel, fittingInput(channel));
    }
    for (const route of DESK_ROUTE_NAMES) {
      const { action, input } = DESK_ROUTES[route];
      await one(`${role} desk.request ${route}`, action === null || may([role], action), "desk.request", { route, input: oneFitting(input) });
    }
  }
  rig.signIn([...ROLES]);
  return { breaches, cells };
}

/** While locked. */
export async function whileLocked(rig: Rig): Promise<string[]> {
  rig.signIn(null);
  const found = await eachChannel(rig, async (channel) => (CHANNELS[channel].window === "desk" && !EARLY.has(channel) ? breach(rig, `${channel} while locked`, await rig.call(channel, fittingInput(channel)), "locked") : []));
  rig.signIn([...ROLES]);
  return found;
}

/** Twice as often as the table of limits lets pass. */
export const tooOften = (rig: Rig): Promise<string[]> =>
  eachChannel(rig, async (channel, own) => {
    const { burst } = LIMITS[LIMIT_OF[channel]];
    const input = fittingInput(channel);
    let passed = 0;
    for (let i = 0; i < 2 * burst; i += 1) {
      const answer = await rig.call(channel, input, own);
      if (answer.ok) passed += 1;
      else if (answer.refusal.code !== "too_many_requests") return [`${channel}: ${answer.refusal.code}`];
    }
    rig.reached();
    return passed === burst ? [] : [`${channel}: ${passed} of ${burst} passed at once`];
  });
