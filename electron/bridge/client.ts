/**
 * The bridge: the only code that opens a socket. Mutual TLS 1.3 to the centre with the pinned CA and
 * this device's certificate, from our VPN address and through the VPN only; the way is judged before
 * whatever is sent. Nothing it meets is thrown: every failure is an answer with a refusal, and says
 * whether and when to try again.
 */
import { createReadStream } from "node:fs";
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import { request, type Dispatcher } from "undici";
import type { z } from "zod";
import type { BridgeSettings, DeviceIdentity } from "../../shared/ipc/vault.ts";
import { refusal, RefusalSchema, type Refusal, type RefusalCode } from "../../shared/protocol/errors.ts";
import { BUILD_HEADER } from "../../shared/release/standing.ts";
import { decoded, linesOf, ProtocolError, whole } from "./body.ts";
import { createLine, type Line } from "./connect.ts";
import { LinkError } from "./link-error.ts";
import { machineNetwork, type Network } from "./network.ts";
import { centreAddress } from "./resolve.ts";
import { createVpnCheck, type Link } from "./vpn.ts";
import { createWatch } from "./watch.ts";

const ANSWER_MS = 30_000;
/** The centre's heartbeat comes every 15 s: three missed, and the connection is dead. */
const EVENTS_SILENT_MS = 45_000;
/** Accepts bytes of any kind. */
const ANY = "application/octet-stream";

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
  /** Asks for a file's bytes from here on. */
  readonly from?: number;
  /** Told the headers of an answer that is none of refusal, before its body has come. */
  readonly onHead?: (header: (name: string) => string | null) => void;
}

export interface Bridge {
  /** A call whose answer is one JSON document. */
  json<S extends z.ZodType>(call: Call, schema: S): Promise<BridgeAnswer<z.output<S>>>;
  /** A call whose answer is JSON lines; empty for 204. */
  lines(call: Call): Promise<BridgeAnswer<string[]>>;
  /** A file as it comes, whatever the status: `read` bounds it. Nothing is unpacked. */
  raw<T>(call: Call, read: (status: number, parts: AsyncIterable<Buffer>) => Promise<T>): Promise<BridgeAnswer<T>>;
  /** Sends a file as raw bytes. */
  upload<S extends z.ZodType>(call: Omit<Call, "body">, path: string, schema: S): Promise<BridgeAnswer<z.output<S>>>;
  /** Server-sent events until the connection ends or `signal` fires; then says why it ended. */
  events(call: Call, onEvent: (name: string, data: string) => void, signal: AbortSignal): Promise<Refusal | null>;
  /** Calls when the way to the centre opens, closes or changes, within a fraction of a second; first with how it is. */
  follow(listener: (link: Link) => void): void;
  close(): Promise<void>;
}

export interface BridgeOptions {
  readonly settings: BridgeSettings;
  readonly caPem: string;
  /** Absent only while enrolling. */
  readonly identity?: Pick<DeviceIdentity, "keyPem" | "certificatePem">;
  /** What the machine says of its networks; tests replace parts of it. */
  readonly network?: Partial<Network>;
}

/** Opens no socket by itself; each connection is made, and checked, when a call needs it. Throws on a range that cannot be read. */
export function createBridge(options: BridgeOptions): Bridge {
  const { settings } = options;
  const check = createVpnCheck(settings, { ...machineNetwork, ...options.network });
  const host = new URL(settings.serviceUrl).hostname.replace(/^\[|\]$/g, "");
  const servers = settings.vpnDns ?? [];
  let line: Line | null = null;
  /** The centre's address as it was found last; a name has none before the first connection. */
  let known: string | null = null;

  const watch = createWatch({
    look: () => check.look(known ?? (isIP(host) === 0 ? (servers[0] ?? host) : host)),
    cut: (link) => drop(new LinkError(link.up ? refusal("network_changed") : link.refusal)),
  });

  function drop(reason: LinkError): void {
    line?.cut(reason);
    line = null;
    known = null;
  }

  /** The way for a new connection: the name is asked anew, so that an answer that has changed is noticed. */
  async function wayThere(): Promise<Link> {
    const before = await watch.now();
    if (!before.up) return before;
    const to = await centreAddress(host, servers, check);
    const link = await check.look(to);
    if (link.up) known = to;
    return link;
  }

  /** The open line, once the way is judged again. Throws a `LinkError`. */
  async function openLine(): Promise<Line> {
    const link = await watch.now();
    if (!link.up) throw new LinkError(link.refusal);
    line ??= createLine({ caPem: options.caPem, identity: options.identity, link: wayThere });
    return line;
  }

  async function send(call: Call, accept: string, signal?: AbortSignal): Promise<{ response: Dispatcher.ResponseData; sentAt: number }> {
    const url = new URL(call.path, options.settings.serviceUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = { accept, "accept-encoding": accept === ANY ? "identity" : "zstd, gzip" };
    if (call.from !== undefined) headers["range"] = `bytes=${call.from}-`;
    if (settings.build !== undefined) headers[BUILD_HEADER] = settings.build;
    if (call.token) headers["authorization"] = `Bearer ${call.token}`;
    if (call.body !== undefined) headers["content-type"] = call.contentType ?? "application/json";
    const { agent: dispatcher } = await openLine();
    const sentAt = performance.now();
    const limit = call.timeoutMs ?? ANSWER_MS;
    const response = await request(url, { method: call.method, headers, body: call.body ?? null, dispatcher, headersTimeout: limit, bodyTimeout: limit, ...(signal ? { signal } : {}) });
    return { response, sentAt };
  }

  async function answer<T>(call: Call, accept: string, read: (body: AsyncIterable<Buffer>) => Promise<T>): Promise<BridgeAnswer<T>> {
    try {
      const { response, sentAt } = await send(call, accept);
      if (response.statusCode < 200 || response.statusCode >= 300) {
        return { ok: false, refusal: refusalOf(response.statusCode, await whole(decoded(response))), status: response.statusCode, retryAfterMs: retryAfter(response) };
      }
      call.onHead?.((name) => response.headers[name]?.toString() ?? null);
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
    raw: async (call, read) => {
      try {
        const { response, sentAt } = await send(call, ANY);
        try {
          return { ok: true, value: await read(response.statusCode, response.body), sentAt, receivedAt: performance.now() };
        } finally {
          // What was not read is thrown away; that it was, is no failure.
          response.body.on("error", () => undefined).destroy();
        }
      } catch (error) {
        return { ok: false, refusal: transportRefusal(error), status: 0, retryAfterMs: null };
      }
    },
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
    follow: watch.follow,
    close: async () => {
      watch.stop();
      await line?.agent.destroy();
      line = null;
    },
  };
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

/** What Node says of a certificate that is not our authority's, not the centre's name, or not of TLS 1.3. */
const UNTRUSTED = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_\w+|ERR_SSL_\w*(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION))$/;

/** A failure to reach the centre or to understand it, without any value of the request. */
function transportRefusal(error: unknown): Refusal {
  const causes = [error, (error as { cause?: unknown }).cause];
  const closed = causes.find((c) => c instanceof LinkError);
  if (closed) return closed.refusal;
  if (error instanceof ProtocolError) return refusal("protocol_mismatch", error.issues);
  if (error instanceof SyntaxError) return refusal("protocol_mismatch", ["body: not JSON"]);
  const code = causes.map((c) => (c instanceof Error && "code" in c ? String(c.code) : "")).find(Boolean) ?? "";
  if (UNTRUSTED.test(code)) return refusal("centre_untrusted", [code]);
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
