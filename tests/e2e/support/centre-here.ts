/** The central service inside the test's own process, for a test that also plays a part the wire would take too long for. Same desk, same doors, same operator's socket as the program's own process. */
import { adminRegistry } from "../../../service/admin/commands/index.ts";
import { serveAdmin } from "../../../service/admin/socket.ts";
import { openService, type Service } from "../../../service/app.ts";
import { deskHandlers } from "../../../service/desk/index.ts";
import type { startService } from "../../../build/launch/service.ts";
import { quiet } from "../../support/service.ts";
import type { StageCentre } from "./stage.ts";

/** Starts one; `onOpen` hears of it before it accepts connections. */
export const centreHere = (onOpen: (service: Service) => void) => async ({ data, port, training, releases, timestampKey, secondFactor }: Parameters<typeof startService>[0]): Promise<StageCentre> => {
  const service = await openService({
    data, desk: deskHandlers, log: quiet, secondFactor: secondFactor ?? "off", ...(training ? { clock: "training" } : {}),
    ...(releases === undefined ? {} : { releases: { repository: releases, ...(timestampKey === undefined ? {} : { timestampKey }) } }),
  });
  onOpen(service);
  const listening = await service.listen({ port });
  const admin = await serveAdmin(service, data, adminRegistry);
  return { url: listening.url, caPem: listening.caPem, data, port: listening.port, child: { stop: async () => {
    await admin.close();
    await service.close();
  } } };
};
