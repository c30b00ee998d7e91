/**
 * Anchors this workstation's chains in the centre's audit trail and the trail's end in the machine's journal
 * (P7): once after each hello, and when the journal has new lines. A centre that cannot, or refuses, is asked
 * again after the next hello; nothing waits for it.
 */
import { CENTRE_HEAD, ChainOutput, type CentreHead, type JournalLine } from "../../../shared/protocol/chain.ts";
import type { Workspace } from "../workspace.ts";

/** What main has handed over of the machine's journal, and what goes back to it. */
export interface JournalPost {
  lines: readonly JournalLine[];
  remembered: CentreHead | null;
  /** Main is told what the centre has taken, and the end of its trail. */
  readonly anchored: (taken: number, head: CentreHead) => void;
  readonly note: (what: string, facts: JournalLine["facts"]) => void;
}

export const newJournalPost = (to: Pick<JournalPost, "anchored" | "note">): JournalPost => ({ lines: [], remembered: null, ...to });

/** A head alone is no news: it waits for the next hello. */
const hasNews = ({ lines }: JournalPost): boolean => lines.some((line) => line.what !== CENTRE_HEAD);

export interface Anchoring {
  /** The hello after which it was done last (`performance.now()` of that hello). */
  helloAt: number;
}

/** Anchors when it is due. */
export async function anchorChains(ws: Workspace, token: string, helloAt: number, state: Anchoring): Promise<void> {
  if (state.helloAt === helloAt && !hasNews(ws.journal)) return;
  state.helloAt = helloAt;
  const { lines, remembered } = ws.journal;
  const body = JSON.stringify({ events: ws.outbox.chainEnd(), journal: lines, remembered });
  const answer = await ws.bridge.json({ method: "POST", path: "/sync/chain", body, token }, ChainOutput);
  if (!answer.ok) return ws.session.heard(answer);
  const { taken, head } = answer.value;
  if (answer.value.remembered === "changed") ws.journal.note("centre.changed", { day: remembered?.day ?? "", n: remembered?.n ?? 0 });
  ws.journal.lines = ws.journal.lines.filter((line) => line.seq > taken);
  ws.journal.anchored(taken, head);
}
