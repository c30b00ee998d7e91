import { describe, expect, it } from "vitest";
import { COMMANDS, resolveCommand } from "../../../build/bootstrap/commands.mjs";

describe("what a command needs", () => {
  it.each([
    [["start"], ["dependencies", "window", "bundles"]],
    [["start", "--profile", "second"], ["dependencies", "window", "bundles"]],
    [["test"], ["dependencies", "window"]],
    [["test", "e2e"], ["dependencies", "window"]],
    [["test", "check", "unit"], ["dependencies"]],
    [["test", "unit", "integration"], ["dependencies", "window"]],
    [["service", "--port", "0"], ["dependencies"]],
    [["admin", "import", "file.xlsx"], ["dependencies"]],
    [["bench"], ["dependencies", "window", "bundles"]],
    [["bench", "--json"], ["dependencies", "window", "bundles"]],
    [["bench", "import", "first-load", "--json"], ["dependencies"]],
    [["bench", "import", "queue"], ["dependencies", "window", "bundles"]],
    [["simulate", "--days", "20"], ["dependencies"]],
    [["build"], ["dependencies"]],
    [["check"], ["dependencies"]],
    [["run", "some/script.ts", "start"], ["dependencies"]],
  ])("%j asks for %j", (argv, needs) => {
    expect(resolveCommand(argv).needs).toEqual(needs);
  });
});

describe("what a command runs", () => {
  it("hands its arguments over untouched", () => {
    expect(resolveCommand(["admin", "import", "--json", "a b.xlsx"])).toMatchObject({
      script: "service/admin/cli.ts",
      args: ["import", "--json", "a b.xlsx"],
    });
  });

  it("runs any script by `run`, with the rest as its arguments", () => {
    expect(resolveCommand(["run", "tools/x.ts", "--flag"])).toMatchObject({ script: "tools/x.ts", args: ["--flag"] });
  });

  it.each([[[]], [["fly"]], [["toString"]], [["run"]]])("refuses %j and names the commands there are", (argv) => {
    expect(() => resolveCommand(argv)).toThrow(Object.keys(COMMANDS).join(", "));
  });
});
