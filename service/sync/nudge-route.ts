/** Server-sent nudges: `event: head` when a followed stream moves, a heartbeat otherwise; ends when the session does. */
import type { FastifyInstance } from "fastify";
import { findSession } from "../auth/session.ts";
import { actorOf } from "../http/guard.ts";
import { seconds } from "../http/gate.ts";
import type { House } from "../http/house.ts";
import type { StreamHead } from "./change-set.ts";
import { headsOf } from "./snapshot.ts";
import { streamsOfUser } from "./streams.ts";

const HEARTBEAT_MS = 15_000;

export function nudgeRoute(app: FastifyInstance, { service, nudger }: House): void {
  const open = new Set<(why?: "draining") => void>();
  app.addHook("preClose", async () => {
    for (const end of open) end("draining");
  });
  app.get("/sync/nudge", { config: { uncounted: true }, schema: { description: "Server-sent events: `head` with {stream, head}." } }, async (request, reply) => {
    const { me, deviceId } = actorOf(request);
    const streams = new Set(streamsOfUser({ kind: "user", me, deviceId }));
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", connection: "keep-alive" });
    const send = ({ stream, head }: StreamHead) => out.write(`event: head\ndata: ${JSON.stringify({ stream, head })}\n\n`);
    out.write("retry: 2000\n\n");
    const stop = nudger.subscribe((head) => {
      if (streams.has(head.stream)) send(head);
    });
    const beat = setInterval(() => {
      out.write(": still here\n\n");
      void findSession(service.db, request.token, deviceId, service.clock.now())
        .then((still) => still ?? end())
        .catch(() => end());
    }, HEARTBEAT_MS);
    const end = (why?: "draining") => {
      clearInterval(beat);
      stop();
      open.delete(end);
      // Spread by chance: all who listen here come back to another service, not in one moment.
      out.end(why ? `retry: ${seconds(1, 5) * 1000}\n\n` : undefined);
    };
    open.add(end);
    out.once("close", () => end());
    // Where the streams stand, read after subscribing: nothing falls between.
    const heads = await headsOf(service.db, [...streams]);
    for (const [stream, head] of Object.entries(heads)) send({ stream, head });
  });
}
