import { complaint, runTool, type Check } from "./check.ts";

/** Files, exports and packages that nobody uses, and packages that are used but not declared. */
export const deadCode: Check = {
  name: "dead code",
  title: "looking for dead code",
  async problems(root) {
    return complaint(await runTool(root, "knip/bin/knip.js", ["--no-progress", "--no-config-hints"]));
  },
};
