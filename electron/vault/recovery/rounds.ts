/**
 * A workstation's side of recovery, a little at a time while on line: gives the centre its envelope, asks for the folders
 * it cannot open, and once two of IT have handed their parts over, takes the old outbox into the present one. Every
 * step may be repeated; dying between two loses nothing.
 */
import { join } from "node:path";
import { z } from "zod";
import { noteOfOwner } from "../../../db/device-seq.ts";
import { lostNumbers } from "../../../db/rescue/lost-numbers.ts";
import { readDamaged } from "../../../db/rescue/salvage.ts";
import { RefusalError } from "../../../shared/protocol/errors.ts";
import { askCentre } from "../handlers/desk.ts";
import { errorFields, log } from "../log.ts";
import { vaultRefusal } from "../refusals.ts";
import type { UserFolder } from "../user-folder.ts";
import { redraw, type Workspace } from "../workspace.ts";
import { keptFolders, markPosted, markRecovered, unposted, type KeptFolder } from "./keeping.ts";
import { digestOf, newPair, takeParts } from "./sealing.ts";

/** What the present outbox remembers of a wish: the key the parts are handed over to. It is as safe as the outbox. */
const WishSchema = z.object({ requestId: z.uuid().nullable(), privateKey: z.base64(), publicKey: z.base64() });
type Wish = z.infer<typeof WishSchema>;
const wishKey = (envelopeId: string): string => `recovery:${envelopeId}`;

export interface Recovery {
  /** One round; does nothing while off line or while one is under way. Never throws. */
  round(): Promise<void>;
}

export function createRecovery(ws: Workspace, folder: UserFolder, counterPath: string): Recovery {
  let busy = false;
  /** Envelopes asked for in this stay, and of those the ones whose request ended without the parts: they are asked for again at the next sign-in, not at once. */
  const asked = new Set<string>();
  const ended = new Set<string>();

  async function post(path: string): Promise<void> {
    const envelope = unposted(path);
    if (!envelope) return;
    const { digest } = await askCentre(ws, "recovery.keep", { envelope });
    if (digest === digestOf(envelope)) markPosted(path, envelope.id);
  }

  async function wishFor(kept: KeptFolder): Promise<Wish & { requestId: string }> {
    const name = wishKey(kept.envelope.id);
    const noted = ws.outbox.meta(name);
    const wish = noted === null ? await newWish() : WishSchema.parse(JSON.parse(noted));
    // Before it is asked for: a key the parts are sealed to must not be lost.
    ws.outbox.setMeta(name, JSON.stringify(wish));
    if (wish.requestId !== null) return { ...wish, requestId: wish.requestId };
    asked.add(kept.envelope.id);
    const { requestId } = await askCentre(ws, "recovery.want", { envelopeId: kept.envelope.id, digest: digestOf(kept.envelope), publicKey: wish.publicKey });
    ws.outbox.setMeta(name, JSON.stringify({ ...wish, requestId }));
    return { ...wish, requestId };
  }

  async function settle(kept: KeptFolder): Promise<void> {
    if (ended.has(kept.envelope.id)) return;
    await post(kept.path);
    const wish = await wishFor(kept);
    const { state, envelope, parts } = await askCentre(ws, "recovery.look", { requestId: wish.requestId });
    if (state === "gone") {
      ws.outbox.dropMeta(wishKey(kept.envelope.id));
      if (asked.has(kept.envelope.id)) ended.add(kept.envelope.id);
      return;
    }
    if (state !== "approved" || !envelope) return;
    const privateKey = Buffer.from(wish.privateKey, "base64");
    // Parts of another envelope than the one that was sealed here open nothing here: the purpose names its digest.
    const key = await takeParts(privateKey, kept.envelope, wish.requestId, parts);
    privateKey.fill(0);
    if (!key) return ws.tell(vaultRefusal("recovery_failed"));
    const taken = takeOver(kept, key);
    await askCentre(ws, "recovery.done", { requestId: wish.requestId, ...taken });
    markRecovered(kept.path);
    ws.outbox.dropMeta(wishKey(kept.envelope.id));
    ws.tell(vaultRefusal("outbox_recovered", [String(taken.unsent)]));
  }

  /** Puts what the old outbox holds into the present one, durably, once. */
  function takeOver(kept: KeptFolder, key: Buffer): { events: number; unsent: number } {
    const found = readDamaged(join(kept.path, "outbox.db"), key);
    key.fill(0);
    const lost = lostNumbers(found.events.map(({ n, event }) => ({ n, seq: event.seq })), noteOfOwner(counterPath, kept.envelope.dekId));
    const report = { type: "outbox.salvaged", caseId: null, personId: null, body: { reason: "recovered", keptAs: kept.envelope.id, saved: found.events.length, lost } } as const;
    const targets = ws.outbox.takeOver(found, report, { at: Date.now(), atServer: ws.clock.now() });
    redraw(ws, targets);
    ws.sync.pushSoon();
    return { events: found.events.length, unsent: found.events.filter((e) => e.state === "unsent").length };
  }

  return {
    round: async () => {
      if (busy || ws.session.token() === null) return;
      busy = true;
      await quietly(() => post(folder.path));
      // One folder that does not get on does not hold up the next.
      for (const kept of keptFolders(folder)) await quietly(() => settle(kept));
      busy = false;
    },
  };
}

async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RefusalError) log("warn", "recovery", { code: error.refusal.code });
    else log("error", "recovery", errorFields(error));
  }
}

async function newWish(): Promise<Wish> {
  const { privateKey, publicKey } = await newPair();
  const wish = { requestId: null, privateKey: privateKey.toString("base64"), publicKey };
  privateKey.fill(0);
  return wish;
}
