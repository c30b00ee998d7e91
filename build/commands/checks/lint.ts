import { complaint, runTool, type Check } from "./check.ts";

/** ESLint without warnings. No cache: the rules on promises look across files, a cached file would stay green. */
export const lint: Check = {
  name: "lint",
  title: "linting",
  async problems(root) {
    return complaint(await runTool(root, "eslint/bin/eslint.js", [".", "--max-warnings", "0"]));
  },
};
