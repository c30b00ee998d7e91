/** Passwords at the centre: Argon2id, a floor of strength, and no more hashing at once than the machine bears. */
import { randomInt } from "node:crypto";
import { hash, verify, type Options } from "@node-rs/argon2";
import { refuse } from "../../shared/protocol/errors.ts";

/** OWASP's first choice for Argon2id (46 MiB, one pass, one lane); the algorithm is the library's default. */
const COST: Options = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };
const MIN_LENGTH = 10;
const AT_ONCE = 4;

/** Long enough and yet tried first by everybody. */
const COMMON = new Set([
  "1234567890", "12345678910", "0123456789", "0987654321", "1111111111", "0000000000", "1q2w3e4r5t", "qwertyuiop", "password12", "password123", "password1234",
  "passw0rd123", "p@ssw0rd123", "abcd123456", "abc1234567", "abcdefghij", "a123456789", "aa12345678", "iloveyou520", "woaini1314", "woaini520520", "5201314520",
  "administrator", "admin123456", "qwerty123456", "lockdesk123", "welcome123", "letmein123", "changeme123", "asdfghjkl;", "zxcvbnm123", "1qaz2wsx3edc",
]);

let running = 0;
const waiting: (() => void)[] = [];

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

export const hashPassword = (password: string): Promise<string> => limited(() => hash(password, COST));

/** A hash nobody's password has: checked when the account does not exist, so that both answers take as long. */
let decoy: Promise<string> | null = null;

/** True when the password fits. An empty hash (no password set, or no such user) never fits and takes as long. */
export async function passwordFits(stored: string, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomPassword());
  const against = stored === "" ? await decoy : stored;
  const fits = await limited(() => verify(against, password));
  return fits && stored !== "";
}

/** Refuses `weak_password` when it is short, common, one repeated character, or made of the staff number. */
export function demandStrong(password: string, userNo: string): void {
  const plain = password.trim().toLowerCase();
  const own = userNo.toLowerCase();
  const weak = [...plain].length < MIN_LENGTH || COMMON.has(plain) || new Set(plain).size < 4 || (own !== "" && plain.replaceAll(own, "").length < 4);
  if (weak) refuse("weak_password");
}

const READABLE = "23456789abcdefghjkmnpqrstuvwxyz";

/** A first password for one sign-in: 12 characters that cannot be misread. */
export const randomPassword = (): string => Array.from({ length: 12 }, () => READABLE[randomInt(READABLE.length)]).join("");
