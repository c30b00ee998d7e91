// A fresh clone of HEAD on a machine that has nothing but Node and npm: no node_modules, no compiler, no display.
// It runs the two commands a newcomer types. Only what is committed counts.
import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Check } from "./check.ts";

/** Programs a newcomer may lack: whatever compiles a native module. */
const BANNED = /^(python[\d.]*|g?make|gmake|[gc]\+\+.*|gcc.*|cc|clang.*|c\+\+.*|x86_64-linux-gnu-(g\+\+|gcc|cpp).*|cmake|ninja|node-gyp)$/;
/** Variables of this run that must not leak into the newcomer's. */
const INHERITED = /^(npm_|LOCKDESK_|NODE_|DISPLAY$|WAYLAND_DISPLAY$|INIT_CWD$|VITEST|ELECTRON_)/;
const COMMANDS = [["test"], ["start"]] as const;

export const cleanClone: Check = {
  name: "clean-clone",
  title: "running a clean clone",
  async problems(root) {
    const place = mkdtempSync(join(tmpdir(), "lockdesk-clone-"));
    const clone = join(place, "lockdesk");
    try {
      execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone], { stdio: "inherit" });
      const env = newcomersEnvironment(process.env, poorPath(join(place, "bin"), process.env.PATH ?? ""));
      for (const command of COMMANDS) {
        const code = await npm([...command], clone, env);
        if (code !== 0) return `npm ${command.join(" ")} ended with code ${code} in a clean clone (see above)`;
      }
      return "";
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  },
};

/** Links to every program on PATH but the banned ones and this project's own Node; first found wins, as on PATH. */
export function poorPath(folder: string, path: string): string {
  mkdirSync(folder, { recursive: true });
  const taken = new Set<string>();
  for (const source of path.split(delimiter).filter((entry) => existsSync(entry) && !/node_modules|[\\/]\.pyenv[\\/]/.test(entry))) {
    for (const name of readdirSync(source)) {
      if (BANNED.test(name) || taken.has(name)) continue;
      taken.add(name);
      symlinkSync(join(source, name), join(folder, name));
    }
  }
  return folder;
}

/** The environment without what this run added to it. */
export function newcomersEnvironment(env: NodeJS.ProcessEnv, path: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !INHERITED.test(name));
  return { ...Object.fromEntries(kept), PATH: path };
}

function npm(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn("npm", args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", () => resolve(-1));
    child.on("exit", (code) => resolve(code ?? -1));
  });
}
