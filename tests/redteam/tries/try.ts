/** A try is one named way to carry something out, with the answer a closed way gives. */
import type { Question } from "../../../build/electron-host/probe.ts";
import type { Ground } from "../ground.ts";

/** What the try is after. */
type Aim = "print" | "window" | "file" | "network" | "device" | "clipboard" | "code" | "bridge" | "case" | "main" | "start" | "database" | "drive";

export interface Try {
  readonly name: string;
  /** Row of the table of ways out; null when it stands beside the rows. */
  readonly row: number | null;
  readonly aim: Aim;
  /** What a closed way answers. */
  readonly expect: string;
  readonly run: (ground: Ground) => Promise<string>;
  /** Why it cannot be made here; undefined when it can. */
  readonly cannot?: () => string | undefined;
}

/** What a page's script is told. It runs in the page: nothing from outside its body may be used. */
export interface PageFacts {
  /** `http://127.0.0.1:PORT/<slug of the try>`: counted when anything arrives. */
  readonly canary: string;
  /** Host and port of the same. */
  readonly host: string;
  readonly udp: string;
}
type Script = (facts: PageFacts) => string | Promise<string>;

const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** A try made by a script in the signed-in page. An exception is an answer too: `threw NAME`. */
export function inPage(aim: Aim, row: number | null, name: string, expect: string, script: Script): Try {
  return {
    name, row, aim, expect,
    run: ({ page, factsFor }) =>
      page.evaluate(script, factsFor(slugOf(name))).catch((error: Error) => `threw ${/(?:^|: )([A-Z]\w*(?:Error|Exception))/.exec(error.message)?.[1] ?? error.message.split("\n")[0]}`),
  };
}

/** A script that must reach nothing: the canary hears nothing while it is made. */
export function unheard(row: number | null, name: string, script: (facts: PageFacts) => unknown): Try {
  return {
    name, row, aim: "network", expect: "heard 0",
    run: async ({ page, factsFor, canary }) => {
      const before = canary.total();
      await page.evaluate(script as (facts: PageFacts) => Promise<void>, factsFor(slugOf(name))).catch(() => undefined);
      await page.waitForTimeout(60);
      return `heard ${canary.total() - before}`;
    },
  };
}

/** A question to the running main process. The answer of every object asked must be the same. */
export function inMain(row: number | null, name: string, expect: string, question: Question, read: (answer: unknown) => string = String): Try {
  return { name, row, aim: "main", expect, run: async ({ workstation }) => read(await workstation.probe(question)) };
}

/** Calls a closed method on every object of a kind in main. */
export function called(row: number | null, on: string, name: string): Try {
  return inMain(row, `${on}.${name}() in main`, "closed", { ask: "call", on, name }, (answer) => {
    const answers = answer as string[];
    return answers.every((text) => text.startsWith(`threw: ${name} is closed: `)) ? "closed" : answers.join("; ");
  });
}
