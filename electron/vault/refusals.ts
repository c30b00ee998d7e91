/** Refusals only the vault gives, with their words. */
import { refuse, RefusalError, type Refusal, type RefusalCode } from "../../shared/protocol/errors.ts";
import type { StepAnswer, StepRefusalCode } from "../../shared/workflow/engine.ts";

const WORDS = {
  saved_case_gone: ["已保存并将上报。该案件已调出本机,不再显示", "Saved and on its way. The case has left this workstation and is no longer shown"],
  in_use: ["本机上已有一个工作站程序正在使用此账号目录,请先关闭它", "Another workstation program is using this profile; close it first"],
  outbox_damaged: ["本机未上报的数据文件受损,已停用。请重新登录,程序会另存原文件并接回能读出的记录;请勿删除任何文件", "The file of unsent work is damaged. Sign in again: it will be kept aside and all that can be read taken over. Delete nothing"],
  outbox_salvaged: ["本机未上报的数据文件受损,已原样另存,能读出的记录已全部接回,可继续工作。联网后会说明有无缺失;请勿删除任何文件,并告知 IT", "The file of unsent work was damaged. It was kept aside untouched and all that can be read was taken over; work on. Once connected you are told whether anything is missing. Delete nothing and tell IT"],
  outbox_lost: ["受损文件中以下编号的记录未能读出,中心也没有,已报告 IT。请核对当时的工作并补录", "These numbers could not be read from the damaged file and the centre may not have them. IT has been told; check that work and enter it again"],
  outbox_whole: ["受损文件中的记录已全部找回,没有缺失,可照常工作", "Everything in the damaged file was recovered; nothing is missing, work as usual"],
  outbox_unmigrated: ["本机数据升级未成功,已恢复到升级前,记录没有丢失。请联系 IT", "This machine's data could not be brought to the new version and was put back as it was; nothing is lost. Ask IT"],
  cache_damaged: ["本机案件缓存多次受损,请重新登录并联系 IT 检查磁盘。已保存的记录不受影响", "This machine's copy of the records was damaged again and again. Sign in again and ask IT to check the disk; saved work is safe"],
  cache_rebuilt: ["本机案件缓存受损,已自动更换,历史记录将重新下载。已保存的记录不受影响,可继续工作", "This machine's copy of the records was damaged and has been replaced; the history comes again. Saved work is safe, work on"],
  mirror_stalled: ["本机磁盘写不进案件数据,更新暂停,腾出空间后自动继续。显示的数据可能不是最新,请联系 IT", "The disk takes no new records: updates wait and go on by themselves when there is room. What you see may be old; ask IT"],
  cache_in_memory: ["本机磁盘无法写入案件缓存,暂存于内存,可继续工作;锁定后需重新下载。请联系 IT 检查磁盘", "The disk takes no copy of the records: it is kept in memory and fetched again after a lock. Work on, and ask IT to check the disk"],
  outbox_newer: ["本机数据由更新的程序版本写入,请联系 IT 更新本机程序", "This machine's data was written by a newer version; ask IT to update this program"],
  kept_aside: ["您的密码已在别处更改,旧密码保存的本机数据无法打开,已原样另存;如当时有未上报的记录,请联系 IT 恢复(需两位 IT)", "Your password was changed elsewhere. The data kept under the old one cannot be opened and was set aside untouched; if work was still unsent, ask IT to recover it (two of them are needed)"],
  outbox_recovered: ["IT 已恢复原密码下未上报的记录,现正上报,条数", "IT has recovered what was unsent under the old password; it is on its way. Records"],
  recovery_failed: ["IT 交来的恢复密钥与本机封存的不符,未恢复,原数据仍原样保留。请告知 IT", "The parts IT handed over do not fit what was sealed on this machine: nothing was recovered, and the data is kept as it was. Tell IT"],
  wrong_passphrase: ["恢复口令不正确", "The recovery passphrase is wrong"],
  try_later: ["密码连续输错,请稍候再试", "Too many wrong passwords in a row; wait before the next try"],
  posture_warned: ["本机状态有几项不符合公司安全要求,可以继续工作,IT 已可看到", "Some things about this machine are not as the company's policy asks. Work on; IT can see it"],
  secret_destroyed: ["密码连续输错 10 次,本机密钥已销毁。请联系 IT 重新登记本机;未上传的记录仍加密保存在本机,请勿删除任何文件", "Ten wrong passwords in a row: this machine's key was destroyed. Ask IT to enrol it anew; unsent work is still here, encrypted. Delete nothing"],
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

/** How a step the table refuses is said. */
const STEP_REFUSALS: Record<StepRefusalCode, RefusalCode> = { unknown_step: "bad_input", wrong_state: "conflict", not_owner: "forbidden", recused: "recused", off_duty: "off_duty", bad_body: "bad_input" };
export const refuseStep = (answer: Extract<StepAnswer, { ok: false }>): never => refuse(STEP_REFUSALS[answer.code], answer.issues);
