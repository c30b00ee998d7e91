/**
 * 失联法务 (S-27) as a step table: from the material the bank has confirmed to the archive. Handing over and signing
 * share ten minutes; the collector's channel is the head's to confirm; 停催 stands from the delivery on (the centre
 * sets the lock with that step), and the phone supervisor's five minutes of confirming it run from there. Repayments,
 * supplements and merging with another bank's debt are requests somebody else decides (S-34). Nothing here addresses
 * the debtor (T-11).
 */
import { z } from "zod";
import { bodyOf, choice, line, prose, typed, type Field } from "./fields.ts";
import type { StepDef, WorkflowDef } from "./table.ts";

export const REFERRAL_DECISIONS = ["approved", "returned"] as const;
export const MATERIAL_CHECKS = ["complete", "incomplete"] as const;
/** How a referral ends. */
export const REFERRAL_OUTCOMES = ["accepted", "notAccepted", "repaid", "withdrawn"] as const;

const DECIDE: readonly Field[] = [choice("decision", REFERRAL_DECISIONS), prose("opinion")];
const formed = (fields: readonly Field[]) => ({ fields, body: bodyOf(fields) });
const house = (role: StepDef["owner"]) => ({ role, of: "house" }) as const;
const HEAD = { role: "head", of: "region" } as const;
const CLERK = house("clerk");
const LEGAL = house("legalSpecialist");

/** From the delivery on: what happens while the case is reported. */
const REPORTED = ["delivered", "stopped"] as const;

export const REFERRAL = {
  name: "legalReferral",
  initial: "confirmed",
  // The plan gives no figure for the whole: 10 + 30 + the head's hour (ours) + 120 + 5.
  whole: { minutes: 225, until: "confirmStop", source: "S-27" },
  // step, owner | from → next | clock | fields | copies | breach | excluded
  steps: [
    { step: "file", owner: "legalSpecialist", from: ["confirmed"], next: "filed", clock: null, fields: [], body: z.unknown(), copies: [CLERK], breach: "operationsDirector", excludes: [], ownEvent: true, source: "S-27.1" },
    { step: "register", owner: "clerk", from: ["filed", "incomplete"], next: "registered", again: true, clock: { minutes: 10, since: ["file", "check"], of: "last" }, ...formed([line("registerNo"), prose("opinion", { required: false })]), copies: [], breach: "assistant", excludes: [], source: "S-27.2" },
    { step: "signFor", owner: "legalCollector", from: ["registered"], next: "signed", again: true, clock: { minutes: 10, since: ["file", "check"], of: "last" }, ...formed([line("receiptNo")]), copies: [CLERK], breach: "legalSpecialist", excludes: [], source: "S-27.2" },
    { step: "check", owner: "legalCollector", from: ["signed"], next: { by: "check", to: { complete: "checked", incomplete: "incomplete" } }, again: true, clock: { minutes: 30, since: "signFor" }, ...formed([choice("check", MATERIAL_CHECKS), prose("opinion", { required: { field: "check", in: ["incomplete"] } })]), copies: [HEAD, LEGAL], breach: "legalSpecialist", excludes: [], source: "S-27.3" },
    { step: "confirmChannel", owner: "head", from: ["checked"], next: "channelled", clock: { minutes: 60, since: "check" }, ...formed([line("unit"), prose("opinion", { required: false })]), copies: [], breach: "operationsDirector", excludes: [], source: "S-27.4" },
    { step: "deliver", owner: "legalCollector", from: ["channelled"], next: "delivered", clock: { minutes: 120, since: "confirmChannel" }, ...formed([typed("deliveredAt", "time"), line("receiptNo"), prose("opinion", { required: false })]), copies: [HEAD, LEGAL], breach: "legalSpecialist", excludes: [], fixes: true, source: "S-27.4" },
    { step: "confirmStop", owner: "supervisor", from: ["delivered"], next: "stopped", clock: { minutes: 5, since: "deliver" }, ...formed([prose("opinion")]), copies: [HEAD], breach: "head", excludes: [], source: "S-27.5" },
    { step: "arrest", owner: "legalCollector", from: REPORTED, next: null, again: true, clock: null, ...formed([typed("arrestAt", "time"), prose("opinion")]), copies: [HEAD], breach: "legalSpecialist", excludes: [], source: "S-27.6" },
    { step: "assist", owner: "legalCollector", from: REPORTED, next: null, again: true, clock: null, ...formed([prose("opinion")]), copies: [], breach: "legalSpecialist", excludes: [], source: "S-27.7" },
    // Requests, each decided by somebody who did not ask.
    { step: "askRepayment", owner: "legalCollector", from: REPORTED, next: null, again: true, clock: null, ...formed([typed("amount", "amount"), typed("paidAt", "time"), line("receiptNo"), prose("opinion", { required: false })]), copies: [HEAD], breach: "legalSpecialist", excludes: [], source: "S-27.9" },
    { step: "decideRepayment", owner: "head", from: REPORTED, next: null, owed: true, answers: ["askRepayment"], clock: { minutes: 60, since: "askRepayment" }, ...formed(DECIDE), copies: [CLERK], breach: "operationsDirector", excludes: [], source: "S-27.9" },
    { step: "askSupplement", owner: "legalCollector", from: REPORTED, next: null, again: true, clock: null, ...formed([prose("material"), prose("opinion")]), copies: [HEAD], breach: "legalSpecialist", excludes: [], source: "S-27.7" },
    { step: "decideSupplement", owner: "head", from: REPORTED, next: null, owed: true, answers: ["askSupplement"], clock: { minutes: 60, since: "askSupplement" }, ...formed(DECIDE), copies: [CLERK], breach: "operationsDirector", excludes: [], source: "S-27.7" },
    { step: "askMerge", owner: "legalCollector", from: REPORTED, next: null, again: true, clock: null, ...formed([line("otherBank"), prose("admission"), line("applicationNo")]), copies: [HEAD], breach: "legalSpecialist", excludes: [], source: "S-27.8" },
    { step: "decideMerge", owner: "operationsDirector", from: REPORTED, next: null, owed: true, answers: ["askMerge"], clock: { minutes: 60, since: "askMerge" }, ...formed(DECIDE), copies: [HEAD, LEGAL], breach: "generalManager", excludes: [], source: "S-27.8" },
    { step: "conclude", owner: "legalCollector", from: ["stopped"], next: "concluded", clock: null, ...formed([choice("outcome", REFERRAL_OUTCOMES), prose("opinion")]), copies: [HEAD, LEGAL], breach: "legalSpecialist", excludes: [], source: "S-27.10" },
    { step: "archive", owner: "clerk", from: ["concluded"], next: "archived", clock: null, ...formed([line("archiveNo")]), copies: [HEAD], breach: "assistant", excludes: [], source: "S-27.10" },
  ],
} as const satisfies WorkflowDef;

export type ReferralStep = (typeof REFERRAL)["steps"][number]["step"];
/** The same table as the engine reads any. */
export const REFERRAL_STEPS: readonly StepDef[] = REFERRAL.steps;
