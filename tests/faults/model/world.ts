/** Everything of one model run in one place: the agency, the machines, and the book of what was promised to whom. */
import { createHash, type Hash } from "node:crypto";
import { V7Generator } from "uuidv7";
import type { Database } from "../../../db/guard.ts";
import type { Service } from "../../../service/app.ts";
import type { Tx } from "../../../service/context.ts";
import type { LockdeskEvent } from "../../../shared/model/events.ts";
import type { Me } from "../../../shared/protocol/session.ts";
import type { Workspace } from "../../../electron/vault/workspace.ts";
import { addCases, foundAgency, type Agency, type TestCase } from "../../support/service.ts";
import { childSeed, seeded, type Random } from "../random.ts";
import { modelCentre, type CentreSeams, type ModelCentre, type Reply, type Request } from "./centre.ts";
import { removeFolder } from "./files.ts";
import type { LineWatch } from "./line.ts";
import { createSeat, newMachine, type Machine, type Seat } from "./seat.ts";
import { installTime, type Owner, type VirtualTime } from "./time.ts";
import { isPoison, spoiled, type Poison } from "./poison.ts";

/** Who has a case, as the operations of the run have ordered it: the oracle for what anybody may see. */
export interface Holding {
  readonly assignee: string | null;
  readonly team: string | null;
}

/** A breach seen while it happened. `n` is the invariant's number in SYNC.md 3.2. */
export interface Breach {
  readonly n: number;
  readonly detail: string;
}

export interface Book {
  /** Events whose saving was told to the user, in that order. */
  readonly saved: Map<string, { readonly seat: Seat; readonly event: LockdeskEvent }>;
  /** Events some answer of the centre called `ok` or `dup`. */
  readonly acknowledged: Set<string>;
  readonly poison: Map<string, Poison>;
  /** Every push that reached the centre, as bytes, with its sender. */
  readonly pushes: { readonly request: Request; readonly me: Me }[];
  readonly breaches: Breach[];
  /** Every exchange with the centre: two runs of one seed have the same. */
  readonly trail: Hash;
  /** Event ids now on their way, per machine. */
  readonly inFlight: Map<string, Set<string>>;
  holdings: Map<string, Holding>;
  restores: number;
  /** Answers that reached a workstation. */
  heard: number;
}

/** Where a mutation may get in. The product has no such switches; these are the harness's own joints. */
export interface Seams {
  readonly centre: Partial<CentreSeams>;
  /** Given the opened workspace and a second handle on its cache. */
  readonly tamper: (ws: Workspace, db: Database) => void;
}
export const NO_SEAMS: Seams = { centre: {}, tamper: () => undefined };

export interface World {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly centre: ModelCentre;
  readonly agency: Agency;
  readonly cases: TestCase[];
  readonly machines: readonly Machine[];
  readonly seats: readonly Seat[];
  readonly book: Book;
  /** An event's id, as the outbox makes them, but the same in every replay. */
  newId(): string;
  kept: Map<string, Holding> | null;
  close(): Promise<void>;
}

/** The machines of a run and who has a seat at them. */
const ROOMS: readonly (readonly (readonly (keyof Agency)[])[])[] = [
  [["lin"]],
  [["lin", "zhou"], ["lin"]],
  [["lin"], ["he"]],
  [["lin", "he"], ["supervisorA"]],
];
const CASES = 8;
/** Which child of the run's seed the ids are drawn from. */
const IDS = 1;

/** Builds a world on `outer`, a transaction of the base service's database that the caller undoes. */
export async function buildWorld(base: Service, outer: Tx, seed: number, seams: Seams): Promise<World> {
  const random = seeded(seed);
  const ids = seeded(childSeed(seed, IDS));
  const time = installTime(random, ids);
  const eventIds = new V7Generator({ nextUint32: () => ids.below(2 ** 32) });
  const machines: Machine[] = [];
  const close = async () => {
    for (const { present } of machines) await present?.kill();
    for (const { dir } of machines) removeFolder(dir);
    time.uninstall();
  };
  try {
    const centre = modelCentre(base, outer, time.now, random, seams.centre);
    await centre.begin();
    const agency = await foundAgency(centre.service);
    const book: Book = { saved: new Map(), acknowledged: new Set(), poison: new Map(), pushes: [], breaches: [], trail: createHash("sha256"), inFlight: new Map(), holdings: new Map(), restores: 0, heard: 0 };
    const cases: TestCase[] = [];
    for (const me of [agency.lin, agency.he, null]) {
      const made = await addCases(centre.service, me ? CASES / 2 : 2, me);
      cases.push(...made);
      for (const c of made) book.holdings.set(c.caseId, { assignee: me?.id ?? null, team: me?.teamId ?? null });
    }
    const wire: Owner = { name: "wire", skew: 0, dead: false };
    const seats: Seat[] = [];
    for (const [i, people] of random.pick(ROOMS).entries()) {
      const machine = newMachine(`PC${i + 1}`, await centre.enrol(`PC${i + 1}`));
      machines.push(machine);
      for (const who of people) {
        const me = agency[who] as Agency["lin"];
        const watch = watchOf(book, machine, me);
        seats.push(createSeat({ machine, me, time, centre, random, wire, watch, spoil: (body) => spoiled(body, book.poison), tamper: seams.tamper }));
      }
    }
    return { time, random, centre, agency, cases, machines, seats, book, newId: () => eventIds.generate().toString(), kept: null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Writes down what passes on a machine's line, and the breaches that only show there. */
function watchOf(book: Book, machine: Machine, me: Me): LineWatch {
  const idsIn = (request: Request): string[] => (request.path === "/sync/push" ? eventsIn(request.body).map((e) => String(e["id"])) : []);
  return {
    asked: (request) => {
      if (request.path === "/sync/push") book.pushes.push({ request, me });
    },
    said: (request, reply) => {
      book.trail.update(`${machine.deviceId} ${request.path} ${request.body} ${reply.status} ${rowsIn(reply)}\n`);
      if (reply.status !== 200) return;
      if (request.path === "/sync/push") for (const r of resultsIn(reply.body)) if (r.result === "ok" || r.result === "dup") book.acknowledged.add(r.id);
      if (request.path === "/sync/pull" || request.path === "/sync/snapshot") book.breaches.push(...foreignRows(book, request, reply, me.id));
    },
    heard: () => void (book.heard += 1),
    open: (request) => {
      const open = book.inFlight.get(machine.deviceId) ?? new Set<string>();
      for (const id of idsIn(request)) {
        if (open.has(id) && !isPoison(book.poison, id)) book.breaches.push({ n: 17, detail: `event ${id} is on its way twice at once` });
        open.add(id);
      }
      book.inFlight.set(machine.deviceId, open);
    },
    closed: (request) => {
      for (const id of idsIn(request)) book.inFlight.get(machine.deviceId)?.delete(id);
    },
  };
}

/** What a reply of rows carries, without its trailer; session and resume tokens are no two times the same. */
const rowsIn = ({ body }: Reply): string => body.split("\n").slice(0, -2).join("\n");

export function eventsIn(body: string): Record<string, unknown>[] {
  try {
    return (JSON.parse(body) as { events: Record<string, unknown>[] }).events;
  } catch {
    return [];
  }
}

const resultsIn = (body: string): { id: string; result: string }[] => (JSON.parse(body) as { results: { id: string; result: string }[] }).results;

/** Invariant 8 on one answer: every row with a case in it is the asker's at this moment. */
function foreignRows(book: Book, request: Request, reply: Reply, userId: string): Breach[] {
  const stream = request.query["stream"] ?? "";
  const [kind, id] = stream.split(":");
  const may = (caseId: string): boolean => {
    const held = book.holdings.get(caseId);
    return kind === "team" ? held?.team === id : held?.assignee === userId;
  };
  return reply.body.trimEnd().split("\n").slice(0, -1).flatMap((line) => {
    const [, op, what, ref, , body] = JSON.parse(line) as [number, string, string, string, number, Record<string, unknown> | null];
    if (op !== "put" || what === "colleague" || what === "person" || what === "stop") return [];
    // A warning stays with the team that stamped it.
    if (what === "warning" && kind === "team" && body?.["teamId"] === id) return [];
    const caseId = what === "case" ? ref : String(body?.["caseId"]);
    return may(caseId) ? [] : [{ n: 8, detail: `${what} ${ref} of case ${caseId} went out on ${stream}` }];
  });
}
