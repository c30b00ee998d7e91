/**
 * Named places at which a test kills this process the hard way, to prove that dying exactly there
 * loses nothing. Armed only by `LOCKDESK_FAILPOINT=name:n` (the n-th passing); inert otherwise, and
 * refused in production.
 */

/** Every place, with what has and has not happened when the process dies there. */
export const FAIL_POINTS = {
  "outbox.beforeCommit": "the events are written and not committed: nothing was told saved",
  "outbox.afterCommit": "the events are durable, the counter file is not confirmed, nobody was told",
  "pull.fetched": "a page has been read from the centre and not applied",
  "apply.midPage": "half the rows of a page are in an open transaction",
  "push.sent": "events are on their way, the answer is not there",
  "push.answered": "the centre has committed, its answer is read and not taken over",
  "markSent.mid": "some of the centre's answers are in an open transaction",
  "purge.mid": "a case is half removed in an open transaction",
  "migrate.mid": "a migration's statements are in an open transaction",
  "salvage.mid": "the fresh outbox is whole, the damaged one has not been moved aside",
  "exchange.mid": "the damaged outbox has been moved aside, the fresh one has not taken its name",
  "search.build": "reserved for the building of the search index",
} as const;
export type FailPoint = keyof typeof FAIL_POINTS;

/** What a setting arms. Throws on an unknown name, on a bad count, and in production. */
export function armedBy(setting: string | undefined, production: boolean): { name: FailPoint; at: number } | null {
  if (setting === undefined || setting === "") return null;
  if (production) throw new Error("LOCKDESK_FAILPOINT is refused in production");
  const [name = "", count = "1"] = setting.split(":");
  if (!Object.hasOwn(FAIL_POINTS, name) || !/^[1-9]\d{0,6}$/.test(count)) throw new Error(`no such fail point: ${setting}`);
  return { name: name as FailPoint, at: Number(count) };
}

const armed = armedBy(process.env["LOCKDESK_FAILPOINT"], process.env["LOCKDESK_PRODUCTION"] === "1" || process.env["NODE_ENV"] === "production");
let passed = 0;

/** True when a test waits for the process to die here: for places that must first let something leave. */
export const isArmed = (name: FailPoint): boolean => armed?.name === name;

/** Dies here if this is the passing a test asked for. */
export function failPoint(name: FailPoint): void {
  if (armed?.name === name && ++passed === armed.at) process.kill(process.pid, "SIGKILL");
}
