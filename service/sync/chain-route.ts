/** `POST /sync/chain`: the workstation's chains anchored in the trail, and the trail's end given back. */
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { ChainInput, ChainOutput } from "../../shared/protocol/chain.ts";
import { refuse, RefusalSchema } from "../../shared/protocol/errors.ts";
import { takeChain, trailEnd } from "../audit/take-chain.ts";
import { SYSTEM } from "../context.ts";
import { actorOf } from "../http/guard.ts";
import type { House } from "../http/house.ts";

export function chainRoute(app: FastifyInstance, { service }: Pick<House, "service">): void {
  app.withTypeProvider<ZodTypeProvider>().post("/sync/chain", { schema: { body: ChainInput, response: { 200: ChainOutput, "4xx": RefusalSchema } } }, async (request) => {
    const actor = actorOf(request);
    const { taken, remembered } = await service.run(actor, (ctx) => takeChain(ctx, actor, service.epoch, request.body), "system");
    if (remembered === "changed") service.log.error({ device: actor.deviceId }, "a workstation remembers another audit trail than this one");
    // After the commit: the end it is given holds what it has just handed over.
    const head = await service.run(SYSTEM, (ctx) => trailEnd(ctx, service.epoch));
    return head === null ? refuse("internal", ["audit"]) : { taken, head, remembered };
  });
}
