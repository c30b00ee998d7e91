/** A folder over the same mutual TLS, and nothing else: what serving the bytes costs. Argument: JSON with folder, keyPem, certificatePem, caPem. */
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

const { folder, keyPem, certificatePem, caPem } = JSON.parse(process.argv[2]!) as { folder: string; keyPem: string; certificatePem: string; caPem: string };
const server = createServer({ key: keyPem, cert: certificatePem, ca: caPem, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" }, (request, response) => {
  const file = join(folder, normalize(decodeURIComponent(request.url ?? "/")));
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return void response.writeHead(404).end();
  response.writeHead(200, { "content-length": stat.size });
  createReadStream(file).pipe(response);
});
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
