/** Root reads and removes in a folder that anybody may write: with the rights of the one who owns it, plain files alone. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner, ownedSource } from "../../../electron/update/owned.ts";

const SOMEBODY = 12_345;
let dir: string;
let handed: string;
const status = (path: string) => ownedSource(handed).read(path, 0, ({ status: said }) => Promise.resolve(said));

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-owned-"));
  chmodSync(dir, 0o755);
  handed = join(dir, "1.4.0");
  mkdirSync(join(handed, "metadata"), { recursive: true });
  writeFileSync(join(handed, "metadata/timestamp.json"), "{}");
  writeFileSync(join(dir, "elsewhere.json"), "{}");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("gives a plain file, and from where a cut reading goes on", async () => {
  const text = async (from: number) => ownedSource(handed).read("metadata/timestamp.json", from, async ({ status: said, parts }) => {
    let all = "";
    for await (const part of parts) all += Buffer.from(part).toString();
    return [said, all];
  });
  expect([await text(0), await text(1)]).toEqual([[200, "{}"], [206, "}"]]);
});

it("gives no link, no pipe, no folder and nothing outside", async () => {
  symlinkSync(join(dir, "elsewhere.json"), join(handed, "metadata/link.json"));
  if (process.platform !== "win32") spawnSync("mkfifo", [join(handed, "metadata/pipe.json")]);
  for (const path of ["metadata/link.json", "metadata/pipe.json", "metadata", "../elsewhere.json", "metadata/none.json"]) expect([path, await status(path)]).toEqual([path, 404]);
});

it("opens and removes as the owner: what they may not read or remove, root does not for them", async (context) => {
  if (process.geteuid?.() !== 0) context.skip("only root can act as somebody else");
  const kept = join(dir, "root-only");
  mkdirSync(kept);
  writeFileSync(join(kept, "secret.json"), "{}", { mode: 0o600 });
  symlinkSync(kept, join(handed, "way"));
  for (const path of [handed, join(handed, "metadata")]) chownSync(path, SOMEBODY, SOMEBODY);
  // Through a link in the middle of the path the file is reached, but not with root's rights.
  expect(await status("way/secret.json")).toBe(404);
  expect(() => asOwner(handed, () => rmSync(join(kept, "secret.json")))).toThrow(/EACCES|EPERM/);
  expect([existsSync(join(kept, "secret.json")), process.geteuid?.(), process.getegid?.()]).toEqual([true, 0, 0]);
});

it("leaves root's further groups behind, and takes them up again", async (context) => {
  if (process.geteuid?.() !== 0 || !process.setgroups || !process.getgroups) context.skip("only root can act as somebody else");
  const GROUP = 54_321;
  const own = process.getgroups!();
  const file = join(handed, "metadata/of-a-group.json");
  writeFileSync(file, "{}");
  chownSync(file, 0, GROUP);
  chmodSync(file, 0o640);
  process.setgroups!([...own, GROUP]);
  try {
    expect(await status("metadata/of-a-group.json")).toBe(404);
    expect(process.getgroups!()).toContain(GROUP);
  } finally {
    process.setgroups!(own);
  }
});
