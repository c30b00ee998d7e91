/**
 * Somebody at their workstation: an outbox that keeps what could not be sent, the documents their streams have brought,
 * and a line to whichever instance answers. Everything goes through the service's own routes over mutual TLS.
 */
import type { EventBody, EventType } from "../../shared/model/events.ts";
import type { DeskInput, DeskOutput, DeskRoute } from "../../shared/protocol/desk.ts";
import { DESK_ROUTES } from "../../shared/protocol/desk.ts";
import type { Hello, Row } from "../../shared/protocol/sync.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/sync.ts";
import type { Service } from "../../service/app.ts";
import { connect, signIn, type Desk, type Reply, type TestCase, type TestDevice } from "../support/service.ts";
import type { Colleague } from "./house.ts";

/** Nobody answers: both instances are down. */
export class Unreachable extends Error {}

/** What a desk was told of an event it sent: the run's own record, beside the centre's. */
export interface Told {
  readonly id: string;
  readonly seq: number;
  readonly deviceId: string;
  readonly userId: string;
  readonly type: string;
  readonly result: string;
  readonly code: string;
  /** Simulated clock when the answer came. */
  readonly at: number;
}

export interface SentEvent extends Record<string, unknown> {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
}

/** A device that speaks to whichever of the instances answers; tries that died on the way are made again at the next. */
export function deviceOf(identity: TestDevice, caPem: string, urls: () => readonly string[]): TestDevice {
  const doors = new Map<string, TestDevice>();
  let turn = 0;
  return {
    deviceId: identity.deviceId, keyPem: identity.keyPem, certificatePem: identity.certificatePem,
    async call<T>(...asked: Parameters<TestDevice["call"]>): Promise<Reply<T>> {
      const open = urls();
      turn += 1;
      for (let i = 0; i < open.length; i += 1) {
        const url = open[(turn + i) % open.length]!;
        const door = doors.get(url) ?? connect(url, caPem, identity, KEEP_LINE_MS);
        doors.set(url, door);
        const reply = await door.call<T>(...asked).catch(() => null);
        if (reply && reply.status < 500) return reply;
      }
      throw new Unreachable("no instance answers");
    },
    close: async () => void (await Promise.all([...doors.values()].map((d) => d.close()))),
  };
}

type Doc = Record<string, unknown>;
export interface Known {
  readonly kind: string;
  readonly id: string;
  readonly doc: Doc;
}

export class Seat {
  readonly known = new Map<string, Known>();
  readonly streams = new Map<string, number>();
  /** Off line until this simulated moment. */
  offlineUntil = 0;
  private desk: Desk | null = null;
  private signedOut = false;
  private seq = 0;
  private acked = 0;
  private readonly outbox: SentEvent[] = [];
  private readonly answers: Told[] = [];

  readonly who: Colleague;
  readonly device: TestDevice;
  private readonly centre: Pick<Service, "clock" | "epoch">;

  constructor(who: Colleague, device: TestDevice, centre: Pick<Service, "clock" | "epoch">) {
    this.who = who;
    this.device = device;
    this.centre = centre;
  }

  get waiting(): number {
    return this.outbox.length;
  }
  isOffline(now: number): boolean {
    return now < this.offlineUntil;
  }

  private async session(): Promise<Desk> {
    if (!this.desk || this.signedOut) {
      this.desk = await signIn(this.centre, this.device, this.who.me);
      this.signedOut = false;
    }
    return this.desk;
  }

  /** Signs in anew before its next word; what is unsent stays. */
  signOut(): void {
    this.signedOut = true;
  }

  /** Reads what is new on its streams; returns the documents that came. */
  async read(dirty: (stream: string) => boolean = () => true): Promise<Known[]> {
    const desk = await this.session();
    const came: Known[] = [];
    if (this.streams.size === 0) {
      const hello = await this.device.call<Hello>("POST", "/sync/hello", { token: desk.token, body: { protocol: PROTOCOL_VERSION, appVersion: "simulate", lastSeq: this.seq, unsent: this.outbox.length, cursors: [] } });
      if (hello.status !== 200) throw new Error(`hello: ${JSON.stringify(hello.body)}`);
      const pages = await Promise.all(hello.body.streams.map(async ({ stream }) => ({ stream, page: await desk.snapshot(stream) })));
      for (const { stream, page } of pages) {
        came.push(...this.take(page.rows));
        this.streams.set(stream, page.at);
      }
      await this.acknowledge(desk);
      return came;
    }
    const moved = [...this.streams].filter(([stream]) => dirty(stream));
    for (const { stream, rows, to } of await Promise.all(moved.map(([stream, from]) => pullAll(desk, stream, from)))) {
      came.push(...this.take(rows));
      this.streams.set(stream, to);
    }
    this.acked += 1;
    if (this.acked % ACK_EVERY === 0) await this.acknowledge(desk);
    return came;
  }

  private take(rows: readonly Row[]): Known[] {
    const came = new Map<string, Known>();
    for (const [, op, kind, id, , doc] of rows) {
      if (op === "put" && doc) {
        const known = { kind, id, doc };
        this.known.set(id, known);
        came.set(id, known);
      } else if (op === "del" || op === "revoke") this.known.delete(id);
    }
    return [...came.values()];
  }

  private async acknowledge(desk: Desk): Promise<void> {
    const cursors = [...this.streams].map(([stream, pos]) => ({ stream, epoch: desk.epoch, pos }));
    await this.device.call("POST", "/sync/ack", { token: desk.token, body: { cursors, unsent: this.outbox.length, oldestUnsentAt: null, quarantined: 0, repaired: 0 } });
  }

  /** Writes an event down: it has its number and its time now, whenever it is sent. */
  write<T extends EventType>(type: T, at: TestCase | null, body: EventBody<T>): SentEvent {
    this.seq += 1;
    const now = this.centre.clock.now();
    if (!this.desk) throw new Error("nobody writes before they have signed in once");
    const event = this.desk.event(type, at, body, { seq: this.seq, at: now, atServer: now }) as SentEvent;
    this.outbox.push(event);
    return event;
  }

  /** Sends what waits; leaves it waiting when nobody answers. */
  async send(): Promise<void> {
    while (this.outbox.length > 0) {
      const batch = this.outbox.slice(0, BATCH);
      const desk = await this.session();
      const reply = await desk.push(batch);
      if (reply.status !== 200) throw new Error(`push of ${this.who.me.name}: ${reply.status} ${JSON.stringify(reply.body)}`);
      for (const { id, seq, result, code } of reply.body.results) {
        if (result === "retry") throw new Error(`an event of ${this.who.me.name} is to be sent again`);
        const event = batch.find((e) => e.id === id)!;
        this.answers.push({ id, seq, deviceId: this.device.deviceId, userId: this.who.me.id, type: event.type, result, code: code ?? "", at: this.centre.clock.now() });
      }
      this.outbox.splice(0, batch.length);
    }
  }

  /** What it was told since this was asked last. */
  takeAnswers(): Told[] {
    return this.answers.splice(0);
  }

  /** A request of its desk. */
  async ask<R extends DeskRoute>(route: R, input: DeskInput<R>): Promise<{ status: number; body: DeskOutput<R> }> {
    const { token } = await this.session();
    const { method, path } = DESK_ROUTES[route];
    return method === "GET" ? this.device.call(method, `${path}?q=${encodeURIComponent(JSON.stringify(input))}`, { token }) : this.device.call(method, path, { token, body: input });
  }
}

/** All that a stream holds after a position. */
async function pullAll(desk: Desk, stream: string, from: number): Promise<{ stream: string; rows: Row[]; to: number }> {
  const rows: Row[] = [];
  for (let at = from; ; ) {
    const page = await desk.pull(stream, at);
    rows.push(...page.rows);
    at = page.to;
    if (at >= page.head) return { stream, rows, to: at };
  }
}

const ACK_EVERY = 8;
/** A day passes in seconds: a line that is not kept is a handshake per act. */
const KEEP_LINE_MS = 60_000;
const BATCH = 50;
