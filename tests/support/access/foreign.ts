/**
 * What a supervisor might try with another team's ids, route by route. Every desk route that takes an id is
 * here, or in `NO_FOREIGN` with the reason why the id reaches nothing of another's.
 */
import { sql } from "drizzle-orm";
import type { DeskRoute } from "../../../shared/protocol/desk.ts";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import type { Seat, Stage, Target } from "./stage.ts";

/** Ids of a thing that belongs to the team of region or house, seen from the seat. */
export interface Foreign {
  readonly target: Target;
  readonly staffId: string;
  readonly spareId: string;
  readonly coverId: string;
  readonly previewId: string;
}

export const FOREIGN: Partial<Record<DeskRoute, (f: Foreign, own: Seat, stage: Stage) => unknown>> = {
  "allocation.preview": (f) => ({ filter: {}, collectorIds: [f.staffId] }),
  "allocation.apply": (f) => ({ previewId: f.previewId }),
  "allocation.undo": (f) => ({ allocationId: f.previewId }),
  "case.reassign": (f, own) => ({ caseIds: [f.target.caseId], toUserId: own.staff.get("team")!.id, reason: "grab" }),
  "cover.set": (f) => ({ absentId: f.staffId, standInId: f.spareId, from: "2027-02-01", until: "2027-02-02" }),
  "cover.end": (f) => ({ coverId: f.coverId }),
  "roster.set": (f, _own, { teams }) => ({ post: "collector", teamId: teams[1], day: "2027-02-01", from: "09:00", to: "18:00", userId: f.staffId, deputyId: null }),
  "package.password": (f) => ({ instanceId: f.target.warningId }),
  "complaint.investigate": (f) => ({ formId: f.target.formId }),
  "complaint.number": (f) => ({ formId: f.target.formId }),
  "review.decide": (f) => ({ eventId: f.target.lateId, decision: "archive" }),
};

export const NO_FOREIGN: Partial<Record<DeskRoute, string>> = {
  "lookup.message": "leaves word for whoever has the case; the sender learns nothing of it (来电)",
  "case.search": "the id narrows the own team's cases: another's gives an empty list, as the access matrix shows",
  "review.seen": "one's own returned note, found by writer; another's changes nothing",
  "import.preview": "the importing desk sees all banks",
  "import.confirm": "the importing desk sees all banks",
  "import.undo": "the importing desk sees all banks",
  "import.report": "the importing desk sees all banks",
  "import.repair": "the importing desk sees all banks",
  "unmatched.resolve": "the clerk's desk sees all banks",
  "user.reset": "IT serves the whole house",
  "recovery.want": "one's own envelope on one's own machine; another's is not found",
  "recovery.look": "one's own request on one's own machine; another's is not found",
  "recovery.done": "one's own request on one's own machine; another's is not found",
  "recovery.keep": "the envelope is kept as the caller's own, whoever's ids it names",
  "recovery.material": "IT serves the whole house; what is answered is sealed",
  "recovery.leave": "IT serves the whole house",
  "recovery.open": "IT serves the whole house, two together",
  "recovery.approve": "IT serves the whole house, two together",
  "recovery.refuse": "IT serves the whole house",
  "user.resetFactor": "IT serves the whole house",
  "user.alarmSeen": "IT serves the whole house",
  "user.unlock": "IT serves the whole house",
  "user.setActive": "IT serves the whole house",
  "device.revoke": "IT serves the whole house",
  "device.wipe": "IT serves the whole house",
  "device.wipeWithdraw": "IT serves the whole house",
};

/** Makes the things another team's supervisor would have. */
export async function foreignTo(stage: Stage, seat: Seat): Promise<Foreign> {
  const target = seat.targets.get("region/OTHER")!;
  const [staffId, spareId] = [target.holder.id, stage.spare[1].id];
  return stage.service.run(SYSTEM, async ({ tx, now }) => {
    const made = async (statement: ReturnType<typeof sql>) => (await rows<{ id: string }>(tx, statement))[0]!.id;
    const coverId = await made(sql`INSERT INTO cover (id, absent_id, stand_in_id, from_day, until_day, by) VALUES (gen_random_uuid(), ${staffId}, ${spareId}, '2027-03-01', '2027-03-02', ${staffId}) RETURNING id`);
    const plan = JSON.stringify([{ caseId: target.caseId, fromId: staffId, toId: spareId, fromTeamId: null }]);
    const previewId = await made(sql`INSERT INTO allocation (id, kind, plan, by, at) VALUES (gen_random_uuid(), 'allocation', ${plan}::jsonb, ${staffId}, ${now}) RETURNING id`);
    return { target, staffId, spareId, coverId, previewId };
  });
}
