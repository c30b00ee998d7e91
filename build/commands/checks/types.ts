import { complaint, runTool, type Check } from "./check.ts";

/** Types of the whole house; a second run looks only at what changed. */
export const types: Check = {
  name: "types",
  title: "checking types",
  async problems(root) {
    const incremental = ["--incremental", "--tsBuildInfoFile", ".lockdesk/types.tsbuildinfo"];
    return complaint(await runTool(root, "typescript/bin/tsc", ["--noEmit", "--pretty", "false", ...incremental]));
  },
};
