/**
 * One instance of the central service as a process of its own, on a clock its parent moves. What `service/main.ts` looks
 * for every second or minute it looks for when it is told to, by the same functions.
 */
import pino from "pino";
import { openService } from "../../service/app.ts";
import { runDailyJobs } from "../../service/desk/daily-jobs.ts";
import { deskHandlers } from "../../service/desk/index.ts";
import { runReports } from "../../service/reports/jobs.ts";
import { runTimers } from "../../service/workflow/timers.ts";
import type { Answer, Order } from "./instances.ts";
import { sharedClock } from "./shared-clock.ts";

const { now } = sharedClock(process.argv[3] ?? "");
const service = await openService({
  databaseUrl: process.argv[2], clock: { now, training: true }, secondFactor: "off", desk: deskHandlers, log: pino({ level: "error" }, pino.destination({ dest: 2, sync: true })),
});
const { url } = await service.listen();

const LOOKS: Readonly<Record<Exclude<Order["do"], "end">, () => Promise<unknown>>> = {
  timers: () => runTimers(service),
  reports: () => runReports(service),
  daily: () => runDailyJobs(service),
};
const say = (answer: Answer): void => void process.send?.(answer);

async function obey({ n, do: what }: Order): Promise<void> {
  if (what === "end") {
    await service.drain(0);
    process.exit(0);
  }
  await LOOKS[what]();
  say({ n });
}

process.on("message", (order: Order) => void obey(order).catch((error: unknown) => say({ n: order.n, failed: String(error) })));
// A parent that is gone ends its instances.
process.on("disconnect", () => process.exit(0));
say({ n: 0, url });
