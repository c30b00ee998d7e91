/**
 * Who gets which case (分案). Pure: a pool of persons and a row of collectors in, moves out. A person
 * is one debtor at one bank and is never split: all accounts go to one collector, so that the debtor
 * hears one voice (PRODUCT.md 1.7).
 */
export interface PoolCase {
  readonly caseId: string;
  readonly bankCode: string;
  readonly bucket: string;
  readonly fen: number;
  /** Allocated to now; null = to nobody. */
  readonly fromId: string | null;
}

export interface PoolPerson {
  readonly personId: string;
  readonly cases: readonly PoolCase[];
  /** Who holds other cases of this person outside the pool; they follow him. */
  readonly heldBy: string | null;
}

export interface Head {
  readonly userId: string;
  /** Load before, the pool's own cases included. */
  readonly cases: number;
  readonly fen: number;
  /** Share of the load this collector is to carry; 1 is everybody's. */
  readonly weight?: number;
}

export interface PlanInput {
  readonly persons: readonly PoolPerson[];
  readonly heads: readonly Head[];
  readonly balanceBy: "cases" | "amount";
  readonly maxPerHead: number;
}

export interface Move {
  readonly caseId: string;
  readonly fromId: string | null;
  readonly toId: string;
}

export interface Plan {
  /** Only cases that change hands. */
  readonly moves: readonly Move[];
  /** Cases that found no place: every collector is full, or the holder of the person is not among them. */
  readonly unplaced: readonly string[];
  readonly after: ReadonlyMap<string, { cases: number; fen: number }>;
}

interface Load {
  readonly userId: string;
  readonly weight: number;
  cases: number;
  fen: number;
}

/** Largest first, and like buckets beside each other, so that dealing them out in turn evens both. */
function inDealingOrder(persons: readonly PoolPerson[]): PoolPerson[] {
  const fen = (p: PoolPerson) => p.cases.reduce((sum, c) => sum + c.fen, 0);
  const key = (p: PoolPerson) => p.cases[0]?.bucket ?? "";
  return [...persons].sort(
    (a, b) => b.cases.length - a.cases.length || key(a).localeCompare(key(b)) || fen(b) - fen(a) || (a.personId < b.personId ? -1 : 1),
  );
}

function byAmount(persons: readonly PoolPerson[]): PoolPerson[] {
  const fen = (p: PoolPerson) => p.cases.reduce((sum, c) => sum + c.fen, 0);
  return [...persons].sort((a, b) => fen(b) - fen(a) || (a.personId < b.personId ? -1 : 1));
}

/** Takes the pool's cases off those who hold them, so that loads count only what stays. */
function startingLoads(input: PlanInput): Map<string, Load> {
  const loads = new Map(input.heads.map((h) => [h.userId, { userId: h.userId, weight: h.weight ?? 1, cases: h.cases, fen: h.fen }]));
  for (const person of input.persons) {
    for (const item of person.cases) {
      const load = item.fromId === null ? undefined : loads.get(item.fromId);
      if (!load) continue;
      load.cases -= 1;
      load.fen -= item.fen;
    }
  }
  return loads;
}

const heaviness = (load: Load, by: PlanInput["balanceBy"]): number => (by === "cases" ? load.cases : load.fen) / load.weight;

function lightest(loads: Iterable<Load>, by: PlanInput["balanceBy"], room: (load: Load) => boolean): Load | null {
  let best: Load | null = null;
  for (const load of loads) {
    if (!room(load)) continue;
    if (!best) best = load;
    else {
      const difference = heaviness(load, by) - heaviness(best, by);
      const tie = by === "cases" ? load.fen / load.weight - best.fen / best.weight : load.cases / load.weight - best.cases / best.weight;
      if (difference < 0 || (difference === 0 && tie < 0)) best = load;
    }
  }
  return best;
}

function put(person: PoolPerson, load: Load): void {
  load.cases += person.cases.length;
  load.fen += person.cases.reduce((sum, c) => sum + c.fen, 0);
}

/** The one who holds every case of the person that anybody holds. */
function holderOf(person: PoolPerson): string | null {
  return person.heldBy ?? person.cases.find((c) => c.fromId !== null)?.fromId ?? null;
}

/** The load each collector would carry if all were equal: nobody gives up cases below it. */
function fairShare(input: PlanInput, loads: Map<string, Load>): number {
  const size = (p: PoolPerson) => (input.balanceBy === "cases" ? p.cases.length : p.cases.reduce((s, c) => s + c.fen, 0));
  const stays = [...loads.values()].reduce((sum, l) => sum + (input.balanceBy === "cases" ? l.cases : l.fen), 0);
  const weights = [...loads.values()].reduce((sum, l) => sum + l.weight, 0);
  return weights === 0 ? 0 : (stays + input.persons.reduce((sum, p) => sum + size(p), 0)) / weights;
}

/**
 * Plans the allocation. Promise: a person's cases end with one collector; nobody gets more than
 * `maxPerHead` cases by this plan; loads (existing ones counted) come out as even as whole persons
 * allow; cases already held change hands only where their holder is above the fair share; the same
 * input gives the same plan.
 */
export function planAllocation(input: PlanInput): Plan {
  const loads = startingLoads(input);
  const target = new Map<string, Load>();
  const waiting: PoolPerson[] = [];
  const unplaced: string[] = [];
  const room = (person: PoolPerson) => (load: Load) => load.cases + person.cases.length <= input.maxPerHead;
  const share = fairShare(input, loads);
  const order = input.balanceBy === "cases" ? inDealingOrder(input.persons) : byAmount(input.persons);

  for (const person of order) {
    const holder = holderOf(person);
    const load = holder === null ? undefined : loads.get(holder);
    const follows = person.heldBy !== null;
    if (load && room(person)(load) && (follows || heaviness(load, input.balanceBy) < share)) {
      put(person, load);
      target.set(person.personId, load);
    } else if (follows) unplaced.push(...person.cases.map((c) => c.caseId));
    else waiting.push(person);
  }
  for (const person of waiting) {
    const load = lightest(loads.values(), input.balanceBy, room(person));
    if (!load) {
      unplaced.push(...person.cases.map((c) => c.caseId));
      continue;
    }
    put(person, load);
    target.set(person.personId, load);
  }
  const moves = input.persons.flatMap((person) => {
    const load = target.get(person.personId);
    return load ? person.cases.filter((c) => c.fromId !== load.userId).map((c) => ({ caseId: c.caseId, fromId: c.fromId, toId: load.userId })) : [];
  });
  return { moves, unplaced, after: new Map([...loads].map(([id, l]) => [id, { cases: l.cases, fen: l.fen }])) };
}
