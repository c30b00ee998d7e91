/** Writes the last result of the mutations for people to read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../build/launch/processes.ts";
import type { MutationLine } from "./sweep.ts";

const FILE = join(ROOT, "docs", "redteam.md");
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, 90);

/** Replaces docs/redteam.md. */
export function record(lines: readonly MutationLine[]): void {
  const rows = lines.map((line) => `| ${cell(line.mutation)} | ${line.files.map((file) => `\`${file}\``).join(" ")} | ${cell(line.red)} | ${line.caught ? "red" : "**still green**"}: ${cell(line.got)} |`);
  writeFileSync(FILE, `# Guards taken away

Each guard is edited away while the program is bundled or loaded, and the try named beside it is made again; it
must find the way out. Written by \`npm run redteam -- --mutations --record\` on ${new Date().toISOString().slice(0, 10)}:
${lines.filter((line) => line.caught).length} of ${lines.length} noticed.

| taken away | file | try | then |
|---|---|---|---|
${rows.join("\n")}
`);
}
