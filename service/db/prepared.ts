/**
 * Statements are prepared once per connection: row security makes them dear to parse and plan, and the
 * service runs the same few hundred all day. A text that is not among the first `MOST` is sent as it is,
 * so that statements of varying shape cannot fill the server's memory.
 */
import type pg from "pg";

const MOST = 400;
const names = new Map<string, string>();

/** The name of a statement with parameters, the same in every connection; undefined when it gets none. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

interface Statement {
  readonly text: string;
  readonly name?: string | undefined;
  readonly values?: readonly unknown[];
}

/** Makes a connection name the statements it is given with parameters. */
export function prepareStatements(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const named = (statement: unknown, ...rest: unknown[]): unknown => {
    const given = statement as Statement;
    const values = Array.isArray(rest[0]) ? rest[0] : given.values;
    if (typeof statement !== "object" || statement === null || typeof given.text !== "string" || given.name !== undefined || !values || values.length === 0) return query(statement, ...rest);
    return query({ ...given, name: nameOf(given.text) }, ...rest);
  };
  client.query = named as unknown as typeof client.query;
}
