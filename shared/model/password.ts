/**
 * Rules of a new password (NIST SP 800-63B-4, 3.1.1.2): long, not on a list of what is tried first, no rules of
 * composition, no changing for its own sake. Lengths count characters of the NFKC form.
 */

/** Where a second factor is demanded as well. The same password opens the workstation's own data, beside the device secret. */
export const PASSWORD_MIN = 12;
/** Where the password is all there is. */
export const PASSWORD_MIN_ALONE = 15;

/** The form in which a password counts, whatever keyboard typed it. */
export const passwordForm = (password: string): string => password.normalize("NFKC");

export const passwordLength = (password: string): number => [...passwordForm(password)].length;

const ADVICE = { zh: "可用几个不相关的词组成一句话", en: "a sentence of a few words that have nothing to do with each other does well" };

/** Why a new password is refused, in words that say what to do. */
export const PASSWORD_FAULTS = {
  short: (min: number) => ({ zh: `密码至少 ${min} 位,${ADVICE.zh}`, en: `The password needs at least ${min} characters; ${ADVICE.en}` }),
  own: () => ({ zh: `密码主要由本人工号、姓名或公司、委托方名称组成,请换一个,${ADVICE.zh}`, en: `It is made of your number, your name or the agency's and its clients' names; choose another: ${ADVICE.en}` }),
  common: () => ({ zh: `这是常见密码,会最先被人试到,请换一个,${ADVICE.zh}`, en: `It is a common password, which is tried first; choose another: ${ADVICE.en}` }),
  pattern: () => ({ zh: `密码多为重复、连续的字符、键盘上相邻的键或日期,请换一个,${ADVICE.zh}`, en: `It is mostly repeated characters, a row of the keyboard or a date; choose another: ${ADVICE.en}` }),
  same: () => ({ zh: "新密码不能与原密码相同", en: "It must differ from the old one" }),
} as const;
export type PasswordFault = keyof typeof PASSWORD_FAULTS;
