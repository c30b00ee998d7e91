/**
 * The operator's door into a running service: a unix socket in the data directory, open to its owner
 * only (a named pipe on Windows). One JSON line in, one JSON line out. When no service runs, the CLI
 * opens the database itself instead.
 */
import { createHash } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { createServer, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { refusal, RefusalError, RefusalSchema, type Refusal } from "../../shared/protocol/errors.ts";
import type { Service } from "../app.ts";
import { errorForLog } from "../failure.ts";

/** Commands by `area.verb`. Arguments come unchecked: each command parses its own. */
export type AdminRegistry = Readonly<Record<string, (service: Service, args: unknown) => Promise<unknown>>>;

export interface AdminConnection {
  /** Runs a command in the service. Throws RefusalError with the service's refusal. */
  call(command: string, args: unknown): Promise<unknown>;
  close(): void;
}

const RequestSchema = z.object({ command: z.string().max(80), args: z.unknown() });
const ReplySchema = z.union([z.object({ ok: z.literal(true), result: z.unknown() }), z.object({ ok: z.literal(false), refusal: RefusalSchema })]);
/** Longest path a unix socket takes (sun_path, with its end). */
const MAX_PATH = 100;

/** Where the socket of a data directory is. */
export function adminSocketPath(data: string): string {
  const short = createHash("sha256").update(resolve(data)).digest("hex").slice(0, 24);
  if (process.platform === "win32") return `\\\\.\\pipe\\lockdesk-${short}`;
  const path = join(resolve(data), "admin.sock");
  return Buffer.byteLength(path) <= MAX_PATH ? path : join(tmpdir(), `lockdesk-${short}.sock`);
}

/** Opens the socket for a running service; the caller holds the directory's lock, so a leftover file is nobody's. */
export async function serveAdmin(service: Service, data: string, registry: AdminRegistry): Promise<{ close(): Promise<void> }> {
  const path = adminSocketPath(data);
  if (process.platform !== "win32") rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(service, registry, socket);
  });
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((done, failed) => server.once("error", failed).listen(path, done));
  } finally {
    process.umask(mask);
  }
  if (process.platform !== "win32") chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
}

function converse(service: Service, registry: AdminRegistry, socket: Socket): void {
  let last: Promise<void> = Promise.resolve();
  createInterface({ input: socket }).on("line", (text) => {
    last = last.then(async () => {
      const reply = await answer(service, registry, text);
      if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
    });
  });
}

async function answer(service: Service, registry: AdminRegistry, text: string): Promise<z.input<typeof ReplySchema>> {
  try {
    const { command, args } = RequestSchema.parse(JSON.parse(text));
    const run = Object.hasOwn(registry, command) ? registry[command] : undefined;
    if (!run) return { ok: false, refusal: refusal("not_found", [`command ${command}`]) };
    return { ok: true, result: (await run(service, args)) ?? null };
  } catch (error) {
    return { ok: false, refusal: asRefusal(service, error) };
  }
}

function asRefusal(service: Service, error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  if (error instanceof z.ZodError || error instanceof SyntaxError) return refusal("bad_input", error instanceof z.ZodError ? error.issues.map((i) => `${i.path.join(".")}: ${i.message}`) : []);
  service.log.error({ err: errorForLog(error) }, "operator's command failed");
  return refusal("internal", error instanceof Error && error.name === "StartFailure" ? [error.message] : []);
}

/** Connects to the service that has this data directory open; null when none runs. */
export async function connectAdmin(data: string): Promise<AdminConnection | null> {
  const socket = connect(adminSocketPath(data));
  const connected = await new Promise<boolean>((done) => socket.once("connect", () => done(true)).once("error", () => done(false)));
  if (!connected) return null;
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  socket.on("error", () => socket.destroy());
  return {
    async call(command, args) {
      socket.write(`${JSON.stringify({ command, args })}\n`);
      const next = await lines.next();
      if (next.done) throw new RefusalError(refusal("busy", ["the service ended before it answered"]));
      const reply = ReplySchema.parse(JSON.parse(next.value));
      if (!reply.ok) throw new RefusalError(reply.refusal);
      return reply.result;
    },
    close: () => socket.destroy(),
  };
}
