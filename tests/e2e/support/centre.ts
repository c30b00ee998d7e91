/** What the centre holds, read from its stopped database: the last word on "once". */
import { sql } from "drizzle-orm";
import { openService, SYSTEM } from "../../../service/app.ts";

export interface HeldEvents {
  readonly deviceName: string;
  readonly events: number;
  readonly highestSeq: number;
  readonly distinctIds: number;
}

/** Per enrolled device: how many events, how many ids, the highest seq. Equal numbers mean once, and none missing. */
export async function heldEvents(data: string): Promise<HeldEvents[]> {
  const service = await openService({ data });
  try {
    // As the system: outside any scope row security shows nothing.
    const answer = await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`
      SELECT d.name AS "deviceName", count(e.id)::int AS events, coalesce(max(e.seq), 0)::int AS "highestSeq", count(DISTINCT e.id)::int AS "distinctIds"
      FROM device d LEFT JOIN event e ON e.device_id = d.id WHERE d.cert_serial <> '' GROUP BY d.name ORDER BY d.name`));
    return (answer as unknown as { rows: HeldEvents[] }).rows;
  } finally {
    await service.close();
  }
}
