/** Makes `import … from "electron"` mean the host's own module, in this process. */
import module from "node:module";

const NAMES = new Set(["electron", "electron/main", "electron/common", "electron/utility"]);

/** Registers the alias; `target` is a file URL. */
export function registerElectron(target: string): void {
  module.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      NAMES.has(specifier) ? { url: target, shortCircuit: true, format: "module-typescript" } : nextResolve(specifier, context),
  });
}
