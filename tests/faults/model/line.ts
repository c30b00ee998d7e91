/**
 * The line between one workstation and the centre: a `Bridge` whose requests are bytes that a seeded
 * fate delays, drops, doubles, reorders, cuts or spoils. It answers as `electron/bridge/client.ts`
 * does: nothing is thrown, a failure is a refusal with its status.
 */
import type { z } from "zod";
import { refusal, RefusalSchema, type Refusal } from "../../../shared/protocol/errors.ts";
import { RESUME_HEADER } from "../../../shared/protocol/sync.ts";
import type { Bridge, BridgeAnswer, Call } from "../../../electron/bridge/client.ts";
import type { StreamHead } from "../../../service/sync/change-set.ts";
import type { Random } from "../random.ts";
import type { ModelCentre, Reply, Request } from "./centre.ts";
import type { Owner, VirtualTime } from "./time.ts";

/** What may happen to one request. Each is a row of SYNC.md 3.3. */
export const FATES = [
  "dropRequest", "dropAnswer", "twice", "slow", "late", "stall", "cutRequest", "cutAnswer", "torn", "flip", "count", "busy", "tooLarge", "tooMany", "fault",
] as const;
export type Fate = (typeof FATES)[number];

/** How the centre and a middle box answer instead of the routes. */
const INSTEAD: Partial<Record<Fate, Reply>> = {
  busy: { status: 503, body: JSON.stringify(refusal("busy")), retryAfterMs: 7_000 },
  tooMany: { status: 429, body: JSON.stringify(refusal("too_many_requests")), retryAfterMs: null },
  fault: { status: 500, body: "<html>500</html>", retryAfterMs: null },
};

export type Cut = "none" | "both" | "in" | "out";

export interface LineState {
  /** Fates of the next requests, in order. */
  readonly fates: { fate: Fate; r: number }[];
  cut: Cut;
  vpn: boolean;
  delayMs: number;
}

/** What passed, for the invariants. */
export interface LineWatch {
  /** The centre has been reached with this; told before it answers, and again with its answer. */
  asked(request: Request): void;
  /** What the centre answered, whether or not it arrives. */
  said(request: Request, reply: Reply): void;
  /** What the workstation was handed. */
  heard(request: Request, reply: Reply): void;
  /** The workstation began and ended an exchange. */
  open(request: Request): void;
  closed(request: Request): void;
}

export interface LineDeps {
  readonly time: VirtualTime;
  readonly centre: ModelCentre;
  readonly random: Random;
  readonly owner: Owner;
  readonly wire: Owner;
  readonly state: LineState;
  readonly watch: LineWatch;
  readonly deviceId: string;
  /** Rewrites a push as a program with a fault would have stored it. */
  readonly spoil: (body: string) => string;
}

type Raw = { reply: Reply; sentAt: number; receivedAt: number } | null;

const UP = { up: true, address: "127.0.0.1", by: "lo", to: "127.0.0.1" } as const;
const LOOK_EVERY_MS = 1_000;
/** How long the workstation waits for an answer, ms. */
const PATIENCE_MS = 30_000;
/** How much later than its head the rest of an answer comes. */
const BODY_AFTER_HEAD_MS = 15;

/** A bridge for one run of one workstation. */
export function modelBridge({ time, centre, random, owner, wire, state, watch, deviceId, spoil }: LineDeps): Bridge {
  let closed = false;
  const pending = new Set<() => void>();

  /** The raw exchange; null when no answer came. */
  function exchange(call: Call): Promise<Raw> {
    const query = Object.fromEntries(Object.entries(call.query ?? {}).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])));
    const text = String(call.body ?? "");
    const request: Request = { deviceId, method: call.method, path: call.path, query, body: call.path === "/sync/push" ? spoil(text) : text, token: call.token ?? null };
    const { fate, r } = state.fates.shift() ?? { fate: null, r: 0 };
    const sentAt = time.mono();
    watch.open(request);
    return new Promise((resolve) => {
      let over = false;
      const end = (reply: Reply | null) => {
        if (over || owner.dead) return;
        over = true;
        pending.delete(abandon);
        watch.closed(request);
        if (reply) watch.heard(request, reply);
        resolve(reply && { reply, sentAt, receivedAt: time.mono() });
      };
      const abandon = () => end(null);
      pending.add(abandon);
      const endAs = (reply: Reply | null) => time.as(owner, () => end(reply));
      time.after(call.timeoutMs ?? PATIENCE_MS, owner, () => end(null));
      const travel = () => state.delayMs + random.below(60);
      const deliver = (ms: number, answers: boolean) =>
        time.after(ms, wire, async () => {
          if (state.cut === "both" || state.cut === "out") return;
          const instead = fate ? INSTEAD[fate] : undefined;
          const reply = instead ?? (await answerOf(request, fate, r));
          if (!answers) return;
          time.after(travel() + (fate === "slow" ? r % 29_000 : fate === "stall" ? 30_001 + (r % 60_000) : 0), wire, () => {
            if (state.cut === "both" || state.cut === "in") return;
            const whole = () => arrive(reply, fate, r, endAs);
            if (!call.onHead || reply.status !== 200) return whole();
            time.as(owner, () => over || owner.dead || call.onHead?.((name) => (name === RESUME_HEADER ? (reply.resume ?? null) : null)));
            time.after(BODY_AFTER_HEAD_MS, wire, whole);
          });
        });
      if (fate === "dropRequest") time.after(travel(), owner, () => end(null));
      else if (fate === "late") {
        time.after(travel(), owner, () => end(null));
        deliver(1_000 + (r % 90_000), false);
      } else {
        deliver(travel(), fate !== "dropAnswer");
        if (fate === "dropAnswer") time.after(400 + travel(), owner, () => end(null));
        if (fate === "twice") deliver(travel() + (r % 40_000), false);
      }
    });
  }

  async function answerOf(request: Request, fate: Fate | null, r: number): Promise<Reply> {
    if (fate === "tooLarge" && request.path === "/sync/push") return { status: 413, body: JSON.stringify(refusal("too_large")), retryAfterMs: null };
    const reached = fate === "cutRequest" ? { ...request, body: request.body.slice(0, r % Math.max(1, request.body.length)) } : request;
    watch.asked(reached);
    const reply = await time.as(wire, () => centre.handle(reached));
    watch.said(reached, reply);
    return reply;
  }

  async function answer<T>(call: Call, read: (body: string) => T): Promise<BridgeAnswer<T>> {
    if (closed || !state.vpn) return failure(refusal(closed ? "offline" : "vpn_down"), 0);
    const raw = await exchange(call);
    if (!raw) return failure(refusal("offline"), 0);
    const { reply, sentAt, receivedAt } = raw;
    if (reply.status < 200 || reply.status >= 300) return failure(refusalIn(reply), reply.status, reply.retryAfterMs);
    try {
      return { ok: true, value: read(reply.body), sentAt, receivedAt };
    } catch {
      return failure(refusal("protocol_mismatch"), 0);
    }
  }

  return {
    json: <S extends z.ZodType>(call: Call, schema: S) => answer<z.output<S>>(call, (body) => schema.parse(JSON.parse(body))),
    lines: (call) => answer(call, (body) => body.split("\n").filter((line) => line !== "")),
    upload: () => Promise.resolve(failure(refusal("offline"), 0)),
    raw: () => Promise.resolve(failure(refusal("offline"), 0)),
    events: (_call, onEvent, signal) =>
      new Promise((resolve) => {
        if (!state.vpn || state.cut !== "none") return resolve(refusal("offline"));
        const tell = (heads: readonly StreamHead[]) => {
          if (signal.aborted || owner.dead || state.cut !== "none" || !state.vpn) return;
          for (const head of heads) time.after(random.below(80), owner, () => onEvent("head", JSON.stringify(head)));
        };
        centre.onHeads(tell);
        signal.addEventListener("abort", () => resolve(null));
      }),
    follow: (listener) => {
      let before: boolean | null = null;
      const look = () => {
        if (closed) return;
        if (before !== state.vpn) listener(state.vpn ? UP : { up: false, refusal: refusal("vpn_down") });
        before = state.vpn;
        time.after(LOOK_EVERY_MS, owner, look);
      };
      look();
    },
    close: () => {
      closed = true;
      for (const abandon of [...pending]) abandon();
      return Promise.resolve();
    },
  };
}

const failure = (reason: Refusal, status: number, retryAfterMs: number | null = null): Extract<BridgeAnswer<never>, { ok: false }> => ({ ok: false, refusal: reason, status, retryAfterMs });

function refusalIn({ status, body }: Reply): Refusal {
  try {
    const parsed = RefusalSchema.safeParse(JSON.parse(body));
    if (parsed.success) return parsed.data;
  } catch {
    // not JSON: the status speaks
  }
  return refusal(status === 503 ? "busy" : "internal", [`http: ${status}`]);
}

/**
 * The answer as it reaches the workstation. `cutAnswer` and `flip` happen below TLS, which notices:
 * the connection ends. `torn` and `count` happen to the content itself.
 */
function arrive(reply: Reply, fate: Fate | null, r: number, end: (reply: Reply | null) => void): void {
  if (fate === "cutAnswer" || fate === "flip") return end(null);
  if (reply.status !== 200 || (fate !== "torn" && fate !== "count")) return end(reply);
  end({ ...reply, body: fate === "torn" ? reply.body.slice(0, r % reply.body.length) : miscounted(reply.body, r) });
}

/** A trailer that says another number of rows, or a row twice, or a row missing. */
function miscounted(body: string, r: number): string {
  const lines = body.trimEnd().split("\n");
  const rows = lines.slice(0, -1);
  const at = rows.length === 0 ? 0 : r % rows.length;
  if (rows.length === 0 || r % 3 === 0) return body.replace(/"count":(\d+)/, (_, n: string) => `"count":${Number(n) + 1}`);
  return `${[...rows.slice(0, at), ...(r % 3 === 1 ? [] : [rows[at], rows[at]]), ...rows.slice(at + 1), lines.at(-1)].join("\n")}\n`;
}
