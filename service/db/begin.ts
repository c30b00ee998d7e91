/**
 * Begins a transaction together with the statement that says who asks. drizzle sends `begin` by itself and
 * waits for the answer; writing to the socket and waking the server is a third of what a small unit of work
 * costs, so `begin` is held back and goes with the first statement, in one message.
 *
 * It also mends drizzle's order: it begins before it minds the connection, and one that was cut at that very
 * statement would never come back to the pool. A `begin` that is held back cannot fail.
 */
import pg from "pg";

interface Statement {
  readonly text?: unknown;
  readonly values?: readonly unknown[] | undefined;
}

/** What a unit of work opens with: it is built from constants and few values, so that it may travel as plain text. */
const OPENING = "SELECT set_config('role', ";
const NOTHING = { rows: [], rowCount: 0, fields: [], command: "BEGIN", oid: 0 };

const inlined = (text: string, values: readonly unknown[]): string => text.replace(/\$(\d+)/g, (_, n: string) => pg.escapeLiteral(String(values[Number(n) - 1])));

/** Makes a connection hold `begin` back until the first statement of the transaction. */
export function beginWithFirst(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  let held: string | null = null;
  const joined = async (statement: unknown, ...rest: unknown[]): Promise<unknown> => {
    const { text, values } = (typeof statement === "string" ? { text: statement } : statement) as Statement;
    if (typeof text !== "string") return query(statement, ...rest);
    if (text.startsWith("begin")) {
      held = text;
      return NOTHING;
    }
    if (held === null) return query(statement, ...rest);
    const begin = held;
    held = null;
    // Nothing was begun, so there is nothing to end.
    if (text === "rollback" || text === "commit") return NOTHING;
    const given = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : (values ?? []);
    if (text.startsWith(OPENING)) return ((await query(`${begin}; ${inlined(text, given)}`)) as unknown[]).at(-1);
    await query(begin);
    return query(statement, ...rest);
  };
  client.query = joined as typeof client.query;
}
