/** A key's passphrase: from the environment, or typed without being shown. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { ReleaseFailure } from "./failure.ts";

const VARIABLE = "LOCKDESK_KEY_PASSPHRASE";

/** Asks for a line at the terminal. Throws `usage` where there is none. */
export async function ask(question: string, hidden: boolean): Promise<string> {
  if (!process.stdin.isTTY) throw new ReleaseFailure("usage", [`no terminal: give --yes, and the passphrase in ${VARIABLE}`]);
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}

export const passphrase = async (of: string): Promise<string> => process.env[VARIABLE] ?? ask(`口令 / passphrase (${of}): `, true);
