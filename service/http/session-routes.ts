/** The two doors: enrolment of a workstation and sign-in of a user. */
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { RefusalSchema } from "../../shared/protocol/errors.ts";
import { ChangePasswordInput, EnrolInput, EnrolOutput, FactorProposalSchema, ProposeFactorInput, SignInInput, SignInOutput } from "../../shared/protocol/session.ts";
import { SYSTEM } from "../context.ts";
import { endSession } from "../auth/session.ts";
import { changePassword, proposeSecondFactor, signIn } from "../auth/sign-in.ts";
import { enrolDevice } from "../pki/enrol.ts";
import { actorOf } from "./guard.ts";
import type { House } from "./house.ts";
import { rateLimit } from "./rate-limit.ts";

const refusals = { "4xx": RefusalSchema };

export function sessionRoutes(app: FastifyInstance, { service, authority }: House): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const enrolling = rateLimit(10, 6);
  const signing = rateLimit(20, 20);

  typed.post("/device/enrol", { config: { entrance: "public" }, schema: { body: EnrolInput, response: { 200: EnrolOutput, ...refusals } } }, async (request) => {
    enrolling.take(request.ip);
    const enrolled = await service.run(SYSTEM, (ctx) => enrolDevice(ctx, authority, request.body), "none");
    enrolling.giveBack(request.ip);
    return { ...enrolled, ca: authority.certificatePem, orderKey: service.orderKey.publicKey, serverTime: service.clock.now() };
  });

  typed.post("/session", { config: { entrance: "device" }, schema: { body: SignInInput, response: { 200: SignInOutput, ...refusals } } }, async (request) => {
    signing.take(request.deviceId);
    return signIn(service, request.deviceId, request.body);
  });

  typed.post("/session/second-factor", { config: { entrance: "device" }, schema: { body: ProposeFactorInput, response: { 200: FactorProposalSchema, ...refusals } } }, async (request) => {
    signing.take(request.deviceId);
    return proposeSecondFactor(service, request.deviceId, request.body);
  });

  typed.delete("/session", { schema: { response: { 200: z.object({}), ...refusals } } }, async (request) => {
    await service.run(actorOf(request), (ctx) => endSession(ctx, request.token));
    return {};
  });

  typed.post("/session/password", { schema: { body: ChangePasswordInput, response: { 200: z.object({}), ...refusals } } }, async (request) => {
    signing.take(request.deviceId);
    const { me, deviceId } = actorOf(request);
    await changePassword(service, me, deviceId, request.body);
    return {};
  });
}
