/** Early warnings for tests of clocks and screens: steps as they would have been taken. */
import type { WarningDoc } from "../../shared/model/documents.ts";
import type { WorkflowStep } from "../../shared/model/workflow-doc.ts";
import { EARLY_WARNING, type WarningStep } from "../../shared/workflow/early-warning.ts";
import { warningStanding } from "../../shared/workflow/warning.ts";

/** Forms that let every step through, by step; the path is that of a warning upheld and calmed. */
export const STEP_BODIES: Readonly<Record<WarningStep, Record<string, unknown>>> = {
  file: {}, find: { finding: "upheld", reason: "", ourFault: "none" }, plan: { plan: "主管致电安抚", soother: "何静仪", pauseScope: "person", sootheBy: null },
  release: { disposal: "resume", reason: "通话正常" }, soothe: { result: "calmed", recordingNo: "LY-0001", promised: "", disposal: "resume" },
  sootheAgain: { result: "calmed", recordingNo: "LY-0002", promised: "", disposal: "resume" }, read: {}, forward: { archiveNo: "GD-0001" }, recheck: { opinion: "材料齐全", archiveNo: "KF-0001" },
  approve: { opinion: "同意报送" }, seal: {}, relay: { channel: "专线邮箱" }, sign: { receiptNo: "YH-20261123-01" },
};

export const took = (step: WarningStep, at: number, over: Partial<WorkflowStep> = {}): WorkflowStep => ({
  id: `${step} ${at}`, step, at, receivedAt: at, by: "u", byName: "何静仪", late: false, body: STEP_BODIES[step], counts: true, ...over,
});

/** A warning of which these steps were taken. */
export function warningWith(t0: number, steps: readonly WorkflowStep[], over: Partial<WarningDoc> = {}): WarningDoc {
  return {
    id: "w", no: "YJ-1", caseId: "c", personId: "p", bankCode: "HB", collectorId: "collector", collectorName: "林知夏", teamId: "t", state: warningStanding({ t0, steps: [...steps] }).state, t0,
    filedAt: null, receivedAt: null, form: null, facts: {}, registerNo: "", finding: null, plan: null, parts: {}, pack: null, steps: [...steps], alerts: [], owed: null, copies: [], desks: [], applied: {}, ...over,
  };
}

export const STEP_NAMES = EARLY_WARNING.steps.map((s) => s.step);
