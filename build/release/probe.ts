/** `attack-probe`: every attack of the tables against the workstation's own client and program, the centre and the publisher, each on ground of its own. */
import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { HOUR } from "../../shared/model/time.ts";
import { RefusalError } from "../../shared/protocol/errors.ts";
import type { Decision } from "../../shared/release/decide.ts";
import { UpdateRefused } from "../../electron/update/refused.ts";
import { folderSource } from "../../electron/update/source.ts";
import type { Attack, Ground } from "./attack.ts";
import { ATTACKS } from "./attacks.ts";
import { demandNone, ReleaseFailure } from "./failure.ts";
import { Lab } from "./lab.ts";

export interface ProbeLine {
  readonly attack: string;
  readonly refused: boolean;
  /** What was said; the code that was expected when they differ. */
  readonly code: string;
  readonly expected?: string;
}

/** A house where 1.4.0 goes out, with both its states and both memories kept to copy from. */
export async function openProbe(): Promise<{ run: (attack: Attack) => Promise<ProbeLine>; close: () => void }> {
  const lab = new Lab();
  await lab.open("1.3.0");
  copyFileSync(lab.shipRoot(), lab.path("shipped.json"));
  const states = { old: lab.copyState("state-old"), new: "" };
  await lab.client("memory-old").check(null);
  lab.now += HOUR;
  await lab.build("1.4.0");
  await lab.roll({ version: "1.4.0", wave: { percent: 100, after: lab.now } });
  states.new = lab.copyState("state-new");
  await lab.client("memory-new").check(null);
  let n = 0;
  return {
    run: async (attack) => {
      // Each attack has a house of its own to spoil, with the same keys and the same past.
      const own = new Lab(lab.keys);
      n += 1;
      try {
        cpSync(lab.folder, own.folder, { recursive: true, verbatimSymlinks: true });
        own.now = lab.now;
        own.skipRequests(100 * n);
        return await outcome(attack, groundOf(own));
      } finally {
        own.close();
      }
    },
    close: () => lab.close(),
  };
}

function groundOf(lab: Lab): Ground {
  for (const seen of ["old", "new"] as const) {
    mkdirSync(lab.path(seen), { recursive: true });
    cpSync(lab.path(`memory-${seen}`), lab.path(seen), { recursive: true });
  }
  return {
    lab, old: lab.path("state-old"), state: lab.path("state-new"),
    client: (source, { clock, version, seen = "old", name = seen, hasty = false } = {}) =>
      lab.client(name, { source: typeof source === "string" ? folderSource(source) : source, hasty, ...(clock ? { clock } : {}), ...(version ? { here: { version } } : {}) }),
  };
}

async function outcome({ id, code, run }: Attack, ground: Ground): Promise<ProbeLine> {
  const said = await run(ground).then(codeOf, thrown);
  return said === code ? { attack: id, refused: true, code } : { attack: id, refused: false, code: said, expected: code };
}

const codeOf = (came: Decision | string): string => (typeof came === "string" ? came : came.action === "stay" ? `stay_${came.why}` : `accepted ${came.build.version}`);

function thrown(error: unknown): string {
  if (error instanceof UpdateRefused || error instanceof RefusalError) return error.refusal.code;
  if (error instanceof ReleaseFailure) return error.code;
  return `threw ${error instanceof Error ? error.message.slice(0, 80) : "something"}`;
}

/** Runs the table, or the attacks named; `onLine` hears each line as it comes. Throws `usage` for a name that is none. */
export async function probe(onLine: (line: ProbeLine) => void, names: readonly string[] = []): Promise<ProbeLine[]> {
  demandNone("usage", names.filter((name) => !ATTACKS.some(({ id }) => id === name)).map((name) => `${name} is no attack of the table`));
  const ground = await openProbe();
  const lines: ProbeLine[] = [];
  try {
    for (const attack of ATTACKS.filter(({ id }) => names.length === 0 || names.includes(id))) {
      const line = await ground.run(attack);
      lines.push(line);
      onLine(line);
    }
  } finally {
    ground.close();
  }
  return lines;
}
