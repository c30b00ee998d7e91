/** `package export`: IT takes a sealed package from the centre to the relaying machine (S-44). */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { SYSTEM } from "../../app.ts";
import { StartFailure } from "../../failure.ts";
import { takePackage } from "../../workflow/package.ts";
import { command, type AddArea } from "./command.ts";

interface Exported {
  readonly no: string;
  readonly sha256: string;
  /** Base64: the answer of a running service is JSON. */
  readonly content: string;
}

export const packageCommands = {
  "package.take": command(z.object({ no: z.string().regex(/^FB-\d{8}-\d{4,}$/) }), async (service, { no }): Promise<Exported> => {
    const found = await service.run(SYSTEM, (ctx) => takePackage(ctx, no));
    if (!found) throw new StartFailure(`没有封包 ${no} / there is no package ${no}.`);
    return { no: found.no, sha256: found.sha256, content: found.content.toString("base64") };
  }),
};

export const addPackages: AddArea = (program, shell) => {
  program
    .command("package")
    .description("封包 sealed packages for the banks")
    .command("export")
    .description("取出封包,交 IT 转出 take a package for IT's relay; its password goes another way")
    .requiredOption("--no <FB-…>", "封包号 number of the package")
    .requiredOption("--to <dir>", "目录 directory")
    .action(async (options: { no: string; to: string }) => {
      const taken = await shell.ask<Exported>("package.take", { no: options.no });
      const file = join(options.to, `${taken.no}.zip`);
      await writeFile(file, Buffer.from(taken.content, "base64"), { mode: 0o600, flag: "wx" });
      shell.print({ no: taken.no, file, sha256: taken.sha256 }, (r) => `${r.file}\nSHA-256 ${r.sha256}`);
    });
};
