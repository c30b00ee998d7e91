/** Passwords at the centre: Argon2id over the NFKC form, and no more hashing at once than the machine bears. */
import { randomInt } from "node:crypto";
import { hash, verify, type Options } from "@node-rs/argon2";
import { passwordForm } from "../../shared/model/password.ts";

/** OWASP's first choice for Argon2id (46 MiB, one pass, one lane); the algorithm is the library's default. */
const COST: Options = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };
const AT_ONCE = 4;

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

export const hashPassword = (password: string): Promise<string> => limited(() => hash(passwordForm(password), COST));

/** A hash nobody's password has: checked when the account does not exist, so that both answers take as long. */
let decoy: Promise<string> | null = null;

/** True when the password fits. An empty hash (no password set, or no such user) never fits and takes as long. */
export async function passwordFits(stored: string, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomPassword());
  const against = stored === "" ? await decoy : stored;
  const fits = await limited(() => verify(against, passwordForm(password)));
  return fits && stored !== "";
}

const READABLE = "23456789abcdefghjkmnpqrstuvwxyz";

/** A first password for one sign-in: 12 characters that cannot be misread. */
export const randomPassword = (): string => Array.from({ length: 12 }, () => READABLE[randomInt(READABLE.length)]).join("");
