/**
 * The sealed package of what goes to a bank (S-26.7, S-16, S-43, reading 13): a warning's form, or what a complaint
 * reports, as one page in an AES-256 archive.
 * IT takes the archive from the centre and never has the password; customer service tells the bank the password
 * another way and never has the archive. The program sends nothing.
 */
import { createHash, randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type { FormDoc, SealedPack } from "../../shared/model/form-doc.ts";
import type { WarningDoc } from "../../shared/model/documents.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { Ctx } from "../context.ts";
import { numberOfDay } from "../records/numbers.ts";
import { rows } from "../db/query.ts";
import { sealedZip } from "./aes-zip.ts";
import { COMPLAINT_PAGES, complaintPage, type Sending } from "./complaint-page.ts";
import { warningPage } from "./page.ts";

/** Letters and digits nobody mistakes for another when they are read out. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const GROUPS = 6;
const PER_GROUP = 4;

/** 130 random bits in groups of four, to be read out. */
export function newPassword(): string {
  const group = () => Array.from({ length: PER_GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

interface Content {
  readonly instanceId: string;
  readonly bankCode: string;
  /** Name of the page inside. */
  readonly name: string;
  /** The page, which bears the number of its package. */
  readonly page: (no: string) => string;
}
type Sealed = NonNullable<WarningDoc["pack"]>;

/** Seals one page under a fresh password and keeps both for their two ways; `FB-20261123-0001`. */
async function seal(ctx: Ctx, { instanceId, bankCode, name, page }: Content): Promise<Sealed> {
  const no = await numberOfDay(ctx, "FB", "package");
  const password = newPassword();
  const content = sealedZip(name, Buffer.from(page(no), "utf8"), password);
  const sha256 = createHash("sha256").update(content).digest("hex");
  await ctx.tx.execute(sql`INSERT INTO sealed_package (no, instance_id, bank_code, at, sha256, content) VALUES (${no}, ${instanceId}::uuid, ${bankCode}, ${ctx.now}::bigint, ${sha256}, ${content}::bytea)`);
  await ctx.tx.execute(sql`INSERT INTO package_password (no, password) VALUES (${no}, ${password})`);
  return { no, sha256, bytes: content.length };
}

/** Makes the package of a warning and keeps it for IT. */
export const sealWarning = (ctx: Ctx, doc: WarningDoc): Promise<Sealed> =>
  seal(ctx, { instanceId: doc.id, bankCode: doc.bankCode, name: `投诉预警账户情况表_${doc.no}.html`, page: (no) => warningPage(doc, no) });

/** Makes the package of what a complaint's step hands over for the bank, and keeps it for IT. */
export async function sealComplaint(ctx: Ctx, doc: FormDoc, step: Sending): Promise<SealedPack> {
  const page = (no: string) => complaintPage(doc, step, no);
  const made = await seal(ctx, { instanceId: doc.id, bankCode: doc.bankCode, name: `${COMPLAINT_PAGES[step].title}_${doc.no}.html`, page });
  return { step, ...made, at: ctx.now, signedAt: null };
}

/** The bank has signed for the package: nobody needs its password any more. */
export async function signPackage(ctx: Ctx, no: string): Promise<void> {
  await ctx.tx.execute(sql`DELETE FROM package_password WHERE no = ${no}`);
}

/** The password of a package, for the desk that tells the bank; `not_found` once the bank has signed. */
export async function passwordOf(ctx: Ctx, no: string): Promise<string> {
  const [row] = await rows<{ password: string }>(ctx.tx, sql`SELECT password FROM package_password WHERE no = ${no}`);
  return row?.password ?? refuse("not_found", ["no"]);
}

export interface Package {
  readonly no: string;
  readonly instanceId: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** Takes a package from the centre, for IT's relay. Null when there is none of that number. */
export async function takePackage(ctx: Ctx, no: string): Promise<Package | null> {
  const [row] = await rows<{ no: string; instanceId: string; sha256: string; content: Uint8Array }>(
    ctx.tx,
    sql`UPDATE sealed_package SET taken_at = coalesce(taken_at, ${ctx.now}::bigint) WHERE no = ${no} RETURNING no, instance_id AS "instanceId", sha256, content`,
  );
  if (!row) return null;
  await ctx.audit({ action: "package.taken", ref: row.instanceId, detail: { no, hash: row.sha256 } });
  return { ...row, content: Buffer.from(row.content) };
}
