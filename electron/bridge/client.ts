/**
 * The bridge: the only code that opens a socket. Mutual TLS 1.3 to the centre with the pinned CA and
 * this device's certificate, from our VPN address only. Nothing it meets is thrown: every failure is
 * an answer with a refusal, and says whether and when to try again.
 */
import { createReadStream } from "node:fs";
import { PassThrough, pipeline, Transform, type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { Agent, buildConnector, request, type Dispatcher } from "undici";
import type { z } from "zod";
import type { BridgeSettings, DeviceIdentity } from "../../shared/ipc/vault.ts";
import { refusal, RefusalSchema, type Refusal, type RefusalCode } from "../../shared/protocol/errors.ts";
import { parseRanges, vpnAddress, type Interfaces } from "./vpn.ts";

const CONNECT_MS = 4_000;
const ANSWER_MS = 30_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MAX_PLAIN_BYTES = 256 * 1024 * 1024;
const KEEP_ALIVE_MS = 30_000;
/** The centre's heartbeat comes every 15 s: three missed, and the connection is dead. */
const EVENTS_SILENT_MS = 45_000;

export type BridgeAnswer<T> =
  | { ok: true; value: T; /** When the answer's first byte was asked for and came, `performance.now()`. */ sentAt: number; receivedAt: number }
  | { ok: false; refusal: Refusal; /** 0 when the centre was not reached. */ status: number; /** What the centre asked us to wait; null when it did not say. */ retryAfterMs: number | null };

export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** JSON text or a stream of bytes. */
  readonly body?: string | Readable;
  readonly contentType?: string;
  readonly token?: string | null;
  readonly timeoutMs?: number;
}

export interface Bridge {
  /** A call whose answer is one JSON document. */
  json<S extends z.ZodType>(call: Call, schema: S): Promise<BridgeAnswer<z.output<S>>>;
  /** A call whose answer is JSON lines; empty for 204. */
  lines(call: Call): Promise<BridgeAnswer<string[]>>;
  /** Sends a file as raw bytes. */
  upload<S extends z.ZodType>(call: Omit<Call, "body">, path: string, schema: S): Promise<BridgeAnswer<z.output<S>>>;
  /** Server-sent events until the connection ends or `signal` fires; then says why it ended. */
  events(call: Call, onEvent: (name: string, data: string) => void, signal: AbortSignal): Promise<Refusal | null>;
  /** Our address inside the VPN now, or null. */
  address(): string | null;
  close(): Promise<void>;
}

export interface BridgeOptions {
  readonly settings: BridgeSettings;
  readonly caPem: string;
  /** Absent only while enrolling. */
  readonly identity?: Pick<DeviceIdentity, "keyPem" | "certificatePem">;
  /** The machine's interfaces, asked at every connection; tests replace it. */
  readonly interfaces?: () => Interfaces;
}

class VpnDownError extends Error {}

/** Plain bytes at a time. */
const PIECE = 32 * 1024;
const DECODERS: Readonly<Record<string, () => Transform>> = {
  zstd: () => createZstdDecompress({ chunkSize: PIECE }), gzip: () => createGunzip({ chunkSize: PIECE }), identity: () => new PassThrough(),
};

/** Opens no socket by itself; each connection is made, and checked, when a call needs it. */
export function createBridge(options: BridgeOptions): Bridge {
  const ranges = parseRanges(options.settings.vpnRanges);
  const ownAddress = () => vpnAddress(ranges, options.interfaces?.());
  let bound: { address: string; agent: Agent } | null = null;

  /** The agent bound to our present VPN address; connections from an address we no longer own are dropped. */
  function agent(): Agent {
    const address = ownAddress();
    if (bound && bound.address !== address) {
      void bound.agent.destroy(new VpnDownError("the VPN address is gone"));
      bound = null;
    }
    if (address === null) throw new VpnDownError("no own address inside the VPN ranges");
    bound ??= { address, agent: newAgent(options, address, ownAddress) };
    return bound.agent;
  }

  async function send(call: Call, accept: string, signal?: AbortSignal): Promise<{ response: Dispatcher.ResponseData; sentAt: number }> {
    const url = new URL(call.path, options.settings.serviceUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = { accept, "accept-encoding": "zstd, gzip" };
    if (call.token) headers["authorization"] = `Bearer ${call.token}`;
    if (call.body !== undefined) headers["content-type"] = call.contentType ?? "application/json";
    const sentAt = performance.now();
    const limit = call.timeoutMs ?? ANSWER_MS;
    const response = await request(url, { method: call.method, headers, body: call.body ?? null, dispatcher: agent(), headersTimeout: limit, bodyTimeout: limit, ...(signal ? { signal } : {}) });
    return { response, sentAt };
  }

  async function answer<T>(call: Call, accept: string, read: (body: AsyncIterable<Buffer>) => Promise<T>): Promise<BridgeAnswer<T>> {
    try {
      const { response, sentAt } = await send(call, accept);
      if (response.statusCode < 200 || response.statusCode >= 300) {
        return { ok: false, refusal: refusalOf(response.statusCode, await whole(decoded(response))), status: response.statusCode, retryAfterMs: retryAfter(response) };
      }
      const value = await read(decoded(response));
      return { ok: true, value, sentAt, receivedAt: performance.now() };
    } catch (error) {
      return { ok: false, refusal: transportRefusal(error), status: 0, retryAfterMs: null };
    }
  }

  const json = <S extends z.ZodType>(call: Call, schema: S): Promise<BridgeAnswer<z.output<S>>> =>
    answer(call, "application/json", async (parts) => {
      const body = await whole(parts);
      const parsed = schema.safeParse(body.length ? JSON.parse(body.toString("utf8")) : {});
      if (!parsed.success) throw new ProtocolError(parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.code}`));
      return parsed.data;
    });

  return {
    json,
    lines: (call) => answer(call, "application/x-ndjson", linesOf),
    upload: (call, path, schema) => json({ ...call, body: createReadStream(path), contentType: call.contentType ?? "application/octet-stream" }, schema),
    events: async (call, onEvent, signal) => {
      try {
        const { response } = await send({ ...call, timeoutMs: EVENTS_SILENT_MS }, "text/event-stream", signal);
        if (response.statusCode !== 200) return refusalOf(response.statusCode, await whole(decoded(response)));
        await readEvents(response.body, onEvent);
        return null;
      } catch (error) {
        return transportRefusal(error);
      }
    },
    address: ownAddress,
    close: async () => {
      await bound?.agent.destroy();
      bound = null;
    },
  };
}

class ProtocolError extends Error {
  readonly issues: string[];
  constructor(issues: string[]) {
    super("the answer does not fit the protocol");
    this.issues = issues;
  }
}

function newAgent(options: BridgeOptions, address: string, ownAddress: () => string | null): Agent {
  const connector = buildConnector({
    ca: options.caPem, cert: options.identity?.certificatePem, key: options.identity?.keyPem,
    minVersion: "TLSv1.3", rejectUnauthorized: true, timeout: CONNECT_MS, localAddress: address,
  });
  return new Agent({
    keepAliveTimeout: KEEP_ALIVE_MS, pipelining: 1,
    connect: (target, done) => {
      if (ownAddress() !== address) return done(new VpnDownError("the VPN address is gone"), null);
      return connector(target, done);
    },
  });
}

/** The body as it was before it was packed, piece by piece. Throws when it is larger than any answer may be, packed or not. */
async function* decoded({ headers, body }: Dispatcher.ResponseData): AsyncGenerator<Buffer> {
  const encoding = String(headers["content-encoding"] ?? "identity");
  const unpack = DECODERS[encoding];
  if (!unpack) {
    await body.dump();
    throw new ProtocolError([`content-encoding: ${encoding}`]);
  }
  const parts: Readable = encoding === "identity" ? body : pipeline(body, limited(MAX_BODY_BYTES), unpack(), () => undefined);
  let bytes = 0;
  for await (const part of parts as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_PLAIN_BYTES) throw new ProtocolError(["body: too large"]);
    yield part;
  }
}

/** Lets so many bytes through and fails at the next. */
function limited(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (part: Buffer, _encoding, done) => {
      bytes += part.length;
      if (bytes > most) done(new ProtocolError(["body: too large"]));
      else done(null, part);
    },
  });
}

async function whole(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** Lines as they come: a page is never in memory as one text, which would be dear to throw away. */
async function linesOf(parts: AsyncIterable<Buffer>): Promise<string[]> {
  const decoder = new StringDecoder("utf8");
  const lines: string[] = [];
  let rest = "";
  for await (const part of parts) {
    const found = (rest + decoder.write(part)).split("\n");
    rest = found.pop() ?? "";
    for (const line of found) if (line !== "") lines.push(line);
  }
  rest += decoder.end();
  return rest === "" ? lines : [...lines, rest];
}

/** Codes for answers whose body names none. */
const STATUS_CODES: Readonly<Record<number, RefusalCode>> = {
  400: "bad_input", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 409: "conflict", 413: "too_large", 426: "protocol_mismatch", 429: "too_many_requests", 503: "busy",
};

function refusalOf(status: number, body: Buffer): Refusal {
  try {
    const parsed = RefusalSchema.safeParse(JSON.parse(body.toString("utf8")));
    if (parsed.success) return parsed.data;
  } catch {
    // not JSON: the status speaks
  }
  return refusal(STATUS_CODES[status] ?? "internal", [`http: ${status}`]);
}

/** A failure to reach the centre or to understand it, without any value of the request. */
function transportRefusal(error: unknown): Refusal {
  const causes = [error, (error as { cause?: unknown }).cause];
  if (causes.some((c) => c instanceof VpnDownError)) return refusal("vpn_down");
  if (error instanceof ProtocolError) return refusal("protocol_mismatch", error.issues);
  if (error instanceof SyntaxError) return refusal("protocol_mismatch", ["body: not JSON"]);
  const code = causes.map((c) => (c instanceof Error && "code" in c ? String(c.code) : "")).find(Boolean) ?? "";
  // A TLS alert about our certificate is the device's trouble, not the line's.
  if (/CERTIFICATE_(REVOKED|REQUIRED|UNKNOWN|EXPIRED)|BAD_CERTIFICATE/i.test(code)) return refusal("device_unknown", [code]);
  return refusal("offline", code ? [code] : []);
}

function retryAfter(response: Dispatcher.ResponseData): number | null {
  const value = String(response.headers["retry-after"] ?? "");
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

async function readEvents(body: Readable, onEvent: (name: string, data: string) => void): Promise<void> {
  let text = "";
  for await (const part of body as AsyncIterable<Buffer>) {
    text += part.toString("utf8");
    let end: number;
    while ((end = text.indexOf("\n\n")) !== -1) {
      const fields = text.slice(0, end).split("\n").map((line) => /^(event|data): ?(.*)$/.exec(line));
      text = text.slice(end + 2);
      const of = (name: string) => fields.filter((f) => f?.[1] === name).map((f) => f![2]).join("\n");
      if (of("data")) onEvent(of("event") || "message", of("data"));
    }
  }
}
