import type { Gender } from "../../../shared/model/identity.ts";
import type { Currency, RecallRecord } from "./schemas.ts";
import { toHalfWidth } from "./text.ts";

/** Words banks write in columns with few values. */

const GENDERS: Readonly<Record<string, Gender>> = {
  男: "male", 男性: "male", M: "male", MALE: "male", "1": "male", 先生: "male",
  女: "female", 女性: "female", F: "female", FEMALE: "female", "2": "female", "0": "female", 女士: "female",
};

const CURRENCY_WORDS: Readonly<Record<string, Currency>> = {
  CNY: "CNY", RMB: "CNY", 人民币: "CNY", "156": "CNY", "¥": "CNY", 元: "CNY", 本币: "CNY", "01": "CNY",
  HKD: "HKD", HK$: "HKD", 港币: "HKD", 港元: "HKD", "344": "HKD",
  USD: "USD", US$: "USD", $: "USD", 美元: "USD", "840": "USD", 美金: "USD",
};

const RECALL_WORDS: readonly (readonly [RegExp, RecallRecord["type"]])[] = [
  [/结清|还清|全额还款|settled/i, "settled"],
  [/停催|停止催收|暂停|止催|stop/i, "stop"],
  [/撤案|撤回|撤单|撤催|退案|收回|召回|recall/i, "recall"],
];

function key(text: string): string {
  return toHalfWidth(text).replace(/\s/g, "").toUpperCase();
}

/** @returns the gender a word names. */
export function genderOf(text: string): Gender | undefined {
  return GENDERS[key(text)];
}

/** @returns the currency a word names. */
export function currencyOf(text: string): Currency | undefined {
  return CURRENCY_WORDS[key(text)];
}

/** @returns what a list does to a case, named by a cell or a title; undefined where a text names several. */
export function recallTypeOf(text: string): RecallRecord["type"] | undefined {
  const named = RECALL_WORDS.filter(([words]) => words.test(text)).map(([, type]) => type);
  return named.length === 1 ? named[0] : undefined;
}

/** @returns "M3", "M7+" for M3, m 3, M3期, 3, 3期; undefined where no number of months is named. */
export function bucketOf(text: string): string | undefined {
  const match = /^M?(\d{1,2})(?:期|个月)?(\+|以上|及以上)?$/.exec(key(text));
  return match ? `M${Number(match[1])}${match[2] ? "+" : ""}` : undefined;
}
