import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CorruptPageError } from "../../../db/cache/page.ts";
import type { BridgeAnswer, Call } from "../../../electron/bridge/client.ts";
import { pagesFrom } from "../../../electron/vault/sync/pages.ts";
import { refusal } from "../../../shared/protocol/errors.ts";
import { RESUME_HEADER } from "../../../shared/protocol/sync.ts";

/** A centre whose answers come when the test says so: first the head, then the rows. */
function centre() {
  const asked: { from: unknown; head: (next: string | null) => void; body: (value: BridgeAnswer<string[]>) => void }[] = [];
  const lines = (call: Call): Promise<BridgeAnswer<string[]>> =>
    new Promise((body) => asked.push({ from: call.query?.["token"], head: (next) => call.onHead?.((name) => (name === RESUME_HEADER ? next : null)), body }));
  return { asked, lines, names: () => asked.map((a) => a.from ?? "start") };
}
const page = (row: string): BridgeAnswer<string[]> => ({ ok: true, value: [row], sentAt: 0, receivedAt: 0 });

describe("the pages of a stream", () => {
  it("are asked for as soon as a head names them, two under way and no more", async () => {
    const { asked, lines, names } = centre();
    const pages = pagesFrom({ lines }, "session", "all", null);
    asked[0]!.head("a");
    asked[1]!.head("b");
    expect(names()).toEqual(["start", "a"]);
    asked[0]!.body(page("1"));
    expect(await pages.take(null)).toEqual(page("1"));
    expect(names()).toEqual(["start", "a", "b"]);
  });

  it("come in order, whichever is there first", async () => {
    const { asked, lines } = centre();
    const pages = pagesFrom({ lines }, "session", "all", null);
    asked[0]!.head("a");
    asked[1]!.body(page("2"));
    asked[0]!.body(page("1"));
    expect([await pages.take(null), await pages.take("a")]).toEqual([page("1"), page("2")]);
  });

  it("end where a head names no further one", async () => {
    const { asked, lines, names } = centre();
    const pages = pagesFrom({ lines }, "session", "all", "a");
    asked[0]!.head(null);
    asked[0]!.body(page("1"));
    await pages.take("a");
    expect(names()).toEqual(["a"]);
  });

  it("of a centre that says nothing in the head are asked for by the trailer", async () => {
    const { asked, lines, names } = centre();
    const pages = pagesFrom({ lines }, "session", "all", null);
    asked[0]!.body(page("1"));
    await pages.take(null);
    const second = pages.take("a");
    asked[1]!.body(page("2"));
    expect(await second).toEqual(page("2"));
    expect(names()).toEqual(["start", "a"]);
  });

  it("are refused when the trailer names another page than the head did", async () => {
    const { asked, lines } = centre();
    const pages = pagesFrom({ lines }, "session", "all", null);
    asked[0]!.head("a");
    asked[0]!.body(page("1"));
    await pages.take(null);
    await expect(pages.take("b")).rejects.toThrow(CorruptPageError);
  });

  it("are no longer asked for after a refusal, or once nobody wants them", async () => {
    const { asked, lines, names } = centre();
    const pages = pagesFrom({ lines }, "session", "all", null);
    asked[0]!.head("a");
    asked[1]!.head("b");
    asked[0]!.body({ ok: false, refusal: refusal("busy"), status: 503, retryAfterMs: null });
    await pages.take(null);
    pages.end();
    asked[1]!.head("b");
    await turn();
    expect(names()).toEqual(["start", "a"]);
  });
});
