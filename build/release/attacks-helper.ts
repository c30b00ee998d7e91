/** Attacks on root's helper by who can write the folder it reads: the person at the desk, or a program in their session. */
import { cpSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installIncoming } from "../../electron/update/helper.ts";
import { attack, type Attack, type Ground } from "./attack.ts";
import { forge, targetPath } from "./forge.ts";
import { Lab, newLabKeys } from "./lab.ts";

const OFFERED = "1.4.0";

/** Hands a state over as if the workstation had, and lets root look; `version` is what is installed. */
async function hand({ lab }: Ground, state: string, version = "1.3.0"): Promise<string> {
  const incoming = lab.path("incoming");
  cpSync(state, join(incoming, OFFERED), { recursive: true, verbatimSymlinks: true });
  const said = await installIncoming({
    incoming, folder: lab.path("root"), shippedRoot: lab.path("shipped.json"), clock: () => lab.now, here: { version, platform: "linux-x64", ring: "broad", dataFormat: 1, builtAt: 0 },
    install: () => Promise.resolve(),
  });
  return said[OFFERED] ?? "nothing was looked at";
}

const installer = (state: string): string => targetPath(state, "targets", `${OFFERED}_amd64.deb`);

export const helperAttacks: readonly Attack[] = [
  attack("handed_own_installer", "update_damaged", "another installer handed to root's helper under the documents of the house", (ground) => {
    writeFileSync(installer(ground.state), "evil");
    return hand(ground, ground.state);
  }),
  attack("handed_own_documents", "update_unsigned", "a whole house of one's own handed to root's helper", async (ground) => {
    const foreign = new Lab(newLabKeys());
    try {
      foreign.now = ground.lab.now;
      await foreign.open(OFFERED);
      return await hand(ground, foreign.state);
    } finally {
      foreign.close();
    }
  }),
  attack("handed_one_signature", "update_mixed", "one targets key stolen, a list of builds signed by it handed over", (ground) => {
    forge(ground.state, "targets", (signed) => signed, ground.lab.keys.targets.slice(0, 1));
    return hand(ground, ground.state);
  }),
  attack("handed_link", "update_missing", "a link to a file elsewhere handed over as the installer, to be exchanged while root reads it", (ground) => {
    const [path, elsewhere] = [installer(ground.state), ground.lab.path("elsewhere.deb")];
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path);
    return hand(ground, ground.state);
  }),
  attack("handed_older", "update_not_now", "what goes out handed to a workstation that has something newer", (ground) => hand(ground, ground.state, "1.5.0")),
  attack("handed_nothing", "update_missing", "the documents without the installer", (ground) => {
    rmSync(installer(ground.state));
    return hand(ground, ground.state);
  }),
];
