/**
 * Destroys what is on this machine, by the centre's order: first the device secret, then the slots (after these
 * two the data key exists nowhere), then databases, caches, logs and the rest, each durable before the next. It
 * may die at any instant: `wipe.json` is written first, and the next start goes on. The machine's journal stays:
 * it names what was done and holds no record. Then a receipt, signed by the device's key, which goes last.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { OrderSchema, SignedSchema, WipeCountsSchema, type Order, type Receipt, type Signed, type WipeCounts } from "../../../shared/protocol/device.ts";
import { filesBelow, overwrite, readJson, remove } from "./files.ts";
import { replaceFile, syncFolder } from "../../trust/durable.ts";

const StateSchema = z.object({
  v: z.literal(1), order: OrderSchema.pick({ orderId: true, deviceId: true, mode: true }), startedAt: z.number().int(), resumed: z.number().int(),
  /** What there was when it began. */
  counts: WipeCountsSchema,
  /** Made when everything is destroyed. */
  receipt: SignedSchema.nullable(),
  /** The centre has the receipt. */
  handed: z.boolean(),
});
export type WipeState = z.infer<typeof StateSchema>;

const stateFile = (profileDir: string): string => join(profileDir, "wipe.json");
/** A wipe begun on this machine and not followed by a new enrolment. */
export const wipeState = (profileDir: string): WipeState | null => readJson(stateFile(profileDir), StateSchema);
/** The machine begins anew. */
export const forgetWipe = (profileDir: string): boolean => remove(stateFile(profileDir));

/** What the engine may leave in a profile, though its session is told to keep nothing. */
const CACHES = [
  "Cache", "Code Cache", "GPUCache", "DawnGraphiteCache", "DawnWebGPUCache", "GrShaderCache", "ShaderCache", "Session Storage", "Local Storage", "IndexedDB", "blob_storage",
  "Network", "Shared Dictionary", "Partitions", "WebStorage", "Service Worker", "Crashpad", "databases", "File System",
];
const OTHERS = ["device.seq", "device.seq.a", "device.seq.b", "time.json", "unsent.json"];

type Group = "slots" | "databases" | "caches" | "logs" | "other";
const GROUPS: readonly Group[] = ["slots", "databases", "caches", "logs", "other"];
const SLOT = /[\\/](slot(\.next)?|lease)\.json(\.new)?$/;

/** The files of each group, in the order they go. */
function inventory(profileDir: string): Record<Group, string[]> {
  const users = filesBelow(join(profileDir, "users"));
  return {
    slots: users.filter((file) => SLOT.test(file)), databases: users.filter((file) => !SLOT.test(file)),
    caches: CACHES.flatMap((name) => filesBelow(join(profileDir, name))), logs: filesBelow(join(profileDir, "logs")),
    other: OTHERS.map((name) => join(profileDir, name)).filter((file) => existsSync(file)),
  };
}

export interface WipeDeps {
  readonly profileDir: string;
  /** Destroys the device secret and leaves the device's own key. Again is nothing. */
  readonly destroySecret: () => Promise<void>;
  readonly sign: (receipt: Receipt) => Promise<Signed>;
  readonly now: () => number;
  /** Told after each durable step; tests die there. */
  readonly step?: (name: string) => void;
}

/** Begins: durable before anything is destroyed. `unsent` is what is known to be lost with it. */
export function beginWipe(profileDir: string, order: Order, unsent: number, now: number): WipeState {
  const found = inventory(profileDir);
  const folders = new Set(Object.values(found).flat().map((file) => dirname(file))).size;
  const count = (group: Group) => found[group].length;
  const state: WipeState = {
    v: 1, order: { orderId: order.orderId, deviceId: order.deviceId, mode: order.mode }, startedAt: now, resumed: 0, receipt: null, handed: false,
    counts: { secrets: 1, slots: count("slots"), databases: count("databases"), caches: count("caches"), logs: count("logs"), other: count("other"), folders, failed: 0, unsent },
  };
  replaceFile(stateFile(profileDir), JSON.stringify(state));
  return state;
}

/** Carries it out, or goes on where it was cut off. Ends with the receipt, kept until the centre has it. */
export async function carryOut(deps: WipeDeps): Promise<WipeState> {
  const { profileDir, step = () => undefined } = deps;
  let state = wipeState(profileDir);
  if (!state) throw new Error("there is no wipe to carry out");
  if (state.receipt) return state;
  const keep = (change: Partial<WipeState>): WipeState => {
    const next = { ...state!, ...change };
    replaceFile(stateFile(profileDir), JSON.stringify(next));
    return next;
  };
  await deps.destroySecret();
  step("secret");
  for (const group of GROUPS) {
    destroy(inventory(profileDir)[group], group === "slots");
    step(group);
  }
  for (const name of ["users", ...CACHES]) remove(join(profileDir, name));
  syncFolder(profileDir);
  step("folders");
  const left = Object.values(inventory(profileDir)).flat();
  const counts: WipeCounts = { ...state.counts, failed: left.length };
  const receipt: Receipt = { v: 1, ...state.order, startedAt: state.startedAt, finishedAt: deps.now(), resumed: state.resumed, counts };
  state = keep({ counts, receipt: await deps.sign(receipt) });
  step("receipt");
  return state;
}

/** A start finds a wipe that was cut off: counted, and told with the receipt. */
export function resumeCount(profileDir: string): void {
  const state = wipeState(profileDir);
  if (state && !state.receipt) replaceFile(stateFile(profileDir), JSON.stringify({ ...state, resumed: state.resumed + 1 }));
}

/** The centre has the receipt. */
export function receiptHanded(profileDir: string): void {
  const state = wipeState(profileDir);
  if (state) replaceFile(stateFile(profileDir), JSON.stringify({ ...state, handed: true }));
}

/** Removes files; a slot is overwritten first. The folders they lay in are made durable. */
function destroy(files: readonly string[], noise: boolean): void {
  for (const file of files) {
    try {
      if (noise) overwrite(file);
    } catch {
      // Gone, or not ours to write: removing is tried all the same.
    }
    remove(file);
  }
  for (const folder of new Set(files.map((file) => dirname(file)))) syncFolder(folder);
}

/** Destroys one user's keys and data: the grace after a lease is over. The device secret stays, it is the other users' too. */
export function shredUser(folder: string): number {
  const files = filesBelow(folder);
  destroy(files.filter((file) => SLOT.test(file)), true);
  destroy(files.filter((file) => !SLOT.test(file)), false);
  remove(folder);
  syncFolder(dirname(folder));
  return files.length;
}
