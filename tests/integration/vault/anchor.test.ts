import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { handover, journalFile, keepHead, note, openJournal, readJournal } from "../../../electron/main/journal.ts";
import { verifyAudit } from "../../../service/audit/verify.ts";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM } from "../../../service/app.ts";
import { addCases, foundAgency, startService, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

const open: { station?: Station; machine?: Machine; at?: TestService; dir?: string } = {};
afterEach(async () => {
  await open.station?.close();
  open.machine?.remove();
  await open.at?.stop();
  if (open.dir) rmSync(open.dir, { recursive: true, force: true });
});

it("hands the machine's journal over after sign-in, keeps the trail's end in it, and says more when there is more", async () => {
  const at = (open.at = await startService());
  const { url } = await at.service.listen();
  const agency = await foundAgency(at.service);
  const [kase] = await addCases(at.service, 1, agency.lin);
  const machine = (open.machine = await enrolMachine(at.service, url));
  const station = (open.station = startStation(machine));
  openJournal((open.dir = mkdtempSync(join(tmpdir(), "lockdesk-journal-"))));
  note("drive.appeared", { count: 1 });
  const hand = () => station.vault.takeJournal(handover());

  hand();
  expect((await station.signIn(agency.lin.no)).ok).toBe(true);
  await station.until("the first anchor", () => station.anchored.length === 1);
  keepHead(station.anchored[0]!.head, station.anchored[0]!.taken);
  expect(station.anchored[0]!.taken).toBe(1);
  hand();

  await station.ok("note.add", { caseId: kase?.caseId ?? "", text: "跟进" });
  note("tried.print", { times: 1 });
  hand();
  await station.until("the second anchor", () => station.anchored.length === 2);
  expect(station.anchored[1]!.taken).toBe(3);
  const taken = await at.service.run(SYSTEM, (ctx) => rows<{ action: string; events: number | null }>(ctx.tx, sql`SELECT action, (detail->>'events')::int AS events FROM audit WHERE device_id = ${machine.identity.deviceId} AND (action LIKE 'machine.%' OR action = 'chain.anchored') ORDER BY day, n`));
  expect(taken.map((t) => t.action)).toEqual(["machine.drive.appeared", "chain.anchored", "machine.centre.head", "machine.tried.print", "chain.anchored"]);
  expect(taken.at(-1)?.events).toBe(1);
  expect((await verifyAudit(at.service)).ok).toBe(true);
  expect(readJournal(readFileSync(journalFile(open.dir), "utf8")).brokenAt).toBeNull();
  expect(station.notes).toEqual([]);
});
