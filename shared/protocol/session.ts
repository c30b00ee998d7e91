/** Device enrolment and user sessions. Session tokens are bound to the device whose certificate opened them. */
import { z } from "zod";
import { RoleSchema } from "../access/roles.ts";
import { LeaseGrantSchema, OrderKeySchema } from "./device.ts";

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

export const SignInInput = z.object({ userNo: z.string().min(1).max(20), password: z.string().min(1).max(200), newPassword: z.string().min(1).max(200).optional() });
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
});
export type SignIn = z.infer<typeof SignInOutput>;
/** `POST /session/password`: change of one's own password while signed in. */
export const ChangePasswordInput = z.object({ password: z.string().min(1).max(200), newPassword: z.string().min(1).max(200) });
