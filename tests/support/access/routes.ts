/**
 * Every route of the OpenAPI document with what the hostile tests need to know of it. The desks' routes come
 * from their own table; a route that is in the document and not here fails the test.
 */
import { randomUUID } from "node:crypto";
import { ROLES, type Role } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/table.ts";
import { DESK_ROUTES, DESK_ROUTE_NAMES, type DeskRoute } from "../../../shared/protocol/desk.ts";
import type { z } from "zod";
import type { Service } from "../../../service/app.ts";
import type { Entrance } from "../../../service/http/guard.ts";
import { oneFitting } from "../arbitrary.ts";
import type { Seat, Stage } from "./stage.ts";

export interface Request {
  readonly path: string;
  readonly body?: unknown;
}
export interface Route {
  /** `POST /desk/lookup` */
  readonly name: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly entrance: Entrance;
  /** Who may call it, by the access table. */
  readonly roles: readonly Role[];
  /** A call that fits. */
  sample(stage: Stage, seat: Seat): Request;
  /** The desk's own schema, strict. Null where service and workstation may be of different age: there a field too many is dropped. */
  readonly input: z.ZodType | null;
}

const fixed = (name: string, entrance: Entrance, sample: Route["sample"], roles: readonly Role[] = ROLES): Route => ({
  name, method: name.split(" ")[0] as Route["method"], entrance, roles, sample, input: null,
});

const FIXED: readonly Route[] = [
  fixed("POST /device/enrol", "public", () => ({ path: "/device/enrol", body: { code: "AAAAA-AAAAA", csr: "no request", name: "PC", appVersion: "test" } })),
  fixed("POST /session", "device", () => ({ path: "/session", body: { userNo: "Z9999", password: "wrong wrong wrong" } })),
  fixed("GET /release/hold", "device", () => ({ path: "/release/hold" })),
  fixed("GET /release/metadata/{name}", "device", () => ({ path: "/release/metadata/timestamp.json" })),
  fixed("GET /release/targets/{*}", "device", () => ({ path: "/release/targets/builds/index.json" })),
  fixed("POST /device/heartbeat", "machine", () => ({ path: "/device/heartbeat", body: { text: "{}", signature: "AAAA" } })),
  fixed("POST /device/receipt", "machine", () => ({ path: "/device/receipt", body: { text: "{}", signature: "AAAA" } })),
  fixed("POST /session/second-factor", "device", () => ({ path: "/session/second-factor", body: { userNo: "Z9999", password: "wrong wrong wrong" } })),
  fixed("DELETE /session", "session", () => ({ path: "/session" })),
  fixed("POST /session/password", "session", () => ({ path: "/session/password", body: { password: "wrong wrong wrong", newPassword: "short" } })),
  fixed("POST /sync/hello", "session", () => ({ path: "/sync/hello", body: { protocol: 2, appVersion: "test", lastSeq: 0, unsent: 0, cursors: [] } })),
  fixed("GET /sync/snapshot", "session", () => ({ path: "/sync/snapshot?stream=all" })),
  fixed("GET /sync/pull", "session", ({ service }) => ({ path: `/sync/pull?stream=all&epoch=${service.epoch}&from=0` })),
  fixed("POST /sync/push", "session", () => ({ path: "/sync/push", body: { events: [{ id: randomUUID() }] } })),
  fixed("POST /sync/ack", "session", () => ({ path: "/sync/ack", body: { cursors: [], unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0 } })),
  fixed("POST /sync/chain", "session", () => ({ path: "/sync/chain", body: { events: { n: 0, hash: "0".repeat(64) }, journal: [], remembered: null } })),
  fixed("GET /sync/digest", "session", () => ({ path: "/sync/digest?stream=all&kind=colleague" })),
  fixed("GET /sync/range", "session", () => ({ path: "/sync/range?stream=all&kind=colleague&range=7" })),
  fixed("GET /sync/nudge", "session", () => ({ path: "/sync/nudge" })),
  fixed("POST /desk/imports/upload", "session", () => ({ path: "/desk/imports/upload?name=x.csv", body: {} }), ROLES.filter((role) => may([role], "import.run"))),
];

const asQuery = (path: string, input: unknown): string => `${path}?q=${encodeURIComponent(JSON.stringify(input))}`;
/** A desk route called with this input. */
export const deskRequest = (route: DeskRoute, input: unknown): Request => (DESK_ROUTES[route].method === "GET" ? { path: asQuery(DESK_ROUTES[route].path, input) } : { path: DESK_ROUTES[route].path, body: input });

const DESK: readonly Route[] = DESK_ROUTE_NAMES.map((route): Route => {
  const { method, path, action, input } = DESK_ROUTES[route];
  return {
    name: `${method} ${path}`, method, entrance: "session", roles: ROLES.filter((role) => action === null || may([role], action)), input,
    sample: () => deskRequest(route, oneFitting(input)),
  };
});

export const ROUTES: ReadonlyMap<string, Route> = new Map([...FIXED, ...DESK].map((route) => [route.name, route]));

/** The routes the service says it has. */
export async function documentedRoutes(service: Service): Promise<string[]> {
  const { paths } = (await service.describe()) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)).sort();
}
