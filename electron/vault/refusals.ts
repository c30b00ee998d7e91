/** Refusals only the vault gives, with their words. */
import { RefusalError, type Refusal } from "../../shared/protocol/errors.ts";

const WORDS = {
  saved_case_gone: ["已保存并将上报。该案件已调出本机,不再显示", "Saved and on its way. The case has left this workstation and is no longer shown"],
  in_use: ["本机上已有一个工作站程序正在使用此账号目录,请先关闭它", "Another workstation program is using this profile; close it first"],
  outbox_damaged: ["本机未上报的数据文件受损或缺失记录,已停用以防丢失。请勿删除任何文件,立即联系 IT", "The file of unsent work is damaged or incomplete and was left untouched. Delete nothing and call IT now"],
  cache_damaged: ["本机缓存受损,将重新下载。已保存的记录不受影响,请重新登录", "This machine's copy of the records is damaged and will be fetched again. Saved work is safe; sign in again"],
  outbox_newer: ["本机数据由更新的程序版本写入,请联系 IT 更新本机程序", "This machine's data was written by a newer version; ask IT to update this program"],
  kept_aside: ["您的密码已在别处更改,旧密码保存的本机数据无法打开,已原样另存;如当时有未上报的记录,请联系 IT", "Your password was changed elsewhere. The data kept under the old one cannot be opened and was set aside untouched; if work was still unsent, ask IT"],
  try_later: ["密码连续输错,请稍候再试", "Too many wrong passwords in a row; wait before the next try"],
  slot_weak: ["本机解锁数据不符合安全要求,已拒绝使用,请联系 IT", "This machine's unlocking data is below the required strength and was refused; ask IT"],
} as const;
export type VaultRefusalCode = keyof typeof WORDS;

/** A refusal value with its words. */
export function vaultRefusal(code: VaultRefusalCode, issues: string[] = []): Refusal {
  const [zh, en] = WORDS[code];
  return { code, zh, en, issues };
}

/** Throws one. */
export function vaultRefuse(code: VaultRefusalCode, issues: string[] = []): never {
  throw new RefusalError(vaultRefusal(code, issues));
}

export const refuseSavedGone = (): never => vaultRefuse("saved_case_gone");
