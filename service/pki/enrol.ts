/** Enrolment of workstations: a one-time code from IT, a signing request, a certificate. */
import { createHash, randomInt, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { HOUR } from "../../shared/model/time.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { revokeSessions } from "../auth/session.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";
import { orderWipe } from "../machines/orders.ts";
import { issueDevice, type Authority } from "./authority.ts";

/** A code is typed by hand: no 0/O, 1/I/L. 10 characters of 31 are 49 bits, tried a few times an hour at most. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 10;
export const CODE_LIFE = 24 * HOUR;

const normal = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, "");
const hashOf = (code: string): string => createHash("sha256").update(`enrol:${normal(code)}`).digest("hex");

/** Makes a one-time code for a workstation of this name. Only its hash is kept. */
export async function issueEnrolmentCode(ctx: Ctx, name: string): Promise<{ code: string; expiresAt: number }> {
  const plain = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const expiresAt = ctx.now + CODE_LIFE;
  const by = ctx.actor.kind === "user" ? ctx.actor.me.id : null;
  await ctx.tx.execute(sql`INSERT INTO enrolment_code (code_hash, name, expires_at, created_by) VALUES (${hashOf(plain)}, ${name}, ${expiresAt}, ${by})`);
  await ctx.audit({ action: "device.codeIssued", detail: { name } });
  return { code: `${plain.slice(0, 5)}-${plain.slice(5)}`, expiresAt };
}

/** Enrols a device. Refuses `bad_enrolment_code` when the code is unknown, used or expired, whichever; it can win only once. */
export async function enrolDevice(ctx: Ctx, ca: Authority, input: { code: string; csr: string; name: string; appVersion: string }): Promise<{ deviceId: string; certificate: string }> {
  const deviceId = randomUUID();
  const [code] = await rows<{ name: string }>(
    ctx.tx,
    sql`UPDATE enrolment_code SET used_at = ${ctx.now}, device_id = ${deviceId} WHERE code_hash = ${hashOf(input.code)} AND used_at IS NULL AND expires_at > ${ctx.now} RETURNING name`,
  );
  if (!code) return refuse("bad_enrolment_code");
  const issued = await issueDevice(ca, input.csr, deviceId);
  await ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at, version)
    VALUES (${deviceId}, ${code.name}, ${issued.serial}, ${issued.fingerprint}, ${ctx.now}, ${input.appVersion})`);
  await ctx.audit({ action: "device.enrolled", ref: deviceId, detail: { name: code.name, said: input.name } });
  return { deviceId, certificate: issued.pem };
}

/** Revokes a device: its certificate no longer opens a connection and its sessions are over. Refuses `not_found`. */
export async function revokeDevice(ctx: Ctx, deviceId: string, reason: string): Promise<void> {
  const [found] = await rows<{ id: string }>(ctx.tx, sql`UPDATE device SET revoked_at = coalesce(revoked_at, ${ctx.now}) WHERE id = ${deviceId} RETURNING id`);
  if (!found) refuse("not_found", ["deviceId"]);
  await revokeSessions(ctx, { deviceId });
  // P3: a revoked device erases its keys, at its next heartbeat.
  await orderWipe(ctx, deviceId, "wipe-now", reason);
  await ctx.audit({ action: "device.revoked", ref: deviceId, detail: { reason } });
}
