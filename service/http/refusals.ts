/** How a refusal leaves the service: one JSON shape, one status per code. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { refusal, RefusalError, type RefusalCode } from "../../shared/protocol/errors.ts";
import { errorForLog, isOutage } from "../failure.ts";
import { comeAgain } from "./gate.ts";

const STATUS: Partial<Record<string, number>> = {
  bad_input: 400, weak_password: 400, unauthenticated: 401, wrong_credentials: 401, password_change_needed: 403, forbidden: 403, recused: 403, account_locked: 403,
  account_disabled: 403, device_unknown: 403, device_revoked: 403, bad_enrolment_code: 403, not_found: 404, conflict: 409, epoch_changed: 409, behind: 409,
  recovery_same_person: 403, recovery_not_holder: 403, recovery_envelope_changed: 409, recovery_gone: 409, too_large: 413, protocol_mismatch: 426, update_needed: 426, too_many_requests: 429, internal: 500, busy: 503,
} satisfies Partial<Record<RefusalCode, number>>;

export const statusOf = (code: string): number => STATUS[code] ?? 400;

declare module "fastify" {
  interface FastifyRequest {
    /** The code it was refused with; empty when it was not. */
    refusal: string;
  }
}

/** Turns whatever was thrown into a refusal; what nobody foresaw is logged without its message and answered `internal`. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const value = refusalOf(error);
  if (value.code === "internal") request.log.error({ err: errorForLog(error), route: request.routeOptions.url }, "request failed");
  request.refusal = value.code;
  comeAgain(reply, statusOf(value.code));
  void reply.status(statusOf(value.code)).send(value.code === "internal" ? { ...value, issues: [`request ${request.id}`] } : value);
}

function refusalOf(error: FastifyError | Error): ReturnType<typeof refusal> {
  if (error instanceof RefusalError) return error.refusal;
  if (hasZodFastifySchemaValidationErrors(error)) {
    return refusal("bad_input", error.validation.map((v) => `${v.instancePath.replaceAll("/", ".").replace(/^\./, "") || "(root)"}: ${v.message ?? ""}`));
  }
  const status = (error as FastifyError).statusCode;
  if (status === 413) return refusal("too_large");
  if (status === 429) return refusal("too_many_requests");
  if (status !== undefined && status >= 400 && status < 500) return refusal("bad_input", [(error as FastifyError).code]);
  return isOutage(error) ? refusal("busy") : refusal("internal");
}
