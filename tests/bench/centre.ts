/** A centre that holds a generated portfolio: what a workstation downloads before it is measured. */
import { randomUUID } from "node:crypto";
import type { CaseDoc, PersonDoc } from "../../shared/model/documents.ts";
import { SYSTEM, type Service } from "../../service/app.ts";
import { assignCases } from "../../service/records/assign.ts";
import { insertCases } from "../../service/records/cases.ts";
import { insertEvents } from "../../service/records/entries.ts";
import { humanKeys, insertPersons } from "../../service/records/persons.ts";
import { historyEntry, portfolio } from "./documents.ts";

interface Holder {
  readonly id: string;
  readonly name: string;
}
interface Placed {
  readonly caseId: string;
  readonly personId: string;
}

/** Gives every case `perCase` entries of history at the centre. */
export async function writeHistory(service: Service, cases: readonly Placed[], perCase: number, user: Holder): Promise<void> {
  const deviceId = randomUUID();
  let seq = 0;
  for (let from = 0; from < cases.length; from += 500) {
    const events = cases.slice(from, from + 500).flatMap(({ caseId, personId }, n) =>
      Array.from({ length: perCase }, (_, i) => {
        const entry = historyEntry(from + n, i);
        seq += 1;
        return {
          id: randomUUID(), deviceId, seq, userId: user.id, userName: user.name, type: entry.type, caseId, personId, at: entry.at, atServer: entry.at, receivedAt: entry.at, skewMs: 0, v: 1,
          body: entry.body, hash: String(seq), review: false,
        };
      }),
    );
    await service.run(SYSTEM, (ctx) => insertEvents(ctx, events));
  }
}

/** Puts `cases` generated cases with `perCase` entries each into a centre and gives them all to one collector. */
export async function fillCentre(service: Service, cases: number, perCase: number, to: Holder): Promise<void> {
  const docs = portfolio(cases, 0);
  const persons = docs.filter((d) => d.kind === "person").map((d) => d.doc as PersonDoc);
  const placed = docs.filter((d) => d.kind === "case").map((d) => d.doc as CaseDoc);
  await service.run(SYSTEM, async (ctx) => {
    const keyOf = await humanKeys(ctx);
    await insertPersons(ctx, persons.map((doc) => ({ doc, identity: doc.idNo, humanKey: keyOf(doc.idNo) })));
    await insertCases(ctx, placed.map((doc) => ({ doc, batchId: randomUUID(), contentHash: doc.id })));
    await assignCases(ctx, placed.map(({ id }) => ({ caseId: id, toUserId: to.id, asOwner: true })), "bench");
  });
  await writeHistory(service, placed.map((c) => ({ caseId: c.id, personId: c.personId })), perCase, to);
}
