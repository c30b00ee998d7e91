import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { request, Agent } from "undici";
import type { DeskHandlers } from "../../../service/context.ts";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM } from "../../../service/app.ts";
import { DESK_ROUTES } from "../../../shared/protocol/desk.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { addCases, enrol, foundAgency, signIn, startService, type Agency, type Desk, type TestService } from "../../support/service.ts";

/** A handler that forgot its filter: it answers with every case the database shows it. */
const forgetful: DeskHandlers["case.search"] = async (ctx) => ({
  hits: (await rows<{ id: string; person_id: string; case_no: string }>(ctx.tx, sql`SELECT id, person_id, case_no FROM kase ORDER BY id`)).map((k) => ({
    caseId: k.id, personId: k.person_id, caseNo: k.case_no, bankName: "", name: "", cardLast4: "", bucket: "", currentFen: 0, assigneeId: null, assigneeName: "", teamName: "", lastTouchedAt: null,
  })),
  next: null,
});

describe("the desks' routes", () => {
  let started: TestService;
  let agency: Agency;
  let url: string;
  const seats = new Map<string, Desk>();
  const seat = async (key: "lin" | "supervisorA" | "supervisorB" | "admin" | "it"): Promise<Desk> => {
    const known = seats.get(key);
    if (known) return known;
    const desk = await signIn(started.service, await enrol(started.service, url), agency[key]);
    seats.set(key, desk);
    return desk;
  };
  const ask = async <T = { code: string; issues: string[] }>(desk: Desk, method: "GET" | "POST", path: string, body?: unknown) =>
    desk.device.call<T>(method, method === "GET" && body !== undefined ? `${path}?q=${encodeURIComponent(JSON.stringify(body))}` : path, { token: desk.token, ...(method === "POST" ? { body } : {}) });

  beforeAll(async () => {
    started = await startService({ desk: { ...deskHandlers, "case.search": forgetful } });
    ({ url } = await started.service.listen());
    agency = await foundAgency(started.service);
  });
  afterAll(() => started.stop());

  it("a handler that forgot its filter still shows a supervisor the own team's cases only", async () => {
    const mine = await addCases(started.service, 2, agency.lin);
    const theirs = await addCases(started.service, 2, agency.he);
    const answer = await ask<{ hits: { caseId: string }[] }>(await seat("supervisorA"), "GET", "/desk/cases", {});
    const ids = answer.body.hits.map((h) => h.caseId);
    expect(ids.sort()).toEqual(mine.map((c) => c.caseId).sort());
    for (const c of theirs) expect(ids).not.toContain(c.caseId);
  });

  it("who may not do a thing is told which permission is missing", async () => {
    expect((await ask(await seat("lin"), "GET", "/desk/cases", {})).body).toMatchObject({ code: "forbidden", issues: ["team.read"] });
    expect((await ask(await seat("supervisorA"), "POST", "/desk/imports/confirm", { batchId: randomUUID(), controlCount: 1, controlFen: 1 })).status).toBe(403);
    expect((await ask(await seat("admin"), "GET", "/desk/users", {})).status).toBe(403);
    expect((await ask(await seat("it"), "GET", "/desk/users", {})).status).toBe(200);
  });

  it("every route of the table is served and refuses a body or query that does not fit", async () => {
    const desk = await seat("it");
    for (const [name, def] of Object.entries(DESK_ROUTES)) {
      const reply = await ask<{ code?: string }>(desk, def.method, def.path, def.method === "GET" ? "not an object" : []);
      expect([name, [400, 403].includes(reply.status), reply.status !== 404], name).toEqual([name, true, true]);
    }
    const broken = await desk.device.call<{ code: string }>("GET", "/desk/users?q=%7Bnot-json", { token: desk.token });
    expect(broken.body.code).toBe("bad_input");
  });

  it("a refused field is named", async () => {
    const reply = await ask(await seat("it"), "POST", "/desk/users/unlock", { userId: "x" });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ code: "bad_input" });
    expect(reply.body.issues.join()).toContain("userId");
  });

  it("an upload arrives byte for byte, is the administrator's alone, and leaves nothing when it breaks off", async () => {
    const admin = await seat("admin");
    const bytes = Buffer.alloc(2_500_000, "身份证号,金额\n");
    const dispatcher = new Agent({ connect: { ca: started.service.authority.certificatePem, key: admin.device.keyPem, cert: admin.device.certificatePem } });
    const send = (body: Buffer | AsyncIterable<Buffer>) =>
      request(`${url}/desk/imports/upload?name=${encodeURIComponent("华北.csv")}`, { dispatcher, method: "POST", body: body as Buffer, headers: { authorization: `Bearer ${admin.token}`, "content-type": "application/octet-stream" } });
    const { uploadId, bytes: count } = (await (await send(bytes)).body.json()) as { uploadId: string; bytes: number };
    expect(count).toBe(bytes.length);
    const pieces = await started.service.run(SYSTEM, (ctx) => rows<{ content: Uint8Array }>(ctx.tx, sql`SELECT content FROM upload_chunk WHERE upload_id = ${uploadId} ORDER BY n`));
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces.map((p) => p.content)).equals(bytes)).toBe(true);
    async function* breaking() {
      yield bytes;
      throw new Error("cable pulled");
    }
    await expect(send(breaking())).rejects.toThrow();
    await dispatcher.close();
    await expect.poll(() => started.service.run(SYSTEM, (ctx) => rows<{ n: number }>(ctx.tx, sql`SELECT count(*) AS n FROM upload`)).then((r) => Number(r[0]?.n))).toBe(1);
    const lin = await seat("lin");
    const refused = await lin.device.call("POST", "/desk/imports/upload?name=x", { token: lin.token, body: {}, headers: { "content-type": "application/octet-stream" } });
    expect(refused.status).toBe(403);
  });

  it("the OpenAPI document names every route with its input and output", async () => {
    const document = (await started.service.describe()) as { openapi: string; paths: Record<string, Record<string, { responses: Record<string, unknown>; requestBody?: unknown }>> };
    expect(document.openapi).toMatch(/^3\.1/);
    for (const [name, def] of Object.entries(DESK_ROUTES)) {
      const route = document.paths[def.path]?.[def.method.toLowerCase()];
      expect(route?.responses["200"], name).toBeDefined();
      if (def.method === "POST") expect(route?.requestBody, name).toBeDefined();
    }
    for (const path of ["/device/enrol", "/session", "/session/password", "/sync/hello", "/sync/snapshot", "/sync/pull", "/sync/push"]) expect(document.paths[path], path).toBeDefined();
  });
});
