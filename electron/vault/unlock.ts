/**
 * Who may open what: judges a sign-in by the user's slot on this machine and by the centre, and hands
 * out the data key. On line the centre decides; off line the slot does (DESIGN.md 5). Makes, re-wraps
 * and puts aside slots, counts wrong passwords; opens no database.
 */
import type { ToVault } from "../../shared/ipc/vault.ts";
import { refusal, RefusalError, UNREACHED, type Refusal } from "../../shared/protocol/errors.ts";
import type { SignIn } from "../../shared/protocol/session.ts";
import type { Bridge, BridgeAnswer } from "../bridge/client.ts";
import { calibrate } from "./calibrate.ts";
import { MOST_FAILURES, newDek, passwordBytes, unwrap, waitBeforeTry, WeakSlotError, wrap, type Holder, type Slot } from "./keys.ts";
import type { KdfCost } from "./primitives.ts";
import { vaultRefuse } from "./refusals.ts";
import { signInOnline } from "./sync/session.ts";
import { dropNextSlot, hasData, promoteNextSlot, putAside, readSlots, writeSlot, type UserFolder } from "./user-folder.ts";

export type SignInMessage = Omit<Extract<ToVault, { t: "signIn" }>, "t" | "n">;
type Online = BridgeAnswer<SignIn>;

/** How long the centre may take before a user who can be let in off line is let in. */
const PATIENCE_MS = 2_500;

/** Answers that say nothing about the user: the centre is there but cannot judge now. */
const UNDECIDED: ReadonlySet<string> = new Set(["busy", "internal", "too_many_requests", "protocol_mismatch", ...UNREACHED]);

export interface Unlocked {
  readonly dek: Buffer;
  readonly dekId: string;
  /** The centre's answer, with the times it was exchanged; null when opened off line. */
  readonly online: Extract<Online, { ok: true }> | null;
  /** A sign-in still on its way when the user was let in off line. */
  readonly pending: Promise<Online> | null;
  /** Folder with data under an old password, put aside now. */
  readonly keptAside: boolean;
}

export interface UnlockDeps {
  readonly message: SignInMessage;
  readonly folder: UserFolder;
  readonly bridge: Bridge;
  readonly wall: () => number;
  /** What a new slot costs; absent: as measured on this machine. */
  readonly cost?: KdfCost;
}

/** Throws a `RefusalError`; the caller zeroes `dek`. */
export async function unlock(deps: UnlockDeps): Promise<Unlocked> {
  const { message, folder, wall } = deps;
  const password = passwordBytes(message.password);
  const holder: Holder = { userNo: message.userNo, deviceId: message.identity.deviceId, password, deviceSecret: message.deviceSecret };
  const slots = readSlots(folder);
  // A slot of an enrolment before this one opens nothing: its count is over with it.
  const counted = slots.current?.deviceId === holder.deviceId ? slots.current : null;
  if ((counted?.failures ?? 0) >= MOST_FAILURES) return vaultRefuse("secret_destroyed");
  const wait = counted ? waitBeforeTry(counted, wall()) : 0;
  if (wait > 0) return vaultRefuse("try_later", [`seconds: ${Math.ceil(wait / 1000)}`]);
  try {
    return message.newPassword === undefined ? await withPassword(deps, holder, slots) : await withNewPassword(deps, holder, slots, message.newPassword);
  } finally {
    password.fill(0);
  }
}

interface Slots {
  readonly current: Slot | null;
  readonly next: Slot | null;
}

/** The data key and the slot that gave it; null when the password opens none. */
async function openSlots(holder: Holder, slots: Slots): Promise<{ dek: Buffer; slot: Slot; which: "current" | "next" } | null> {
  for (const which of ["current", "next"] as const) {
    const slot = slots[which];
    const dek = slot && (await unwrap(holder, slot).catch(weak));
    if (slot && dek) return { dek, slot, which };
  }
  return null;
}

const weak = (error: unknown): never => {
  if (error instanceof WeakSlotError) return vaultRefuse("slot_weak");
  throw error;
};

async function withPassword(deps: UnlockDeps, holder: Holder, slots: Slots): Promise<Unlocked> {
  const asked = signInOnline(deps.bridge, holder.userNo, holder.password, { code: deps.message.code });
  const opened = await openSlots(holder, slots);
  const answer = opened ? await Promise.race([asked, patience()]) : await asked;
  if (answer?.ok) return { ...(await keyOnline(deps, holder, opened)), online: answer, pending: null };
  if (answer && !UNDECIDED.has(answer.refusal.code)) {
    opened?.dek.fill(0);
    if (answer.refusal.code === "wrong_credentials" && !opened) countFailure(deps, slots.current);
    throw new RefusalError(answer.refusal);
  }
  if (opened) {
    settleFailures(deps, opened.slot, opened.which);
    return { dek: opened.dek, dekId: opened.slot.dekId, online: null, pending: answer ? null : asked, keptAside: false };
  }
  throw new RefusalError(offlineRefusal(deps, slots, answer?.refusal ?? refusal("offline")));
}

/** No key and no centre: either nothing is here yet, or the password is wrong. */
function offlineRefusal(deps: UnlockDeps, slots: Slots, why: Refusal): Refusal {
  if (!slots.current) return refusal("no_local_data", [why.code]);
  countFailure(deps, slots.current);
  return refusal("wrong_credentials", [why.code]);
}

/** The centre has let the user in: the key of what is here, or of a new generation. */
async function keyOnline(deps: UnlockDeps, holder: Holder, opened: Awaited<ReturnType<typeof openSlots>>): Promise<Pick<Unlocked, "dek" | "dekId" | "keptAside">> {
  if (opened) {
    settleFailures(deps, opened.slot, opened.which);
    return { dek: opened.dek, dekId: opened.slot.dekId, keptAside: false };
  }
  // A slot the centre's password does not open: that password was changed elsewhere.
  const keptAside = hasData(deps.folder) && putAside(deps.folder, deps.wall()) !== null;
  const { dek, dekId } = newDek();
  writeSlot(deps.folder, await wrap(holder, dekId, dek, deps.wall(), await costOf(deps)), "current");
  return { dek, dekId, keptAside };
}

/**
 * Sign-in with a change of password. The slot under the new one is durable before the centre is asked,
 * so that a crash in between leaves data that either password opens.
 */
async function withNewPassword(deps: UnlockDeps, holder: Holder, slots: Slots, newPassword: string): Promise<Unlocked> {
  const opened = await openSlots(holder, slots);
  const fresh: Holder = { ...holder, password: passwordBytes(newPassword) };
  try {
    if (opened) await rewrap(deps, fresh, opened);
    const { code, mayBeKnown } = deps.message;
    const answer = await signInOnline(deps.bridge, holder.userNo, holder.password, { newPassword, code, mayBeKnown });
    if (!answer.ok) {
      // Not reached: the change may have been made. Then the next slot opens by the new password.
      if (answer.status !== 0) dropNextSlot(deps.folder);
      opened?.dek.fill(0);
      throw new RefusalError(answer.refusal);
    }
    if (opened) {
      promoteNextSlot(deps.folder);
      return { dek: opened.dek, dekId: opened.slot.dekId, online: answer, pending: null, keptAside: false };
    }
    return { ...(await keyOnline(deps, fresh, null)), online: answer, pending: null };
  } finally {
    fresh.password.fill(0);
  }
}

/** Writes the slot under the new password beside the old, and opens it from the disk before anything relies on it. */
async function rewrap(deps: UnlockDeps, fresh: Holder, { slot, dek }: { slot: Slot; dek: Buffer }): Promise<void> {
  writeSlot(deps.folder, await wrap(fresh, slot.dekId, dek, deps.wall(), await costOf(deps)), "next");
  const { next } = readSlots(deps.folder);
  const again = next && (await unwrap(fresh, next));
  const same = again?.equals(dek) ?? false;
  again?.fill(0);
  if (same) return;
  dropNextSlot(deps.folder);
  throw Object.assign(new Error("the new slot does not open from the disk"), { code: "EIO" });
}

const costOf = async (deps: UnlockDeps): Promise<KdfCost> => deps.cost ?? (await calibrate());

const patience = (): Promise<null> => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref());

function countFailure(deps: UnlockDeps, slot: Slot | null): void {
  if (!slot) return;
  const failures = slot.failures + 1;
  writeSlot(deps.folder, { ...slot, failures, lastFailureAt: deps.wall() }, "current");
  // Main destroys the device secret on this word, and again at every later try should it die before it has.
  if (failures >= MOST_FAILURES) vaultRefuse("secret_destroyed");
}

/** A right password ends the count; a slot that was waiting for the centre takes its place. */
function settleFailures(deps: UnlockDeps, slot: Slot, which: "current" | "next"): void {
  if (which === "next") promoteNextSlot(deps.folder);
  else if (slot.failures > 0) writeSlot(deps.folder, { ...slot, failures: 0, lastFailureAt: 0 }, "current");
}

