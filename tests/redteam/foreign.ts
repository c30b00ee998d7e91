/** A case of another team, as the centre holds it: what the compromised page must not learn, and ids to ask with. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openService, SYSTEM } from "../../service/app.ts";

export interface Foreign {
  readonly caseId: string;
  readonly personId: string;
  readonly contactPointId: string;
  readonly collectorId: string;
  readonly caseNo: string;
  readonly name: string;
  readonly phone: string;
  /** Words that stand nowhere but in this case. */
  readonly secrets: readonly string[];
}

interface Row {
  caseId: string;
  caseNo: string;
  assigneeId: string;
  person: { id: string; name: string; idNo: string; contacts: { id: string; value: string }[] };
}

/** Reads it from a copy of a service's data that nobody has open. `userNo` is the one whose page is taken. */
export async function readForeign(serviceData: string, userNo: string): Promise<Foreign> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-redteam-data-"));
  try {
    cpSync(serviceData, dir, { recursive: true });
    const service = await openService({ data: dir });
    try {
      const answer = await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`
        SELECT k.id AS "caseId", k.case_no AS "caseNo", k.assignee_id AS "assigneeId", p.doc AS person
        FROM kase k JOIN person p ON p.id = k.person_id JOIN app_user me ON me.no = ${userNo}
        WHERE k.assignee_id IS NOT NULL AND k.assignee_id <> me.id AND k.team_id IS DISTINCT FROM me.team_id
          AND jsonb_array_length(p.doc->'contacts') > 0 AND p.doc->>'idNo' <> ''
          AND NOT EXISTS (SELECT 1 FROM person o WHERE o.name = p.name AND o.id <> p.id)
        ORDER BY k.case_no LIMIT 1`));
      const [row] = (answer as unknown as { rows: Row[] }).rows;
      const contact = row?.person.contacts[0];
      if (!row || !contact) throw new Error("the portfolio has no case of another team");
      const { id: personId, name, idNo } = row.person;
      return {
        caseId: row.caseId, personId, contactPointId: contact.id, collectorId: row.assigneeId, caseNo: row.caseNo, name, phone: contact.value,
        secrets: [row.caseNo, name, idNo, contact.value],
      };
    } finally {
      await service.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
