import type pg from "pg";
import { describe, expect, it } from "vitest";
import { beginWithFirst } from "../../../service/db/begin.ts";

/** A connection that only writes down what it is sent. */
function recorder() {
  const sent: unknown[] = [];
  const client = {
    query: async (...args: unknown[]) => {
      sent.push(args.length === 1 ? args[0] : args);
      return typeof args[0] === "string" && args[0].includes("; ") ? ["of begin", "of the rest"] : { rows: [] };
    },
  } as unknown as pg.ClientBase;
  beginWithFirst(client);
  return { client: client as unknown as { query(...args: unknown[]): Promise<unknown> }, sent };
}
const opening = { text: "SELECT set_config('role', 'lockdesk_app', true), set_config('app.scope', $1, true), set_config('app.user_id', $2, true)" };

describe("a transaction's beginning", () => {
  it("travels with the statement that says who asks, whose answer is the one given", async () => {
    const { client, sent } = recorder();
    await client.query("begin");
    expect(sent).toEqual([]);
    expect(await client.query(opening, ["own", "o'brien \\ $1"])).toBe("of the rest");
    expect(sent).toEqual(["begin; SELECT set_config('role', 'lockdesk_app', true), set_config('app.scope', 'own', true), set_config('app.user_id',  E'o''brien \\\\ $1', true)"]);
  });
  it("goes alone before any other statement, with its level", async () => {
    const { client, sent } = recorder();
    await client.query("begin isolation level serializable");
    await client.query({ text: "SELECT $1", values: [1] });
    await client.query("commit");
    expect(sent).toEqual(["begin isolation level serializable", { text: "SELECT $1", values: [1] }, "commit"]);
  });
  it.each(["rollback", "commit"])("is forgotten by a %s that follows at once", async (end) => {
    const { client, sent } = recorder();
    await client.query({ text: "begin" });
    await client.query({ text: end });
    await client.query({ text: "SELECT 1" });
    expect(sent).toEqual([{ text: "SELECT 1" }]);
  });
});
