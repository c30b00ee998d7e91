/** Device enrolment and user sessions. Session tokens are bound to the device whose certificate opened them. */
import { z } from "zod";
import { RoleSchema } from "../access/roles.ts";
import { LeaseGrantSchema, OrderKeySchema } from "./device.ts";
import { HolderSchema } from "./recovery.ts";

export const EnrolInput = z.object({ code: z.string().min(6).max(64), csr: z.string().max(8000), name: z.string().min(1).max(60), appVersion: z.string().max(40) });
export const EnrolOutput = z.object({ deviceId: z.uuid(), certificate: z.string(), ca: z.string(), serverTime: z.number().int(), /** Absent at a service before signed leases. */ orderKey: OrderKeySchema.nullable().default(null) });

export const MeSchema = z.object({
  id: z.uuid(),
  /** 工号 */
  no: z.string(),
  name: z.string(),
  roles: z.array(RoleSchema),
  teamId: z.uuid().nullable(),
  teamName: z.string(),
  regionCode: z.string(),
  extension: z.string(),
});
export type Me = z.infer<typeof MeSchema>;

const Password = z.string().min(1).max(200);
/** Six digits from the telephone, or a recovery code with or without its hyphen. */
export const CodeSchema = z.string().trim().min(6).max(20);

export const SignInInput = z.object({
  userNo: z.string().min(1).max(20), password: Password, newPassword: Password.optional(),
  /** The second factor, where it is demanded. */
  code: CodeSchema.optional(),
  /** With `newPassword`: the old one may be known to somebody else, so IT is told. */
  mayBeKnown: z.boolean().optional(),
});
/** `required`: everybody needs a second factor; `offered`: who has set one up is asked for it; `off`: nobody is. */
export const SECOND_FACTOR_POLICIES = ["required", "offered", "off"] as const;
export type SecondFactorPolicy = (typeof SECOND_FACTOR_POLICIES)[number];
/** `POST /session/second-factor`: asks for a second factor to be set up. */
export const ProposeFactorInput = z.object({ userNo: z.string().min(1).max(20), password: Password });
/** Shown once: the secret as base32 and as the QR code's text, and the codes for the day the telephone is lost. It counts from the first sign-in with a code of it. */
export const FactorProposalSchema = z.object({ secret: z.string(), uri: z.string(), recoveryCodes: z.array(z.string()) });
export type FactorProposal = z.infer<typeof FactorProposalSchema>;
export const SignInOutput = z.object({
  token: z.string(),
  expiresAt: z.number().int(),
  me: MeSchema,
  serverTime: z.number().int(),
  /** The service runs on the labelled training clock (demo and tests). */
  training: z.boolean(),
  lease: LeaseGrantSchema,
  /** The key that signs leases and orders: pinned by a machine that was enrolled before there was one. */
  orderKey: OrderKeySchema.nullable().default(null),
  /** To whom the workstation seals the key of its outbox; empty while too few of IT hold a part. An older centre says nothing. */
  recovery: z.object({ holders: z.array(HolderSchema) }).default({ holders: [] }),
});
export type SignIn = z.infer<typeof SignInOutput>;
/** `POST /session/password`: change of one's own password while signed in. */
export const ChangePasswordInput = z.object({ password: Password, newPassword: Password });
