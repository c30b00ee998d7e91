/** What nobody may get through, tried on every route. A list of breaches comes back; an empty one is a promise kept. */
import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { DESK_ROUTES } from "../../../shared/protocol/desk.ts";
import { deskRequest, ROUTES, type Request, type Route } from "./routes.ts";
import type { Seat, Stage } from "./stage.ts";
import type { Answer, Wire } from "./wire.ts";

export interface House {
  readonly stage: Stage;
  /** A connection with the stage's device's certificate, and one without any. */
  readonly own: Wire;
  readonly stranger: Wire;
}

export const seatFor = (stage: Stage, route: Route): Seat => stage.seats.find((seat) => route.roles.includes(seat.role))!;
export const send = (wire: Wire, route: Pick<Route, "method">, { path, body }: Request, token: string | null): Promise<Answer> =>
  wire.send(route.method, path, { token, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
/** What was answered where a refusal was due. */
export const notRefused = (name: string, answer: Answer, status: number, code: string): string[] => (answer.status === status && answer.code === code ? [] : [`${name}: ${answer.status} ${answer.code}`]);

export async function eachRoute(house: House, visit: (route: Route, seat: Seat) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const route of ROUTES.values()) found.push(...(await visit(route, seatFor(house.stage, route))));
  return found;
}

export const withoutCertificate = (house: House): Promise<string[]> =>
  eachRoute(house, async (route, seat) => (route.entrance === "public" ? [] : notRefused(`${route.name} without a certificate`, await send(house.stranger, route, route.sample(house.stage, seat), seat.token), 403, "device_unknown")));

/** `other` holds the certificate of another enrolled device. */
export const onAnotherDevice = (house: House, other: Wire): Promise<string[]> =>
  eachRoute(house, async (route, seat) => (route.entrance === "session" ? notRefused(`${route.name} on another device`, await send(other, route, route.sample(house.stage, seat), seat.token), 401, "unauthenticated") : []));

/** With each of these tokens in turn, none of which opens anything. */
export const withoutSession = (house: House, tokens: Readonly<Record<string, string | null>> = { "no session": null, "an invented session": randomBytes(32).toString("base64url") }): Promise<string[]> =>
  eachRoute(house, async (route, seat) => {
    if (route.entrance !== "session") return [];
    const tries: string[] = [];
    for (const [what, token] of Object.entries(tokens)) tries.push(...notRefused(`${route.name} with ${what}`, await send(house.own, route, route.sample(house.stage, seat), token), 401, "unauthenticated"));
    return tries;
  });

export const asOtherRoles = (house: House): Promise<string[]> =>
  eachRoute(house, async (route) => {
    const tries: string[] = [];
    for (const seat of house.stage.seats.filter((s) => !route.roles.includes(s.role))) tries.push(...notRefused(`${route.name} as ${seat.role}`, await send(house.own, route, route.sample(house.stage, seat), seat.token), 403, "forbidden"));
    return tries;
  });

export const withSurplus = (house: House): Promise<string[]> =>
  eachRoute(house, async (route, seat) => {
    if (route.input === null) return [];
    const { path, body } = route.sample(house.stage, seat);
    const surplus = body === undefined
      ? { path: path.replace(/q=(.*)$/, (_all, q: string) => `q=${encodeURIComponent(JSON.stringify({ ...(JSON.parse(decodeURIComponent(q)) as object), surplus: 1 }))}`) }
      : { path, body: { ...(body as object), surplus: 1 } };
    return notRefused(`${route.name} with a field too many`, await send(house.own, route, surplus, seat.token), 400, "bad_input");
  });

/** Whose body is JSON. */
const takesJson = (route: Route, request: Request): boolean => request.body !== undefined && route.name !== "POST /desk/imports/upload";

export const withBrokenBodies = (house: House): Promise<string[]> =>
  eachRoute(house, async (route, seat) => {
    const request = route.sample(house.stage, seat);
    if (!takesJson(route, request)) return [];
    const tries: string[] = [];
    for (const [what, text] of [["half a body", JSON.stringify(request.body).slice(0, -1)], ["no JSON", "\u0000\u0001"], ["another charset's bytes", Buffer.from([0xff, 0xfe, 0x7b])]] as const) {
      tries.push(...notRefused(`${route.name} with ${what}`, await house.own.send(route.method, request.path, { token: seat.token, body: text }), 400, "bad_input"));
    }
    return [...tries, ...notRefused(`${route.name} as a form`, await house.own.send(route.method, request.path, { token: seat.token, body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }), 400, "bad_input")];
  });

/** A body of `bytes`, all at once. */
export const withLargeBodies = (house: House, bytes: number): Promise<string[]> =>
  eachRoute(house, async (route, seat) => {
    const request = route.sample(house.stage, seat);
    if (!takesJson(route, request)) return [];
    const answer = await house.own.send(route.method, request.path, { token: seat.token, body: Buffer.alloc(bytes, 0x20) });
    return answer.status === 413 || answer.status === 0 ? [] : [`${route.name}: ${answer.status} ${answer.code} to ${bytes} bytes`];
  });

/** Text that no database can hold, where a route takes text. */
export async function withUnholdableText(house: House): Promise<string[]> {
  const cases = [["case.search", { text: "\u0000" }], ["lookup.find", { query: "a\ud800" }], ["device.enrolCode", { name: "\u0000x" }], ["user.list", { text: "\u0000" }]] as const;
  const found: string[] = [];
  for (const [name, input] of cases) {
    const { method, path } = DESK_ROUTES[name];
    const seat = seatFor(house.stage, ROUTES.get(`${method} ${path}`)!);
    found.push(...notRefused(name, await send(house.own, { method }, deskRequest(name, input), seat.token), 400, "bad_input"));
  }
  return found;
}

/** Guessing at the door of enrolment. */
export async function guessing(house: House): Promise<string[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < 40; i += 1) answers.push(await house.stranger.send("POST", "/device/enrol", { body: JSON.stringify({ code: `GUESS-${10_000 + i}`, csr: "x", name: "PC", appVersion: "x" }) }));
  return answers.some((a) => a.code === "too_many_requests") ? [] : ["40 guesses at a code were all looked at"];
}

/** A refusal that left no trace in the audit trail; `settle` lets the service write what it has gathered. */
export async function untraced(house: House, service: () => Service, settle: () => Promise<void>): Promise<string[]> {
  const { me, token } = house.stage.seats.find((s) => s.role === "hr")!;
  const traces = () => service().run(SYSTEM, async (ctx) => {
    const [found] = await rows<{ n: number }>(ctx.tx, sql`SELECT coalesce(sum((detail->>'count')::int), 0)::int AS n FROM audit
      WHERE action = 'request.refused' AND ref = 'GET /desk/users' AND detail->>'user' = ${me.id} AND detail->>'code' = 'forbidden' AND detail->>'device' = ${house.stage.device.deviceId}`);
    return found?.n ?? 0;
  });
  const before = await traces();
  for (let i = 0; i < 3; i += 1) await send(house.own, DESK_ROUTES["user.list"], deskRequest("user.list", {}), token);
  await settle();
  const after = await traces();
  return after - before === 3 ? [] : [`three refusals left ${after - before} in the audit trail`];
}
