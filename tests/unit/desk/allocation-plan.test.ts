import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planAllocation, type Head, type PoolPerson } from "../../../service/desk/allocation-plan.ts";

const person = (personId: string, fens: number[], fromId: string | null = null, heldBy: string | null = null, bucket = "M1"): PoolPerson => ({
  personId, heldBy, cases: fens.map((fen, i) => ({ caseId: `${personId}-${i}`, bankCode: "b", bucket, fen, fromId })),
});
const head = (userId: string, cases = 0, fen = 0, weight = 1): Head => ({ userId, cases, fen, weight });

const pools = fc.record({
  sizes: fc.array(fc.record({ cards: fc.integer({ min: 1, max: 4 }), fen: fc.integer({ min: 1, max: 900_000 }), held: fc.option(fc.integer({ min: 0, max: 3 })) }), { maxLength: 80 }),
  loads: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 5 }),
  max: fc.integer({ min: 1, max: 120 }),
  by: fc.constantFrom("cases" as const, "amount" as const),
});

describe("allocation", () => {
  test("keeps persons whole, respects the limit per head and loses no case", () => {
    fc.assert(
      fc.property(pools, ({ sizes, loads, max, by }) => {
        const heads = loads.map((n, i) => head(`u${i}`, n, n * 1000));
        const persons = sizes.map((s, i) => person(`p${i}`, Array.from({ length: s.cards }, () => s.fen), null, s.held === null ? null : `u${s.held}`));
        const plan = planAllocation({ persons, heads, balanceBy: by, maxPerHead: max });
        const to = new Map(plan.moves.map((m) => [m.caseId, m.toId]));
        for (const p of persons) {
          const owners = new Set(p.cases.map((c) => to.get(c.caseId)));
          expect(owners.size).toBe(1);
          const owner = [...owners][0];
          if (p.heldBy !== null && owner !== undefined) expect(owner).toBe(p.heldBy);
        }
        expect(plan.moves.length + plan.unplaced.length).toBe(persons.reduce((n, p) => n + p.cases.length, 0));
        for (const h of heads) {
          const got = plan.moves.filter((m) => m.toId === h.userId).length;
          if (got > 0) expect(h.cases + got).toBeLessThanOrEqual(max);
          expect(plan.after.get(h.userId)?.cases).toBe(h.cases + got);
        }
      }),
    );
  });

  test("evens out what collectors already carry", () => {
    const persons = Array.from({ length: 40 }, (_, i) => person(`p${i}`, [1000]));
    const plan = planAllocation({ persons, heads: [head("a", 30), head("b", 10), head("c", 0)], balanceBy: "cases", maxPerHead: 400 });
    expect([...plan.after.values()].map((l) => l.cases).toSorted()).toEqual([25, 25, 30]);
  });

  test("balances by amount when asked: no two heads differ by more than the largest person", () => {
    const persons = Array.from({ length: 60 }, (_, i) => person(`p${String(i).padStart(2, "0")}`, [(i + 1) * 997]));
    const plan = planAllocation({ persons, heads: [head("a"), head("b"), head("c")], balanceBy: "amount", maxPerHead: 400 });
    const fens = [...plan.after.values()].map((l) => l.fen);
    expect(Math.max(...fens) - Math.min(...fens)).toBeLessThan(60 * 997);
  });

  test("spreads every bucket, not only the number of cases", () => {
    const persons = Array.from({ length: 40 }, (_, i) => person(`p${String(i).padStart(2, "0")}`, [1000], null, null, i < 20 ? "M1" : "M2"));
    const plan = planAllocation({ persons, heads: [head("a"), head("b")], balanceBy: "cases", maxPerHead: 400 });
    const m1 = plan.moves.filter((m) => m.toId === "a" && Number(m.caseId.slice(1, 3)) < 20).length;
    expect(m1).toBe(10);
  });

  test("moves held cases only from collectors above the fair share", () => {
    const persons = [...Array.from({ length: 10 }, (_, i) => person(`a${i}`, [100], "a")), ...Array.from({ length: 2 }, (_, i) => person(`b${i}`, [100], "b"))];
    const plan = planAllocation({ persons, heads: [head("a", 10, 1000), head("b", 2, 200)], balanceBy: "cases", maxPerHead: 400 });
    expect(plan.moves).toHaveLength(4);
    expect(plan.moves.every((m) => m.fromId === "a" && m.toId === "b")).toBe(true);
  });

  test("leaves a case unplaced rather than part it from the collector who knows the person", () => {
    const plan = planAllocation({ persons: [person("p", [100], null, "elsewhere")], heads: [head("a")], balanceBy: "cases", maxPerHead: 10 });
    expect(plan.moves).toEqual([]);
    expect(plan.unplaced).toEqual(["p-0"]);
  });
});
