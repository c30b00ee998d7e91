/**
 * Time-based one-time codes (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds, which is what every
 * authenticator program on a telephone understands. One step to either side is taken for clocks that differ.
 * Always on real time, also under the training clock: the telephone knows no other.
 */
import { randomBytes } from "node:crypto";
import { HOTP, Secret, TOTP } from "otpauth";

export const SECRET_BYTES = 20;
const STEP_SECONDS = 30;
const DIGITS = 6;
const WINDOW = 1;
const ISSUER = "Lockdesk";

/** A fresh secret. */
export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

const secretOf = (bytes: Uint8Array): Secret => new Secret({ buffer: Uint8Array.from(bytes).buffer });

/** The secret as it is typed by hand where no picture can be taken: base32. */
export const base32Of = (bytes: Uint8Array): string => secretOf(bytes).base32;

/** What the QR code says (`otpauth://totp/…`). */
export const uriOf = (bytes: Uint8Array, label: string): string =>
  new TOTP({ issuer: ISSUER, label, secret: secretOf(bytes), algorithm: "SHA1", digits: DIGITS, period: STEP_SECONDS }).toString();

/** The step the moment `at` (UTC ms) lies in. */
const stepAt = (at: number): number => Math.floor(at / 1000 / STEP_SECONDS);

/** The code of a moment, UTC ms; `digits` for the RFC's own vectors, which have eight. */
export const codeAt = (bytes: Uint8Array, at: number, digits = DIGITS): string => HOTP.generate({ secret: secretOf(bytes), counter: stepAt(at), digits, algorithm: "SHA1" });

/** The step whose code this is, within one step of `at` (UTC ms); null when it is none of the three. */
export function stepOf(bytes: Uint8Array, code: string, at: number): number | null {
  const delta = HOTP.validate({ token: code, secret: secretOf(bytes), counter: stepAt(at), digits: DIGITS, algorithm: "SHA1", window: WINDOW });
  return delta === null ? null : stepAt(at) + delta;
}
