/** Whether this machine can build networks and a tunnel of its own; the reason when it cannot. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PROGRAMS = [["ip", "-V"], ["wireguard-go", "--version"], ["wg", "--version"], ["tcpdump", "--version"]] as const;

/** Null when everything is there; else what is missing, for a skip. */
export function whyNoTunnel(): string | null {
  if (process.platform !== "linux") return "network namespaces need Linux";
  if (process.getuid?.() !== 0) return "network namespaces and a tunnel need root";
  if (!existsSync("/dev/net/tun")) return "no /dev/net/tun";
  const missing = PROGRAMS.filter(([name, ask]) => spawnSync(name, [ask], { stdio: "ignore" }).error !== undefined).map(([name]) => name);
  if (missing.length > 0) return `not installed: ${missing.join(", ")} (Debian: apt-get install iproute2 wireguard-go wireguard-tools tcpdump)`;
  const name = `lockdesk-try-${process.pid}`;
  const tried = spawnSync("ip", ["netns", "add", name], { encoding: "utf8" });
  if (tried.status !== 0) return `network namespaces are not allowed here: ${tried.stderr.trim()}`;
  execFileSync("ip", ["netns", "del", name]);
  return null;
}
