/** Requests as no workstation makes them: bytes of one's own, cut short, or without end. */
import { Agent, request } from "undici";
import type { TestDevice } from "../service.ts";

export interface Answer {
  /** 0 when the connection was closed instead. */
  readonly status: number;
  readonly code: string;
  readonly text: string;
}
export interface Wire {
  send(method: string, path: string, options?: { token?: string | null; body?: string | Buffer | AsyncIterable<Buffer>; headers?: Record<string, string> }): Promise<Answer>;
  close(): Promise<void>;
}

/** Connections with a device's certificate, or with none. Streams (nudges) are cut off after their head. */
export function openWire(url: string, ca: string, device: Pick<TestDevice, "keyPem" | "certificatePem"> | null): Wire {
  const agent = new Agent({ connect: { ca, ...(device ? { key: device.keyPem, cert: device.certificatePem } : {}) }, headersTimeout: 30_000 });
  return {
    async send(method, path, { token = null, body, headers = {} } = {}) {
      try {
        const reply = await request(`${url}${path}`, {
          method: method as "GET", dispatcher: agent,
          headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
          ...(body === undefined ? {} : { body: (typeof body === "string" || Buffer.isBuffer(body) ? body : body) as string }),
        });
        if (String(reply.headers["content-type"]).startsWith("text/event-stream")) {
          reply.body.on("error", () => undefined).destroy();
          return { status: reply.statusCode, code: "", text: "" };
        }
        const text = await reply.body.text();
        return { status: reply.statusCode, text, code: codeOf(text) };
      } catch (error) {
        return { status: 0, code: (error as { code?: string }).code ?? "closed", text: "" };
      }
    },
    close: () => agent.close(),
  };
}

function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code ?? "");
  } catch {
    return "";
  }
}
