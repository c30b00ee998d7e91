/** The far machine: the central service inside the VPN, its name server, an impostor beside it, and what the house's network offers. */
import { createServer } from "node:tls";
import { sql } from "drizzle-orm";
import { SYSTEM } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import { issueServer, makeAuthority, openAuthority } from "../../../service/pki/authority.ts";
import { issueEnrolmentCode } from "../../../service/pki/enrol.ts";
import { addCases, foundAgency, startService } from "../../support/service.ts";
import { FAR, HOUSE_FAR, IMPOSTOR } from "../../support/vpn/house.ts";
import { serveNames } from "../../support/vpn/name-server.ts";
import { takeOrders } from "../../support/vpn/orders.ts";

const NAME = "centre.lockdesk.test";

const at = await startService({ desk: deskHandlers });
const agency = await foundAgency(at.service);
const cases = await addCases(at.service, 3, agency.lin);
const { port, caPem } = await at.service.listen({ host: FAR, names: [NAME] });
const names = await serveNames(FAR, FAR);
const houseNames = await serveNames(HOUSE_FAR, HOUSE_FAR);

/** Answers as the centre would, with a certificate of its own authority for the centre's name. */
const impostor = { met: 0, heard: 0 };
const stranger = await issueServer(await openAuthority(await makeAuthority()), [NAME, IMPOSTOR, HOUSE_FAR]);
for (const address of [IMPOSTOR, HOUSE_FAR]) {
  const server = createServer({ key: stranger.keyPem, cert: stranger.certificatePem, minVersion: "TLSv1.3" }, (socket) => {
    socket.on("data", (piece) => (impostor.heard += piece.length)).on("error", () => undefined);
  });
  server.on("connection", () => (impostor.met += 1)).on("tlsClientError", () => undefined);
  await new Promise<void>((done) => server.listen(port, address, done));
}

const orders = {
  enrolment: async () => {
    const { code } = await at.service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-1"));
    return { code, caPem, url: `https://${NAME}:${port}`, port, userNo: agency.lin.no, caseId: cases[0]?.caseId ?? "" };
  },
  /** The address the VPN's name server gives from now on. */
  answer: (address: string) => {
    names.answer = address;
  },
  /** Notes the centre holds, how often the two name servers were asked, what the impostor got. */
  count: async () => {
    const [found] = await at.service.run(SYSTEM, (ctx) => rows<{ n: number; distinct: number }>(ctx.tx, sql`SELECT count(*) AS n, count(DISTINCT id) AS distinct FROM event WHERE type = 'note.added'`));
    return { notes: Number(found?.n), distinct: Number(found?.distinct), asked: names.asked, houseAsked: houseNames.asked, impostor };
  },
  end: () => at.stop(),
};
export type FarOrders = typeof orders;
takeOrders(orders);
