/**
 * Refused events (异常待处理) in words: per code why the centre refused and what to do, per event type
 * whether the same content may be sent again as a new event (SYNC.md 3.1, poison). One table for the
 * workstation's list and the supervisor's.
 */
import type { EventType } from "./events.ts";

export const REJECTION_CODES = ["malformed", "hash_mismatch", "forbidden", "wrong_state", "seq_conflict", "wrong_device"] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export interface Words {
  readonly zh: string;
  readonly en: string;
}
const words = (zh: string, en: string): Words => ({ zh, en });

/** `asIs`: the same content may be sent again; `edited`: only with its text changed; `no`: never. */
export type Resend = "asIs" | "edited" | "no";

export interface RejectionRule {
  readonly why: Words;
  readonly todo: Words;
  readonly resend: Resend;
}

export const REJECTIONS: Readonly<Record<RejectionCode, RejectionRule>> = {
  malformed: {
    why: words("内容不符合中心的要求(如含有特殊字符、过长或缺项)", "The centre cannot hold the content (odd characters, too long, or something missing)"),
    todo: words("请修改文字后重新上报;无法修改的,请重新登记一次并将此条标为已处理", "Change the text and send it again; what cannot be changed is entered anew, then mark this one as handled"),
    resend: "edited",
  },
  hash_mismatch: {
    why: words("中心已有同一编号的记录,内容与本机不同", "The centre holds this record already, with other content"),
    todo: words("请在案件时间线核对中心的记录;缺少的内容另行补记,再将此条标为已处理", "Compare with the centre's record in the timeline, add what is missing as a new record, then mark this one as handled"),
    resend: "no",
  },
  forbidden: {
    why: words("该案件或操作不属于您", "The case or the act is not yours"),
    todo: words("请联系直属主管:案件应由您跟进的,调案后重新上报;不应由您跟进的,请主管代为登记,再将此条标为已处理", "Ask your supervisor: if the case should be yours, send again after it is reassigned; if not, the supervisor records it, then mark this one as handled"),
    resend: "asIs",
  },
  wrong_state: {
    why: words("对应环节已由他人完成或尚未开始", "The step was already taken by somebody else, or is not open yet"),
    todo: words("请查看该预警的最新状态,按当前环节处理,再将此条标为已处理", "Look at where the warning stands now and take the step that is open, then mark this one as handled"),
    resend: "no",
  },
  seq_conflict: {
    why: words("本机序号已被另一条记录占用", "This machine's number was already used by another record"),
    todo: words("请重新上报,系统会换用新的序号;反复出现请联系 IT", "Send it again, it gets a new number; if it happens often, call IT"),
    resend: "asIs",
  },
  wrong_device: {
    why: words("记录标注的设备不是本机", "The record names another machine"),
    todo: words("请重新上报,并联系 IT 检查本机登记", "Send it again, and ask IT to check how this machine is enrolled"),
    resend: "asIs",
  },
};

/** A newer centre may refuse for a reason this version has no words for. */
const OTHER: RejectionRule = {
  why: words("中心未接收,原因代码本机程序尚不认识", "The centre refused it for a reason this version does not know"),
  todo: words("请重新上报一次;仍被拒绝的,联系 IT 更新程序", "Send it again; if it is refused again, ask IT to update this program"),
  resend: "asIs",
};

const isCode = (code: string): code is RejectionCode => (REJECTION_CODES as readonly string[]).includes(code);

/** Words and rule of a refusal code, also of one this version does not know. */
export const rejectionOf = (code: string): RejectionRule => (isCode(code) ? REJECTIONS[code] : OTHER);

/** What may be done with a refused event of a type. */
export interface TypeRule {
  /** May the same content go out again? Work on a case's present state is done anew instead, where it is seen. */
  readonly resend: boolean;
  /** The field of the body that holds text written by hand, if there is one. */
  readonly text: "text" | "note" | null;
  /** What to do where it may not be sent again; null where it may. */
  readonly todo: Words | null;
}

const again = (text: TypeRule["text"] = null): TypeRule => ({ resend: true, text, todo: null });
const anew = (zh: string, en: string): TypeRule => ({ resend: false, text: null, todo: words(zh, en) });

export const REFUSED_TYPES: Readonly<Record<EventType, TypeRule>> = {
  "call.started": again(),
  "call.refused": again(),
  "call.logged": again("note"),
  "note.added": again("text"),
  "promise.made": again("note"),
  // An old time sent again would overwrite the one agreed since.
  "followUp.set": anew("请在案件中重新设置下次跟进时间", "Set the next follow-up anew on the case"),
  "contact.added": again(),
  "contact.marked": anew("请在案件中重新标注该号码", "Mark the number anew on the case"),
  "contact.chosen": anew("请在案件中重新选择当前号码", "Choose the current number anew on the case"),
  "reveal.made": again(),
  "inbound.found": again(),
  "warning.stamped": again(),
  "warning.filed": again(),
  "complaint.filed": again(),
  "referral.filed": anew("请核对案件号后在法务移交中重新登记", "Check the case number and file it anew among the referrals"),
  "workflow.stepTaken": anew("请在预警或投诉中按当前环节重新处理", "Take the open step anew in the warning or complaint"),
  "stop.set": again("note"),
  "stop.lifted": anew("请在停催中按当前状态重新解除", "Lift it anew in the stops, as it stands now"),
  "stop.heard": again(),
  "stop.ticked": again(),
  "duty.changed": anew("请在顶栏重新选择状态", "Choose your duty state anew in the top bar"),
  "quarantine.settled": again(),
  "outbox.salvaged": again(),
  "spotCheck.drawn": anew("请在催记抽查中重新抽样", "Draw the notes anew in the spot check"),
  "spotCheck.judged": anew("请在催记抽查中重新评定", "Judge the note anew in the spot check"),
};

/** A type of another version: it can be looked at and settled, never sent again. */
const OTHER_TYPE: TypeRule = anew("请重新登记一次,或联系 IT", "Enter it anew, or call IT");

/** What may be done with a refused event of this type, also of one this version does not know. */
export const refusedType = (type: string): TypeRule => (REFUSED_TYPES as Record<string, TypeRule | undefined>)[type] ?? OTHER_TYPE;

/** May an event of this type, refused for this code, be sent again, and must its text be changed for it? */
export function resendOf(type: string, code: string): Resend {
  const { resend } = rejectionOf(code);
  const rule = refusedType(type);
  if (!rule.resend || resend === "no") return "no";
  return resend === "edited" && rule.text === null ? "no" : resend;
}
