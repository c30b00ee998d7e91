/** The metrics' own door: plain HTTP on the loopback address alone, apart from the workstations' door. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { StartFailure } from "../failure.ts";
import type { Metrics } from "./metrics.ts";

export interface MetricsDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers `GET /metrics` on 127.0.0.1; port 0 takes a free one. Throws a StartFailure when it is taken. */
export async function openMetricsDoor(metrics: Metrics, port: number): Promise<MetricsDoor> {
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { "content-type": metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done)).catch((cause: unknown) => {
    throw new StartFailure(`The metrics cannot be served on 127.0.0.1:${port} (${(cause as NodeJS.ErrnoException).code}): give another --metrics-port.`, { cause });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
