/**
 * The demo: one service with the demo portfolio under `.lockdesk/demo/`, and workstations beside
 * it. Whoever starts first owns the service; a second launcher finds it by its card and joins.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "./processes.ts";
import { admin, enrolmentCode, startService, type RunningService } from "./service.ts";
import { enrolled, provision } from "./workstation.ts";

export const DEFAULT_PORT = 17443;

const CardSchema = z.object({ url: z.string(), caPem: z.string(), data: z.string(), pid: z.number() });
export type Card = z.infer<typeof CardSchema>;

export interface Demo {
  readonly dir: string;
  readonly card: Card;
  /** Set when this launcher started the service. */
  readonly own: RunningService | null;
}

const cardPath = (dir: string) => join(dir, "service.json");

/** Folder of the demo that `npm start` uses. */
export const demoDir = (): string => join(ROOT, ".lockdesk", "demo");

/** The service that another launcher holds running for this folder; null when none answers. */
export async function runningCard(dir: string): Promise<Card | null> {
  if (!existsSync(cardPath(dir))) return null;
  const card = CardSchema.safeParse(JSON.parse(readFileSync(cardPath(dir), "utf8")));
  return card.success && (await answers(card.data.url)) ? card.data : null;
}

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 1_000 });
    const end = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}

/**
 * Seeds the demo once (banks, people, three bank files, thirty days of history). A seeding that did
 * not finish is started over: the embedded database is disposable until it is complete.
 */
export async function seedOnce(dir: string, say: (what: string) => void): Promise<void> {
  const stamp = join(dir, "seeded");
  if (existsSync(stamp)) return;
  rmSync(join(dir, "service"), { recursive: true, force: true });
  rmSync(join(dir, "profiles"), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  say("Importing the demo portfolio: three bank files, allocation, thirty days of history");
  await admin(join(dir, "service"), "demo", "seed");
  writeFileSync(stamp, new Date().toISOString());
}

/** Joins the running demo service of this folder or starts it. */
export async function openDemo(dir: string, port: number, say: (what: string) => void): Promise<Demo> {
  const other = await runningCard(dir);
  if (other) return { dir, card: other, own: null };
  await seedOnce(dir, say);
  say("Starting the central service");
  const own = await startService({ data: join(dir, "service"), port, training: true });
  const card: Card = { url: own.url, caPem: own.caPem, data: own.data, pid: own.child.process.pid ?? 0 };
  writeFileSync(cardPath(dir), JSON.stringify(card), { mode: 0o600 });
  return { dir, card, own };
}

/** Profile folder of a demo workstation, provisioned; with a one-time code while it is not enrolled. */
export async function prepareProfile(demo: Demo, name: string): Promise<string> {
  const profileDir = join(demo.dir, "profiles", name);
  const code = enrolled(profileDir) ? undefined : await enrolmentCode(demo.card.data, name);
  provision(profileDir, { serviceUrl: demo.card.url, caPem: demo.card.caPem, name, code });
  return profileDir;
}

/** Ends the service when this launcher owns it. */
export async function closeDemo(demo: Demo): Promise<void> {
  if (!demo.own) return;
  rmSync(cardPath(demo.dir), { force: true });
  await demo.own.child.stop();
}
