/** A guard taken away, and the try that must notice. The edit is made while bundling or loading; the sources stay as they are. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";
import { ROOT } from "../../build/launch/processes.ts";

export interface Mutation {
  /** The guard that is taken away, in words. */
  readonly title: string;
  /** `source`: run from the sources in this repository, without a bundle. */
  readonly bundle: "main" | "preload" | "vault" | "source";
  /** Below the project's folder. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Name of the try that goes red. */
  readonly red: string;
}

/** The edited text. Throws unless the text to be replaced stands there exactly once: a mutation must not go stale. */
export function edited({ title, file, find, replace }: Mutation, text: string = readFileSync(join(ROOT, file), "utf8")): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`mutation "${title}": its text stands ${times} times in ${file}`);
  return text.replace(find, () => replace);
}

/** The edit as a step of bundling; `done` is called when it was made. */
export function asPlugin(mutation: Mutation, done: () => void): Plugin {
  const path = join(ROOT, mutation.file);
  return {
    name: "mutation",
    enforce: "pre",
    load(id) {
      if (id !== path) return null;
      done();
      return edited(mutation);
    },
  };
}

/** The edit for everything this process loads from now on. */
export function loadMutated(mutation: Mutation): void {
  const url = pathToFileURL(join(ROOT, mutation.file)).href;
  registerHooks({
    load: (asked, context, nextLoad) => {
      const loaded = nextLoad(asked, context);
      return asked === url ? { ...loaded, source: edited(mutation) } : loaded;
    },
  });
}
