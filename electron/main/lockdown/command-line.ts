/**
 * What the program may be started with. A switch is refused, not stripped: by the time our code runs,
 * `--no-sandbox` and its like have taken effect already (ELECTRON.md 0.8). `--remote-debugging-port`
 * has not: Electron opens it after this check.
 */

/** How this program runs. Only `packaged` meets real records. */
export type Setting = "packaged" | "electron" | "evaluation";

interface Rule {
  /** Names of switches, without dashes. */
  readonly switches: readonly string[];
  /** Words that are no switch: the path of the main script. */
  readonly words: number;
  readonly why: string;
}

const RULES: Readonly<Record<Setting, Rule>> = {
  packaged: { switches: [], words: 0, why: "started from its shortcut only, with nothing" },
  electron: { switches: ["user-data-dir", "inspect", "remote-debugging-port"], words: 1, why: "development: a profile, and what the test driver opens" },
  evaluation: { switches: ["user-data-dir"], words: 1, why: "evaluation: a profile" },
};

/** Longest name of an argument that is kept; its value never is. */
const KEPT = 60;

/** Chromium takes `--name`, `-name` and on Windows `/name`. */
const nameOf = (argument: string, platform: NodeJS.Platform): string | null =>
  (platform === "win32" ? /^(?:--?|\/)([^=]*)/ : /^--?([^=]*)/).exec(argument)?.[1] ?? null;

/** Names of the arguments (after the executable) that may not be there; a surplus word is called `word`. */
export function refusedArguments(args: readonly string[], setting: Setting, platform: NodeJS.Platform = process.platform): string[] {
  const rule = RULES[setting];
  let words = 0;
  return args.flatMap((argument) => {
    // A path on Windows' command line begins with a letter; one of another system is no switch there.
    const name = nameOf(argument, platform);
    if (name === null) return ++words > rule.words ? ["word"] : [];
    return rule.switches.includes(name) ? [] : [`--${name.slice(0, KEPT)}`];
  });
}
