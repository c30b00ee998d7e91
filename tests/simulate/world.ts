/**
 * A run's world: the clock, the two instances, the desks, and what happens next. One thing at a time; only the services
 * themselves work at once. The clock jumps from one thing to the next and never waits.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { MINUTE } from "../../shared/model/time.ts";
import type { Random } from "../faults/random.ts";
import { Agenda } from "./agenda.ts";
import type { Agency, Colleague } from "./house.ts";
import type { Instances } from "./instances.ts";
import type { Entry, Journal } from "./journal.ts";
import { presentFrom } from "./presence.ts";
import type { SharedClock } from "./shared-clock.ts";
import { Unreachable, type Known, type Seat } from "./seat.ts";

/** How often a desk that could not be reached, or could not reach, tries again. */
const AGAIN = 5 * MINUTE;
/** How long after a change somebody notices it, seconds; a collector between two calls. */
const noticeAfter = (role: string): readonly [number, number] => (role === "collector" ? [60, 200] : [10, 120]);
/** How far into a push a service is killed, real ms. */
const INTO_THE_PUSH_MS = 4;

export interface WorldParts {
  readonly random: Random;
  readonly agency: Agency;
  readonly seats: readonly Seat[];
  readonly instances: Instances;
  /** A look behind the service's back, for what its nudges say. */
  readonly sql: Client;
  readonly clock: SharedClock;
}

export class World {
  readonly agenda = new Agenda();
  readonly entries: Entry[] = [];
  readonly barredTries: string[] = [];
  readonly parts: WorldParts;
  /** What a desk does with a document that has come. */
  onDocument: (seat: Seat, known: Known) => void = () => undefined;
  /** Set: the next push meets the death of this instance. */
  killAtPush: number | null = null;
  onKilledAtPush: (which: number) => void = () => undefined;
  private readonly reading = new Set<Seat>();
  private heads = new Map<string, number>();
  private closing = false;
  private at: number;

  constructor(parts: WorldParts) {
    this.parts = parts;
    this.at = parts.clock.now();
  }

  get now(): number {
    return this.at;
  }
  get random(): Random {
    return this.parts.random;
  }
  seatOf(who: Colleague | undefined): Seat {
    return this.parts.seats.find((s) => s.who === who)!;
  }

  /** Lets things happen until `until`; the clock then stands there. */
  async live(until: number): Promise<void> {
    for (let item = this.agenda.next(); item; item = this.agenda.next()) {
      if (item.at > until) {
        this.agenda.add(item.at, item.what);
        break;
      }
      this.moveTo(Math.max(item.at, this.now));
      await item.what();
    }
    this.moveTo(until);
  }

  moveTo(at: number): void {
    this.at = at;
    this.parts.clock.set(at);
  }

  /**
   * The services look for timers, as they do every second; with `all` for reports too, and after them. A look that cannot find
   * anything, because no timer's time has come, is noted and left out.
   */
  async look(all = false): Promise<void> {
    const { instances, sql } = this.parts;
    if (instances.up() === 0) return;
    const { rows } = await sql.query<{ due: boolean }>("SELECT EXISTS (SELECT 1 FROM workflow_timer WHERE fired_at IS NULL AND at <= $1) OR EXISTS (SELECT 1 FROM stop WHERE due_at < $1) AS due", [this.now]);
    const due = all || rows[0]!.due;
    if (due) await instances.look("timers");
    this.entries.push({ kind: "look", at: this.now });
    if (all && (await instances.look("reports"))) this.entries.push({ kind: "reports", at: this.now });
    if (due) await this.notice();
  }

  /** Desks whose streams have moved are looked at a little later: what the service's nudges say. */
  async notice(): Promise<void> {
    if (this.closing) return;
    const { rows } = await this.parts.sql.query<{ name: string; head: string }>("SELECT name, head FROM stream");
    this.heads = new Map(rows.map((r) => [r.name, Number(r.head)]));
    for (const seat of this.parts.seats) if (this.isBehind(seat)) this.readLater(seat, this.now + this.random.between(...noticeAfter(seat.who.role)) * 1000);
  }

  private readonly dirty = (seat: Seat) => (stream: string): boolean => (this.heads.get(stream) ?? 0) > (seat.streams.get(stream) ?? 0);
  private isBehind(seat: Seat): boolean {
    return [...seat.streams.keys()].some(this.dirty(seat));
  }

  private readLater(seat: Seat, at: number): void {
    if (this.reading.has(seat)) return;
    this.reading.add(seat);
    this.agenda.add(presentFrom(seat.who, Math.max(at, seat.offlineUntil)), async () => {
      this.reading.delete(seat);
      await this.read(seat);
    });
  }

  /** Reads at a desk and lets whoever sits there think about what came; later, when nobody answers. */
  async read(seat: Seat): Promise<boolean> {
    if (seat.isOffline(this.now)) return false;
    try {
      for (const known of await seat.read(seat.streams.size === 0 ? undefined : this.dirty(seat))) this.onDocument(seat, known);
      return true;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.readLater(seat, this.now + AGAIN);
      return false;
    }
  }

  /** Sends what a desk has written; it waits while the desk is off line or nobody answers. */
  async send(seat: Seat, looked = false): Promise<void> {
    if (seat.waiting === 0 || seat.isOffline(this.now)) return;
    if (!looked) await this.look();
    const failed = await this.sending(seat).then(() => null, (error: unknown) => error);
    for (const told of seat.takeAnswers()) this.entries.push({ kind: "told", ...told });
    if (failed && !(failed instanceof Unreachable)) throw failed;
    if (!failed) await this.notice();
  }

  private async sending(seat: Seat): Promise<void> {
    const { instances } = this.parts;
    const which = this.killAtPush;
    if (which === null || !instances.isUp(which)) return seat.send();
    this.killAtPush = null;
    const sent = seat.send().then(() => null, (error: unknown) => error);
    await sleep(INTO_THE_PUSH_MS);
    await instances.end(which, "kill");
    this.entries.push({ kind: "instance", at: this.now, which, what: "killedInPush" });
    this.onKilledAtPush(which);
    const failed = await sent;
    await this.letGo();
    if (failed) throw failed;
  }

  /** Until the database has let go of what a killed service held. */
  async letGo(): Promise<void> {
    for (;;) {
      const { rows } = await this.parts.sql.query<{ busy: number }>("SELECT count(*)::int AS busy FROM pg_stat_activity WHERE application_name LIKE 'lockdesk%' AND state <> 'idle'");
      if (rows[0]!.busy === 0) return;
      await sleep(20);
    }
  }

  /** Everything that waits anywhere is sent, after an outage: before the services have looked, or after. */
  async sendAll(looked: boolean): Promise<void> {
    for (const seat of this.parts.seats) await this.send(seat, looked);
  }

  /** The last evening: whoever was off line comes back, nobody begins anything any more. */
  async close(): Promise<void> {
    this.closing = true;
    for (const seat of this.parts.seats) seat.offlineUntil = 0;
    await this.sendAll(false);
  }

  journal(): Journal {
    return { entries: this.entries, waiting: this.parts.seats.reduce((n, s) => n + s.waiting, 0), barredTries: this.barredTries, endedAt: this.now };
  }
}
