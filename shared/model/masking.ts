/**
 * One masking function per kind of personal data. Lists, logs and notifications hold only these
 * forms; the full value is shown by a recorded reveal (P7).
 */
const STAR = "*";

/** 王** keeps the family name only; a compound or one-character name keeps its first character. */
export function maskName(name: string): string {
  const chars = [...name];
  const first = chars[0];
  if (first === undefined) return "";
  return first + STAR.repeat(Math.max(1, chars.length - 1));
}

/** 138****8622: first three and last four of a mobile; a landline keeps area code and last two. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(7)}`;
  if (digits.length <= 4) return STAR.repeat(digits.length);
  const area = /^0\d{2,3}/.exec(phone.replace(/\s/g, ""))?.[0]?.slice(0, 4) ?? digits.slice(0, 2);
  return `${area}-****${digits.slice(-2)}`;
}

/** 110***********0002: first three and last four of an ID number. */
export function maskIdNo(idNo: string): string {
  if (idNo.length <= 7) return STAR.repeat(idNo.length);
  return idNo.slice(0, 3) + STAR.repeat(idNo.length - 7) + idNo.slice(-4);
}

/** **** **** **** 4302: last four of a card. */
export function maskCardNo(cardNo: string): string {
  const digits = cardNo.replace(/\s/g, "");
  return digits.length <= 4 ? STAR.repeat(digits.length) : `**** ${digits.slice(-4)}`;
}

/** The address down to the district; street and house are hidden. */
export function maskAddress(address: string): string {
  // 小区 is a housing estate, not a district.
  const match = /^.{1,14}?[^小](?:区|县|旗)/.exec(address) ?? /^.{1,10}?市/.exec(address);
  const kept = match?.[0] ?? [...address].slice(0, 4).join("");
  return kept.length < address.length ? `${kept}****` : address;
}

/** u***@example.com */
export function maskEmail(email: string): string {
  const at = email.indexOf("@");
  return at <= 0 ? STAR.repeat(3) : `${email[0]}***${email.slice(at)}`;
}

/** Last four characters, for lookups and forms. */
export function lastFour(value: string): string {
  return value.replace(/\s/g, "").slice(-4);
}
