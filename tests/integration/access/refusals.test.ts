import { expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { request } from "undici";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { onEachEngine } from "../../support/engines.ts";
import { enrol, foundAgency, signIn } from "../../support/service.ts";
import { enrolMachine, startStation } from "../../support/workstation.ts";

onEachEngine("what a workstation refuses its own windows", { engines: ["pglite"] }, (engine) => {
  it("reaches the centre with the next acknowledgement: the audit trail and the metrics have it, once", async (context) => {
    const { service, url } = engine.running(context);
    const { lin } = await foundAgency(service);
    const machine = await enrolMachine(service, url);
    const station = startStation(machine, { pollMs: 200 });
    const traces = () => service.run(SYSTEM, (ctx) => rows<{ detail: unknown }>(ctx.tx, sql`SELECT detail FROM audit WHERE action = 'ipc.refused' AND device_id = ${machine.identity.deviceId}`));
    try {
      expect((await station.signIn(lin.no)).ok).toBe(true);
      station.vault.noteRefused({ forbidden: 2, bad_input: 1 });
      station.vault.noteRefused({ forbidden: 3 });
      await station.until("the trace", async () => (await station.ok("sync.now", {}), (await traces()).length > 0), 60_000);
      expect(await traces()).toEqual([{ detail: { forbidden: 5, bad_input: 1 } }]);
      await station.until("the count to be forgotten here", () => station.vault.workspace()?.refusedCalls.size === 0);
      expect(await traces()).toHaveLength(1);
    } finally {
      await station.close();
      machine.remove();
    }
    const door = await service.measure(0);
    const text = await (await request(door.url)).body.text();
    expect(text).toContain('lockdesk_ipc_refusals_total{code="forbidden"} 5');
  }, 90_000);

  it("is taken down by codes that exist, whatever the workstation says", async (context) => {
    const { service, url } = engine.running(context);
    const { lin } = await foundAgency(service);
    const desk = await signIn(service, await enrol(service, url), lin);
    const body = { cursors: [], unsent: 0, oldestUnsentAt: null, quarantined: 0, repaired: 0, refusedCalls: { constructor: 7, invented: 9, forbidden: 1 } };
    expect((await desk.device.call("POST", "/sync/ack", { token: desk.token, body })).status).toBe(200);
    const found = await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT detail FROM audit WHERE action = 'ipc.refused' AND device_id = ${desk.device.deviceId}`));
    expect(found).toEqual([{ detail: { forbidden: 1 } }]);
    await desk.device.close();
  });
});
