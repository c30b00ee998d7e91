/**
 * Desks of a release drill that exist only at the centre: each decides by the documents as one real client has checked them,
 * and says what it runs through the centre's own taking of heartbeats.
 */
import { hash, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Lab } from "../../build/release/lab.ts";
import { bucketOf } from "../../electron/update/client.ts";
import { SYSTEM, type Service } from "../../service/app.ts";
import { takeHeartbeat } from "../../service/machines/heartbeat.ts";
import { HeartbeatSchema } from "../../shared/protocol/device.ts";
import { decide } from "../../shared/release/decide.ts";
import { BUCKETS, type Ring } from "../../shared/release/documents.ts";
import { NO_UPDATES, releaseSaid } from "../../shared/release/report.ts";

/** What the lab's builders say of a version's archive. */
export const labArchive = (version: string): string => hash("sha256", `asar ${version}`);

export interface SimDesk {
  readonly id: string;
  readonly ring: Ring;
  version: string;
  /** Never heard again. */
  absent: boolean;
  seq: number;
}

export class SimFleet {
  readonly desks: readonly SimDesk[];
  readonly #service: Service;
  readonly #lab: Lab;

  constructor(service: Service, lab: Lab, desks: { count: number; pilots: number; version: string }) {
    this.#service = service;
    this.#lab = lab;
    this.desks = Array.from({ length: desks.count }, (_, i) => ({ id: randomUUID(), ring: i < desks.pilots ? "pilot" : "broad", version: desks.version, absent: false, seq: 0 }));
  }

  /** Writes them down as enrolled, and lets each say what it runs. */
  async enrol(): Promise<void> {
    const ids = sql.param(this.desks.map(({ id }) => id));
    await this.#service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at, version)
      SELECT id::uuid, 'SIM-' || n, id, id, ${ctx.now}, '' FROM unnest(${ids}::text[]) WITH ORDINALITY AS t(id, n)`), "none");
    await this.hear(this.desks);
  }

  /** These say what they run; `build` is the hash of the archive they claim, `issued` when the timestamp they have seen was signed, UTC ms. */
  async hear(desks: readonly SimDesk[], build = (desk: SimDesk): string => labArchive(desk.version), issued = this.#lab.now): Promise<void> {
    const at = this.#lab.now;
    const seen = { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollout: 1 };
    await this.#service.run(SYSTEM, async (ctx) => {
      for (const desk of desks) {
        desk.seq += 1;
        const release = releaseSaid({ ...NO_UPDATES, phase: "current", checkedAt: at, issued, seen }, { build: build(desk), platform: "linux-x64", ring: desk.ring });
        const said = HeartbeatSchema.parse({ v: 1, deviceId: desk.id, seq: desk.seq, version: desk.version, locked: true, users: [], diskFreeMb: 1, offsetMs: 0, facts: [], waits: null, release });
        await takeHeartbeat(ctx, this.#service.orderKey, said, { text: JSON.stringify(said), signature: "c2ltdWxhdGVk" });
      }
    }, "none");
  }

  /** Every desk that is there looks once, and those that have changed say so. */
  async look(): Promise<void> {
    const { index, rollout } = await this.#lab.client("sim-fleet", { here: { builtAt: 0 } }).check(null);
    const changed = this.desks.filter((desk) => !desk.absent).filter((desk) => {
      const decision = decide({ here: { version: desk.version, platform: "linux-x64", ring: desk.ring, dataFormat: 1 }, index, rollout, hold: null, bucket: bucketOf(desk.id, rollout.version), now: this.#lab.now });
      if (decision.action === "update") desk.version = decision.build.version;
      return decision.action === "update";
    });
    await this.hear(changed);
  }

  running(version: string, ring?: Ring): number {
    return this.desks.filter((desk) => desk.version === version && (ring === undefined || desk.ring === ring)).length;
  }

  /** By how much the share of a ring that runs a version misses what its wave said, in standard deviations of a share made by hash. */
  deviation(version: string, ring: Ring, percent: number): number {
    const all = this.desks.filter((desk) => desk.ring === ring).length;
    const share = percent / 100;
    return Math.abs(this.running(version, ring) / all - share) / Math.sqrt((share * (1 - share)) / all);
  }

  /** Desks of a ring that run a version though their bucket lies outside the wave, or do not though it lies inside. */
  outsideWave(version: string, ring: Ring, percent: number): number {
    return this.desks.filter((desk) => desk.ring === ring && (desk.version === version) !== bucketOf(desk.id, version) < (BUCKETS * percent) / 100).length;
  }
}
