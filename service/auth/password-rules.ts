/** Judges a new password: its length, and how soon somebody would guess it who knows its owner (zxcvbn). */
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { pinyin } from "pinyin-pro";
import { sql } from "drizzle-orm";
import { PASSWORD_FAULTS, PASSWORD_MIN, PASSWORD_MIN_ALONE, passwordForm, passwordLength, type PasswordFault } from "../../shared/model/password.ts";
import { RefusalError } from "../../shared/protocol/errors.ts";
import type { Ctx } from "../context.ts";
import { rows } from "../db/query.ts";

/** Tries somebody needs who knows the lists and the owner; at the speed Argon2id allows, years (log 10). */
const TRIES_LOG10 = 10;
/** Common here and on no list of elsewhere. */
const COMMON_HERE = ["woaini", "woaini1314", "5201314", "woaini520", "cuishou", "催收", "xunlian", "gongsi", "mima", "密码", "woaizhongguo", "zhongguo"];
const PRODUCT = "lockdesk";

/** What is known of a password's owner, and must not make up the password. */
export interface Owner {
  readonly no: string;
  readonly name: string;
  /** Names of the house and its clients. */
  readonly house: readonly string[];
  /** Nothing else is asked of this person at sign-in. */
  readonly alone: boolean;
}

let judge: ZxcvbnFactory | null = null;

/** What stands against it; null when nothing does. */
export function passwordFault(password: string, owner: Owner): PasswordFault | null {
  if (passwordLength(password) < (owner.alone ? PASSWORD_MIN_ALONE : PASSWORD_MIN)) return "short";
  judge ??= new ZxcvbnFactory({ dictionary: { ...dictionary, here: COMMON_HERE }, graphs: adjacencyGraphs });
  const { guessesLog10, sequence } = judge.check(passwordForm(password), wordsOf(owner));
  if (guessesLog10 >= TRIES_LOG10) return null;
  const longest = (wanted: (match: (typeof sequence)[number]) => boolean) => Math.max(0, ...sequence.filter(wanted).map((m) => m.token.length));
  const dictionaryOf = (match: object) => ("dictionaryName" in match ? String(match.dictionaryName) : "");
  if (longest((m) => dictionaryOf(m) === "userInputs") > 0) return "own";
  const common = longest((m) => m.pattern === "dictionary");
  return common > 0 && common >= longest((m) => m.pattern !== "dictionary") ? "common" : "pattern";
}

/** Refuses `weak_password` in words that say what to do. */
export function demandStrong(password: string, owner: Owner): void {
  const fault = passwordFault(password, owner);
  if (fault) refuseWeak(fault, owner);
}

export function refuseWeak(fault: PasswordFault, { alone }: Pick<Owner, "alone">): never {
  throw new RefusalError({ code: "weak_password", ...PASSWORD_FAULTS[fault](alone ? PASSWORD_MIN_ALONE : PASSWORD_MIN), issues: [`newPassword: ${fault}`] });
}

/** A name as it may be typed: itself, its syllables together, and its initials where they are long enough to mean anything. */
function wordsOf({ no, name, house }: Owner): string[] {
  const spelled = [name, ...house].filter((text) => /\p{Script=Han}/u.test(text)).flatMap((text) => [pinyin(text, { toneType: "none", separator: "" }), pinyin(text, { toneType: "none", separator: " " })]);
  return [no, no.replace(/\D/g, ""), name, ...house, ...spelled, PRODUCT].filter((word) => word.length > 1).map((word) => word.toLowerCase());
}

/** Names of regions, teams and client banks. */
export async function houseNames(ctx: Ctx): Promise<string[]> {
  return (await rows<{ name: string }>(ctx.tx, sql`SELECT name FROM region UNION SELECT name FROM team UNION SELECT name FROM bank UNION SELECT code FROM bank`)).map((row) => row.name);
}
