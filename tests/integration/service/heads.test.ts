import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { SYSTEM } from "../../../service/app.ts";
import { streamsOfUser } from "../../../service/sync/streams.ts";
import type { Role } from "../../../shared/access/roles.ts";
import { ROLES } from "../../../shared/access/roles.ts";
import { onEachEngine } from "../../support/engines.ts";
import { enrol, foundAgency, signIn } from "../../support/service.ts";

onEachEngine("the counters a poll is given", {}, (engine) => {
  it("are those of every stream its session follows, whatever posts its user holds, and of no other", async (context) => {
    const { service, url } = engine.running(context);
    const agency = await foundAgency(service);
    const device = await enrol(service, url);
    const give = (roles: readonly Role[]) => service.run(SYSTEM, async (ctx) => void (await ctx.tx.execute(sql`UPDATE app_user SET roles = ${sql.param([...roles])}::text[] WHERE id = ${agency.supervisorA.id}`)), "system");
    for (const roles of [...ROLES.map((role) => [role]), ["supervisor", "clerk", "it"] satisfies Role[]]) {
      await give(roles);
      const desk = await signIn(service, device, agency.supervisorA);
      const names = streamsOfUser({ kind: "user", me: { ...agency.supervisorA, roles }, deviceId: device.deviceId });
      const expected = Object.fromEntries(names.map((name, i) => [name, i + 1]));
      await service.run(SYSTEM, async (ctx) => {
        for (const [name, head] of Object.entries(expected)) await ctx.tx.execute(sql`INSERT INTO stream (name, head) VALUES (${name}, ${head}) ON CONFLICT (name) DO UPDATE SET head = ${head}`);
        await ctx.tx.execute(sql`INSERT INTO stream (name, head) VALUES ('collector:another', 9) ON CONFLICT DO NOTHING`);
      }, "system");
      const [stream] = names;
      const reply = await device.call<string>("GET", `/sync/pull?stream=${stream}&epoch=${service.epoch}&from=${expected[stream!]}&limit=10`, { token: desk.token });
      expect(reply.status, roles.join()).toBe(200);
      expect((JSON.parse(reply.body.trimEnd().split("\n").at(-1)!) as { heads: unknown }).heads, roles.join()).toEqual(expected);
    }
  });
});
