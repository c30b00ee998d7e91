/** Registers the desks' routes from the one table in `shared/protocol/desk.ts`: schema, permission and scope come from there. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Scope } from "../../shared/access/roles.ts";
import { recordScopeOf, type Action } from "../../shared/access/table.ts";
import { issuesOf } from "../../shared/model/events.ts";
import { DESK_ROUTES, DESK_ROUTE_NAMES, UploadOutput, type DeskRoute } from "../../shared/protocol/desk.ts";
import { refuse, RefusalSchema } from "../../shared/protocol/errors.ts";
import type { DeskCtx } from "../context.ts";
import { demandSecondStep } from "../auth/second-step.ts";
import { actorOf } from "./guard.ts";
import type { House } from "./house.ts";
import { mustBeText } from "./text.ts";
import { MAX_UPLOAD, storeUpload } from "./upload.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** How far a desk's handler may reach; set before the handler is reached. */
    scope: Scope;
  }
}

const AsQuery = z.object({ q: z.string().max(8000).optional() });
type LooseHandler = (ctx: DeskCtx, input: unknown) => Promise<unknown>;

export function deskRoutes(app: FastifyInstance, house: House): void {
  app.decorateRequest("scope", "own");
  for (const name of DESK_ROUTE_NAMES) deskRoute(app, house, name);
  void app.register(async (scope) => {
    // Only bytes come in here: a body that was parsed is no stream to be stored.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/octet-stream", (_request, payload, done) => done(null, payload));
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/desk/imports/upload",
      { bodyLimit: MAX_UPLOAD, onRequest: permit(house, "import.run"), schema: { querystring: z.object({ name: z.string().min(1).max(200) }), response: { 200: UploadOutput, "4xx": RefusalSchema } } },
      async (request) => {
        const actor = actorOf(request);
        mustBeText(request.query);
        return storeUpload(house.service, actor, recordScopeOf(actor.me.roles, "import.run"), request.query.name, request.body as AsyncIterable<Buffer>);
      },
    );
  });
}

/** Asks for the permission before the body is read: whoever may not do a thing learns nothing of its form, and sends nothing. */
const permit = (house: House, action: Action | null) => async (request: FastifyRequest): Promise<void> => {
  request.scope = house.filter.scope(actorOf(request), action);
};

function deskRoute(app: FastifyInstance, house: House, name: DeskRoute): void {
  const def = DESK_ROUTES[name];
  const handler = house.desk[name] as LooseHandler | undefined;
  if (!handler) return;
  const isGet = def.method === "GET";
  app.route({
    method: def.method,
    url: def.path,
    onRequest: permit(house, def.action),
    schema: {
      operationId: name,
      ...(isGet ? { querystring: AsQuery.describe(`q: JSON of ${JSON.stringify(z.toJSONSchema(def.input, { io: "input" }))}`) } : { body: def.input }),
      response: { 200: def.output, "4xx": RefusalSchema },
    },
    handler: async (request) => {
      const actor = actorOf(request);
      const { scope } = request;
      const input = isGet ? readQuery(request, def.input) : request.body;
      if ("secondStep" in def) await demandSecondStep(house.service, actor, (input as { proof: string }).proof);
      return house.service.run(actor, (ctx) => handler({ ...ctx, actor, scope, releases: house.releases }, input), recordScopeOf(actor.me.roles, def.action));
    },
  });
}

/** GET input travels as one JSON parameter `q`. */
function readQuery(request: FastifyRequest, schema: z.ZodType): unknown {
  const { q } = request.query as z.output<typeof AsQuery>;
  let value: unknown;
  try {
    value = q === undefined || q === "" ? {} : JSON.parse(q);
  } catch {
    refuse("bad_input", ["q: not JSON"]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) mustBeText(parsed.data);
  return parsed.success ? parsed.data : refuse("bad_input", issuesOf(parsed.error));
}
