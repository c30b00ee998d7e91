/**
 * A house and a tunnel, for real: two network namespaces joined by an open "house" network, and a WireGuard
 * tunnel through it. The near one is the workstation's, the far one the centre's. The near machine's default
 * route leads through the house to the far machine, which answers on every address of its own there: whatever
 * is not kept inside the tunnel arrives, and is seen.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pcapReader, type Packet } from "./pcap.ts";

export const TUNNEL_PORT = 51_820;
export const [NEAR, FAR, IMPOSTOR] = ["10.8.0.2", "10.8.0.1", "10.8.0.3"] as const;
export const [HOUSE_NEAR, HOUSE_FAR] = ["10.99.0.1", "10.99.0.2"] as const;
/** Interfaces of the near machine towards the house, and its second one. */
const [CARD, SECOND] = ["house0", "second0"] as const;

export interface Outside {
  /** Packets of the tunnel itself. */
  readonly tunnel: number;
  /** Packets that are neither the tunnel's nor machines finding each other. */
  readonly other: number;
  /** Bytes that those carried. */
  readonly payload: number;
  readonly words: readonly string[];
}

export interface House {
  readonly near: string;
  readonly far: string;
  /** Switches the near end of the tunnel off, its address kept, or on. */
  tunnel(state: "up" | "down"): void;
  /** Ends the near end's program, which takes interface, address and route with it; or starts it again. */
  endTunnel(): Promise<void>;
  startTunnel(): Promise<void>;
  /** Runs `ip` in the near namespace. */
  ip(...args: string[]): void;
  /** The near end of the tunnel, and the near machine's second network card. */
  readonly tunnelName: string;
  readonly second: string;
  /** What has left by the house's networks since the last time. Waits until tcpdump has told all. */
  outside(): Promise<Outside>;
  /** All that passed outside the tunnel contained this. */
  sawOutside(text: string): boolean;
  remove(): Promise<void>;
}

const ip = (...args: string[]): string => execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Namespaces of a run that was killed: their programs are ended, and they go. */
function clearLeftOver(): void {
  if (!existsSync("/run/netns")) return;
  for (const name of readdirSync("/run/netns")) {
    const owner = /^lockdesk-(?:near|far)-([0-9a-z]+)$/.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${Number.parseInt(owner, 36)}`)) continue;
    for (const pid of ip("netns", "pids", name).split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
    ip("netns", "del", name);
    rmSync(`/etc/netns/${name}`, { recursive: true, force: true });
  }
}

/** Builds it. What was begun is taken away again when it fails. */
export async function buildHouse(): Promise<House> {
  clearLeftOver();
  const mark = process.pid.toString(36);
  const [near, far] = [`lockdesk-near-${mark}`, `lockdesk-far-${mark}`];
  const [wgNear, wgFar] = [`wgn${mark}`, `wgf${mark}`];
  const children: ChildProcess[] = [];
  const packets: Packet[] = [];
  let counted = 0;

  async function remove(): Promise<void> {
    await Promise.all(children.map(end));
    for (const name of [near, far]) {
      if (existsSync(`/run/netns/${name}`)) ip("netns", "del", name);
      rmSync(`/etc/netns/${name}`, { recursive: true, force: true });
    }
    for (const name of [wgNear, wgFar]) rmSync(`/var/run/wireguard/${name}.sock`, { force: true });
  }

  const inside = (namespace: string, file: string, args: string[], input?: string): string =>
    execFileSync("ip", ["netns", "exec", namespace, file, ...args], { encoding: "utf8", input: input ?? "", stdio: ["pipe", "pipe", "pipe"] });

  async function wireguard(namespace: string, name: string, key: string, peer: string, allowed: string, endpoint: string, own: string): Promise<ChildProcess> {
    // In the foreground, so that it is our child; its notice about kernels with WireGuard built in is for people.
    const child = spawn("ip", ["netns", "exec", namespace, "wireguard-go", "-f", name], { stdio: "ignore", env: { ...process.env, LOG_LEVEL: "error", WG_PROCESS_FOREGROUND: "1" } });
    children.push(child);
    await until(`the tunnel's program on ${name}`, () => existsSync(`/var/run/wireguard/${name}.sock`) && ip("-n", namespace, "link").includes(name));
    // `wg` opens the key as a file: a pipe can be opened so, what Node hands over cannot.
    inside(namespace, "sh", ["-c", 'cat | wg "$@"', "sh", "set", name, "listen-port", String(TUNNEL_PORT), "private-key", "/dev/stdin", "peer", peer, "allowed-ips", allowed, "endpoint", `${endpoint}:${TUNNEL_PORT}`], key);
    ip("-n", namespace, "addr", "add", `${own}/24`, "dev", name);
    ip("-n", namespace, "link", "set", name, "up");
    return child;
  }

  function capture(card: string): Promise<void> {
    const child = spawn("ip", ["netns", "exec", near, "tcpdump", "-i", card, "-U", "--immediate-mode", "-s", "0", "-w", "-"], { stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    const read = pcapReader(TUNNEL_PORT);
    child.stdout.on("data", (piece: Buffer) => packets.push(...read(piece)));
    return new Promise((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (piece: Buffer) => {
        said += piece.toString("utf8");
        if (said.includes("listening on")) resolve();
      });
      child.once("exit", () => reject(new Error(`tcpdump ended: ${said}`)));
    });
  }

  try {
    const keys = [near, far].map(() => execFileSync("wg", ["genkey"], { encoding: "utf8" }).trim());
    const [nearPublic, farPublic] = keys.map((key) => execFileSync("wg", ["pubkey"], { encoding: "utf8", input: key }).trim());
    // The house's own resolver, which the system would ask.
    mkdirSync(`/etc/netns/${near}`, { recursive: true });
    writeFileSync(`/etc/netns/${near}/resolv.conf`, `nameserver ${HOUSE_FAR}\n`);
    for (const name of [near, far]) {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    for (const [card, other] of [[CARD, "house1"], [SECOND, "second1"]] as const) {
      ip("link", "add", card, "netns", near, "type", "veth", "peer", "name", other, "netns", far);
      ip("-n", near, "link", "set", card, "up");
      ip("-n", far, "link", "set", other, "up");
    }
    ip("-n", near, "addr", "add", `${HOUSE_NEAR}/24`, "dev", CARD);
    ip("-n", far, "addr", "add", `${HOUSE_FAR}/24`, "dev", "house1");
    ip("-n", near, "route", "add", "default", "via", HOUSE_FAR);
    // The far machine takes what comes to it whatever way it came, so that a leak arrives and is answered.
    for (const card of ["all", "house1", "second1"]) inside(far, "sh", ["-c", `echo 0 > /proc/sys/net/ipv4/conf/${card}/rp_filter`]);
    await Promise.all([capture(CARD), capture(SECOND)]);
    await wireguard(far, wgFar, keys[1]!, nearPublic!, `${NEAR}/32`, HOUSE_NEAR, FAR);
    ip("-n", far, "addr", "add", `${IMPOSTOR}/24`, "dev", wgFar);
    const startNear = () => wireguard(near, wgNear, keys[0]!, farPublic!, "10.8.0.0/24", HOUSE_FAR, NEAR);
    let program = await startNear();

    return {
      near, far, tunnelName: wgNear, second: SECOND, remove,
      tunnel: (state) => void ip("-n", near, "link", "set", wgNear, state),
      endTunnel: async () => {
        await end(program);
        await until("the interface gone", () => !ip("-n", near, "link").includes(wgNear));
      },
      startTunnel: async () => {
        program = await startNear();
      },
      ip: (...args) => void ip("-n", near, ...args),
      outside: async () => {
        for (let seen = -1; seen !== packets.length; await sleep(250)) seen = packets.length;
        const fresh = packets.slice(counted);
        counted = packets.length;
        const other = fresh.filter((p) => p.kind === "other");
        return { tunnel: fresh.filter((p) => p.kind === "tunnel").length, other: other.length, payload: other.reduce((sum, p) => sum + p.payload, 0), words: [...new Set(other.map((p) => p.words))] };
      },
      sawOutside: (text) => packets.some((p) => p.bytes.includes(text)),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 2_000);
  await once(child, "exit");
  clearTimeout(timer);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const last = Date.now() + 10_000; !holds(); await sleep(50)) if (Date.now() > last) throw new Error(`did not come: ${what}`);
}
