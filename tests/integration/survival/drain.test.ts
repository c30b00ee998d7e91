/** How a service ends: not ready first, running requests finished, listeners told when to come back, then exit 0. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { startCentre } from "../../support/centre.ts";
import { startFleet } from "../../support/fleet.ts";
import { startPostgres } from "../../support/postgres.ts";
import { connect, startService } from "../../support/service.ts";
import { Agent, request } from "undici";

const endings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

it("says it is not ready while it still answers, finishes the push in hand, tells listeners when to come back, and exits 0", async (context) => {
  const postgres = await startPostgres();
  if ("reason" in postgres) return context.skip(postgres.reason);
  endings.push(() => postgres.stop());
  const databaseUrl = await postgres.createDatabase();
  const { service, stop } = await startService({ databaseUrl });
  endings.push(stop);
  const centre = await startCentre({ databaseUrl }, { args: ["--drain-notice", "2"] });
  endings.push(() => centre.stop());
  const fleet = await startFleet(service, centre.url, 2);
  endings.push(() => fleet.close());
  const [desk, listener] = fleet.desks;
  const agent = new Agent({ connect: { ca: centre.caPem, key: listener!.device.keyPem, cert: listener!.device.certificatePem } });
  endings.push(() => agent.close());
  const stream = await request(`${centre.url}/sync/nudge`, { dispatcher: agent, headers: { authorization: `Bearer ${listener!.token}` } });
  let heard = "";
  const listening = (async () => {
    for await (const chunk of stream.body) heard += String(chunk);
  })();
  const holder = new pg.Client({ connectionString: postgres.superUrl(databaseUrl) });
  await holder.connect();
  endings.push(() => holder.end());
  await holder.query("BEGIN");
  await holder.query("SELECT 1 FROM device WHERE id = $1 FOR UPDATE", [desk!.device.deviceId]);
  const inHand = desk!.push([desk!.event("duty.changed", null, { state: "break" })]);
  while ((await holder.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'lockdesk' AND wait_event_type = 'Lock'")).rows.length === 0) await sleep(20);
  process.kill(centre.pid, "SIGTERM");
  const door = connect(centre.url, centre.caPem, null);
  endings.push(() => door.close());
  let ready = await door.call<{ ok: boolean; reason?: string }>("GET", "/health/ready");
  for (let i = 0; ready.status === 200 && i < 50; i += 1) {
    await sleep(20);
    ready = await door.call("GET", "/health/ready");
  }
  expect([ready.status, ready.body]).toEqual([503, { ok: false, reason: "draining" }]);
  expect(ready.headers["connection"]).toBe("close");
  expect((await door.call("GET", "/health/live")).status).toBe(200);
  await listening;
  expect(heard).toMatch(/retry: [1-5]000\n\n$/);
  // The door is closed now and the push still in hand.
  await expect(connect(centre.url, centre.caPem, null).call("GET", "/health/live")).rejects.toThrow();
  await holder.query("ROLLBACK");
  const answer = await inHand;
  expect([answer.status, answer.body.results[0]?.result]).toEqual([200, "ok"]);
  expect(await centre.ended).toBe(0);
}, 120_000);
