/** A guard taken away, and the try that must notice. The edit is made while bundling or loading; the sources stay as they are. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";
import { ROOT } from "../../build/launch/processes.ts";

export interface Edit {
  /** Below the project's folder. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutation {
  /** The guard that is taken away, in words. */
  readonly title: string;
  /** `source`: runs from the sources, without a bundle. */
  readonly bundle: "main" | "preload" | "source";
  readonly edits: readonly Edit[];
  /** Name of the try that goes red, or `ENTERING`. */
  readonly red: string;
}

/** Red when the window cannot even be opened and signed in to. */
export const ENTERING = "entering the window";

/** The edited text of a file. Throws unless what is replaced stands there exactly once: a mutation must not go stale. */
export function editedText(edits: readonly Edit[], file: string): string {
  return edits.filter((edit) => edit.file === file).reduce((text, { find, replace }) => {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`"${find}" stands ${times} times in ${file}`);
    return text.replace(find, () => replace);
  }, readFileSync(join(ROOT, file), "utf8"));
}

/** The edits as a step of bundling. */
export function asPlugin({ edits }: Mutation): Plugin {
  const files = new Map(edits.map(({ file }) => [join(ROOT, file), file]));
  return {
    name: "mutation",
    enforce: "pre",
    load(id) {
      const file = files.get(id);
      return file === undefined ? null : editedText(edits, file);
    },
  };
}

/** The edits for everything this process loads from now on. */
export function loadMutated({ edits }: Mutation): void {
  const files = new Map(edits.map(({ file }) => [pathToFileURL(join(ROOT, file)).href, file]));
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      return file === undefined ? loaded : { ...loaded, source: editedText(edits, file) };
    },
  });
}
