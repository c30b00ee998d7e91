/** Questions to the evaluation host over its standard input, answered on its standard output. */
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

const ANSWER_MS = 15_000;

interface Ack {
  readonly event: "host-ack";
  readonly id: number;
  readonly answer?: unknown;
}

function parseAck(line: string): Ack | null {
  if (!line.startsWith('{"event":"host-ack"')) return null;
  try {
    return JSON.parse(line) as Ack;
  } catch {
    return null;
  }
}

/** Listens to a started host; the function it returns sends a command and resolves with its answer. */
export function askHost(child: ChildProcess): (command: object) => Promise<unknown> {
  const waiting = new Map<number, (answer: unknown) => void>();
  let last = 0;
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ack = parseAck(line);
      if (ack) waiting.get(ack.id)?.(ack.answer);
    });
  }
  return (command) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const timer = setTimeout(() => reject(new Error(`the host did not answer ${JSON.stringify(command).slice(0, 80)}`)), ANSWER_MS);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(answer);
      });
      child.stdin?.write(`${JSON.stringify({ ...command, id })}\n`);
    });
}
