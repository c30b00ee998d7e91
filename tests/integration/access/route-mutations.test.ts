import { rmSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskHandlers } from "../../../service/desk/index.ts";
import { SYSTEM, type Service, type ServiceOptions } from "../../../service/app.ts";
import { asOtherRoles, guessing, onAnotherDevice, untraced, withLargeBodies, withoutCertificate, withoutSession, withSurplus, withUnholdableText, type House } from "../../support/access/hostile.ts";
import { setStage, type Stage } from "../../support/access/stage.ts";
import { openWire, type Wire } from "../../support/access/wire.ts";
import { connect, enrol, freshData, quiet, startService, type TestDevice } from "../../support/service.ts";

const MB = 1024 * 1024;
const GUARD = "../../../service/http/guard.ts";

interface Around {
  readonly house: House;
  readonly service: () => Service;
  readonly other: Wire;
  /** Closes the service's doors, which writes what it has gathered, and opens them again. */
  readonly settle: () => Promise<void>;
}
interface Mutation {
  readonly title: string;
  /** A module as somebody might have got it wrong. */
  readonly module?: readonly [path: string, wrong: (right: Record<string, unknown>) => Record<string, unknown>];
  readonly options?: Partial<ServiceOptions>;
  readonly notice: (around: Around) => Promise<string[]>;
}

/** A guard that finds the user by this query's means instead of the right ones. */
const guardBy = (find: string) => (right: Record<string, unknown>) => ({
  ...right,
  installGuard: (app: FastifyInstance, service: Pick<Service, "db">) => {
    app.decorateRequest("deviceId", "");
    app.decorateRequest("token", "");
    app.decorateRequest("me", null);
    app.addHook("onRequest", async (request) => {
      const { tokenHash, loadMe } = await import("../../../service/auth/session.ts");
      if ((request.routeOptions.config.entrance ?? "session") !== "session") return;
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const found = (await service.db.execute(find === "token" ? sql`SELECT user_id, device_id FROM session WHERE token_hash = ${tokenHash(token)}` : sql`SELECT user_id, device_id FROM session LIMIT 1`)) as unknown as { rows: { user_id: string; device_id: string }[] };
      const [session] = found.rows;
      if (session) Object.assign(request, { deviceId: session.device_id, token, me: await loadMe(service.db, session.user_id) });
    });
  },
});

const MUTATIONS: readonly Mutation[] = [
  { title: "a session opens every route without a certificate", module: [GUARD, guardBy("token")], notice: ({ house }) => withoutCertificate(house) },
  { title: "a session is good on any device", module: [GUARD, guardBy("token")], notice: ({ house, other }) => onAnotherDevice(house, other) },
  { title: "a device's certificate stands for its user", module: [GUARD, guardBy("device")], notice: ({ house }) => withoutSession(house) },
  { title: "a route asks for no permission", options: { filter: { scope: () => "own", stream: () => undefined } }, notice: ({ house }) => asOtherRoles(house) },
  { title: "bodies are not held against their schema", module: ["fastify-type-provider-zod", (right) => ({ ...right, validatorCompiler: () => (value: unknown) => ({ value }) })], notice: ({ house }) => withSurplus(house) },
  { title: "bodies of any size are read", module: ["fastify", (right) => ({ ...right, default: (options: object) => (right["default"] as (o: object) => unknown)({ ...options, bodyLimit: 64 * MB }) })], notice: ({ house }) => withLargeBodies(house, 2 * MB) },
  { title: "text goes to the database as it comes", module: ["../../../service/http/text.ts", (right) => ({ ...right, mustBeText: () => undefined })], notice: ({ house }) => withUnholdableText(house) },
  { title: "guesses at the door are not counted", module: ["../../../service/http/rate-limit.ts", () => ({ rateLimit: () => ({ take: () => undefined, giveBack: () => undefined }) })], notice: ({ house }) => guessing(house) },
  { title: "a refusal leaves no trace", module: ["../../../service/http/refusal-log.ts", () => ({ newRefusalLog: () => ({ refused: () => undefined, flush: async () => undefined }) })], notice: ({ house, service, settle }) => untraced(house, service, settle) },
];

let data = "";
let stage: Stage;
let second: TestDevice;
beforeAll(async () => {
  data = await freshData();
  const first = await startService({ data, desk: deskHandlers });
  const { url } = await first.service.listen();
  stage = await setStage(first.service, url);
  second = await enrol(first.service, url, "PC-second");
  await Promise.all([stage.device.close(), second.close()]);
  await first.stop();
});
afterAll(() => rmSync(data, { recursive: true, force: true }));
afterEach(() => {
  vi.doUnmock(GUARD);
  for (const { module } of MUTATIONS) if (module) vi.doUnmock(module[0]);
  vi.resetModules();
});

/** Opens the service anew with modules as they are mocked now, and runs the check. */
async function found(mutation: Pick<Mutation, "options" | "notice">): Promise<string[]> {
  vi.resetModules();
  const { openService } = await import("../../../service/app.ts");
  const desk = (await import("../../../service/desk/index.ts")).deskHandlers;
  let service = await openService({ data, clock: "training", log: quiet, desk, ...mutation.options });
  // A mutation may have signed somebody out.
  await service.run(SYSTEM, ({ tx }) => tx.execute(sql`UPDATE session SET revoked_at = NULL`));
  const { url } = await service.listen();
  const ca = service.authority.certificatePem;
  const wires = { own: openWire(url, ca, stage.device), stranger: openWire(url, ca, null), other: openWire(url, ca, second) };
  const around: Around = {
    house: { stage: { ...stage, service, device: connect(url, ca, stage.device) }, own: wires.own, stranger: wires.stranger },
    service: () => service,
    other: wires.other,
    settle: async () => {
      await service.close();
      service = await openService({ data, clock: "training", log: quiet, desk });
    },
  };
  try {
    return await mutation.notice(around);
  } finally {
    await Promise.all(Object.values(wires).map((wire) => wire.close()));
    await service.close();
  }
}

it("nothing is found on the service as it is", async () => {
  const all = async (around: Around) => {
    const list: string[] = [];
    for (const { notice } of MUTATIONS.slice(0, -1)) list.push(...(await notice(around)));
    return list;
  };
  expect(await found({ notice: all })).toEqual([]);
  // Refused by the hundred, kinds are counted together: the trace of three is looked for on a service of its own.
  expect(await found({ notice: MUTATIONS.at(-1)!.notice })).toEqual([]);
}, 120_000);

it.each(MUTATIONS)("it is noticed when $title", async (mutation) => {
  const { module } = mutation;
  if (module) vi.doMock(module[0], async (right) => module[1]((await right()) as Record<string, unknown>));
  expect(await found(mutation)).not.toEqual([]);
}, 120_000);
