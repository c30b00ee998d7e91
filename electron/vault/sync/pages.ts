/**
 * A stream's snapshot as pages that come one after the other, more than one under way: the centre makes a page
 * while another travels and a third is written here, so that nobody waits for anybody (decision 022).
 */
import { RESUME_HEADER, SNAPSHOT_PAGE } from "../../../shared/protocol/sync.ts";
import { CorruptPageError } from "../../../db/cache/page.ts";
import type { Bridge, BridgeAnswer } from "../../bridge/client.ts";

/** A stream begins with a small page, so that the second is soon under way. */
const FIRST_PAGE = 500;
/** Pages under way beside the one that is written. */
const AHEAD = 2;

/** The pages of one stream from a resume point on. */
export interface Pages {
  /**
   * The page that begins at `from` (null = the stream's start), which the trailer before it named. Throws
   * `CorruptPageError` when the head of that page had named another. A centre of the version before says it in
   * the trailer alone; the page is asked for then.
   */
  take(from: string | null): Promise<BridgeAnswer<string[]>>;
  /** No further page is asked for. */
  end(): void;
}

/** Asks for the first page at once, and for each other as soon as the head of the one before says where it begins. */
export function pagesFrom(bridge: Pick<Bridge, "lines">, token: string, stream: string, start: string | null): Pages {
  const coming: { readonly from: string | null; readonly answer: Promise<BridgeAnswer<string[]>> }[] = [];
  /** Where the page after the last one asked for begins, once that is known and while there is no room to ask. */
  let next: string | null = null;
  let over = false;

  function ask(from: string | null): void {
    const query = { stream, token: from ?? undefined, limit: from === null ? FIRST_PAGE : SNAPSHOT_PAGE };
    coming.push({ from, answer: bridge.lines({ method: "GET", path: "/sync/snapshot", query, token, onHead: (header) => follow(header(RESUME_HEADER)) }) });
  }
  function follow(from: string | null): void {
    const room = !over && coming.length < AHEAD;
    next = room ? null : from;
    if (room && from !== null) ask(from);
  }

  ask(start);
  return {
    take: async (from) => {
      if (coming.length === 0) ask(from);
      const page = coming[0]!;
      if (page.from !== from) throw new CorruptPageError("the head of a page and its trailer name different pages");
      const answer = await page.answer;
      coming.shift();
      if (answer.ok) follow(next);
      return answer;
    },
    end: () => void (over = true),
  };
}
