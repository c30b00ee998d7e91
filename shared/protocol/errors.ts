/**
 * The one shape in which the service, the vault and the main process refuse. Every code has its
 * words in both languages with what to do; `issues` say which field or row.
 */
import { z } from "zod";
import { UPDATE_REFUSALS } from "../release/refusals.ts";

export const RefusalSchema = z.object({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  issues: z.array(z.string()).default([]),
});
export type Refusal = z.infer<typeof RefusalSchema>;

const words = (zh: string, en: string) => ({ zh, en });

/** Refusal codes with their words. */
export const REFUSALS = {
  bad_input: words("提交的内容不符合要求,请按提示修改", "The input was refused; correct the fields named"),
  unauthenticated: words("登录已失效,请重新登录", "Your session is over; sign in again"),
  forbidden: words("没有此项权限,如需开通请向直属主管申请", "You may not do this; ask your supervisor for the permission"),
  recused: words("投诉涉及您本人,须回避,不能办理这一步", "The complaint concerns you: you are recused and cannot take this step"),
  off_duty: words("这一步现由值班人员或其代理人办理", "This step is with whoever is on duty now, or their deputy"),
  not_found: words("没有找到,可能已被撤回或不属于您", "Not found: it may have been recalled or is not yours"),
  wrong_credentials: words("工号或密码不正确", "Staff number or password is wrong"),
  account_locked: words("连续输错密码,账号已锁定,请联系 IT 解锁", "Too many wrong passwords: the account is locked, ask IT to unlock it"),
  account_disabled: words("账号已停用,请联系 IT", "The account is disabled; ask IT"),
  password_change_needed: words("首次登录或密码已重置,请先设置新密码", "Set a new password first"),
  weak_password: words("新密码不够安全,请换一个更长、不易猜到的", "The new password is not safe enough; choose a longer one that nobody guesses"),
  second_factor_enrol: words("本账号须先设置第二步验证(手机动态码)", "This account needs a second step first: set up one-time codes on your telephone"),
  second_factor_needed: words("请输入手机上的 6 位动态码", "Enter the six-digit code from your telephone"),
  second_factor_wrong: words("动态码不正确。请核对手机时间,输入当前显示的 6 位数字;手机不在身边可用备用码", "The code is wrong. Check the telephone's clock and enter the six digits it shows now, or use a recovery code"),
  second_factor_used: words("该动态码刚才已用过,请等待手机显示下一个(最多 30 秒)", "This code has just been used; wait for the next one (30 seconds at most)"),
  second_factor_wait: words("动态码连续输错,请稍候再试", "Too many wrong codes in a row; wait before the next try"),
  second_factor_known: words("本账号已设置第二步验证。手机遗失请用备用码,或请 IT 重置", "This account has a second step already. If the telephone is lost use a recovery code, or ask IT to reset it"),
  second_factor_off: words("本公司未启用第二步验证", "This agency does not use a second step"),
  second_step_wrong: words("密码不正确,请重新输入本人登录密码", "The password is wrong; enter your own sign-in password again"),
  recovery_same_person: words("须由两位不同的 IT 办理,且不能办理本人的数据", "Two different people of IT are needed, and neither for their own data"),
  recovery_not_holder: words("您不是这份恢复信封的保管人,请保管人办理", "You hold no part of this envelope; ask one of its holders"),
  recovery_envelope_changed: words("恢复信封与工作站当初封存的不一致,已拒绝。请勿继续,并查看审计记录", "The envelope is not the one the workstation sealed: refused. Stop and look at the audit trail"),
  recovery_gone: words("该恢复请求已结束或已过期,请在工作站重新登录后再试", "This request has ended or run out; sign in at the workstation again to make a new one"),
  device_unknown: words("本机未登记或证书已失效,请联系 IT", "This workstation is not enrolled; ask IT"),
  device_revoked: words("本机已被停用,请联系 IT", "This workstation was revoked; ask IT"),
  bad_enrolment_code: words("登记码不正确、已使用或已过期,请向 IT 索取新的登记码", "The enrolment code is wrong, used or expired; ask IT for a new one"),
  too_many_requests: words("操作过于频繁,请稍候再试", "Too many requests; wait a moment"),
  too_large: words("内容过大,请拆分后再提交", "Too large; split it"),
  conflict: words("数据已被他人更新,请刷新后再操作", "It was changed meanwhile; refresh and try again"),
  offline: words("当前未连接中心,此操作需联网", "Not connected: this needs the central service"),
  vpn_down: words("未检测到 VPN,已停止联网。请连接 VPN,记录会保存在本机", "No VPN: the network is not used. Connect the VPN; what you save stays on this machine"),
  vpn_two: words("有两个网络接口都使用 VPN 网段,无法分辨,已停止联网。请联系 IT", "Two interfaces use the VPN's range and cannot be told apart: the network is not used. Ask IT"),
  vpn_wrong_interface: words("VPN 地址不在 VPN 接口上,已停止联网。请联系 IT", "The VPN's address is not on the VPN's interface: the network is not used. Ask IT"),
  vpn_wrong_route: words("通往中心的路由不经过 VPN,已停止联网。请重新连接 VPN,仍不行请联系 IT", "The route to the centre does not lead through the VPN: the network is not used. Connect the VPN again, then ask IT"),
  vpn_wrong_address: words("中心地址不在 VPN 网段内,已停止联网。请联系 IT", "The centre's address is not inside the VPN: the network is not used. Ask IT"),
  vpn_no_name: words("VPN 内的域名服务没有应答,稍后自动重试", "The VPN's name server does not answer; it will be asked again"),
  network_changed: words("网络有变化,正在核对,核对完成前不发送", "The network has changed and is being checked; nothing is sent meanwhile"),
  centre_untrusted: words("对方出示的不是本公司中心的证书,已停止联网。请立即告知 IT", "What answers is not our centre: its certificate is not ours, and the network is not used. Tell IT at once"),
  busy: words("中心繁忙,请稍候再试", "The service is busy; try again shortly"),
  internal: words("系统出错,已记录,请联系 IT", "Something went wrong and was recorded; ask IT"),
  locked: words("工作站已锁定,请先解锁", "The workstation is locked; unlock it first"),
  drive_appeared: words("检测到移动存储设备,工作站已锁定并记录。请拔出后再登录,并告知 IT", "A removable drive appeared: the workstation was locked and it was recorded. Take it out before signing in, and tell IT"),
  no_local_data: words("本机没有您的离线数据,首次登录需联网", "Nothing of yours is on this machine: the first sign-in needs the network"),
  lease_over: words("离线有效期已过,请联网登录", "The offline lease is over; sign in online"),
  wiping: words("正按 IT 的指令清除本机数据,请勿关机", "This machine is being wiped by IT's order; do not switch it off"),
  wiped: words("本机已按 IT 的指令清除,数据和密钥已销毁。继续使用请向 IT 索取登记码", "This machine was wiped by IT's order: data and keys are destroyed. Ask IT for an enrolment code to use it again"),
  wipe_waits: words("IT 已下达清除指令,待未上传的记录全部送达中心后执行。请联网登录,让记录上传", "IT has ordered this machine wiped once everything is sent. Sign in on line so that what waits can go"),
  clock_doubtful: words("本机时钟无法核实(比已知时间晚,或时间记录被改动),需联网登录", "This machine's clock cannot be trusted (it is behind a time already seen, or its mark was changed): sign in online"),
  posture_refused: words("本机状态不符合公司安全要求,不能解锁。请联系 IT", "This machine is not in the state the company's policy asks for and is not unlocked. Ask IT"),
  disk_full: words("磁盘空间不足,未保存。请联系 IT 清理磁盘后重试", "The disk is full: nothing was saved. Ask IT to free space"),
  disk_read_only: words("本机数据目录为只读,未保存。请联系 IT 恢复写入权限后重试", "This machine's data folder is read-only: nothing was saved. Ask IT to make it writable, then try again"),
  disk_denied: words("没有本机数据文件的访问权限,未保存。请用平时的 Windows 账号登录,仍不行请联系 IT", "This machine's data files belong to another account: nothing was saved. Use your usual account, or ask IT"),
  disk_busy: words("数据文件被其他程序占用(如杀毒软件扫描),未保存。请稍候几秒再试,仍不行请联系 IT", "Another program, such as a virus scanner, holds the data file: nothing was saved. Try again in a few seconds, then ask IT"),
  disk_failed: words("写入本机失败,未保存。请勿关机并联系 IT", "Writing to this machine failed: nothing was saved. Ask IT"),
  stopped: words("此人已停催,不能查看可用于联系的完整信息", "Collection from this person is stopped: what they could be reached by is not shown"),
  gate_refused: words("合规拦截,不能拨打", "Refused by the contact gate"),
  epoch_changed: words("中心已恢复到另一份数据,正在重新同步", "The centre's history changed; synchronising anew"),
  behind: words("所连中心的数据较旧,请稍候再试", "This service is behind what was already seen; try again shortly"),
  protocol_mismatch: words("程序版本与中心不符,请联系 IT 更新", "This version does not fit the service; ask IT to update"),
  rollout_unsigned: words("发布计划缺少值班人员的有效签名,未采用。请由值班人员重新签名", "The rollout lacks a duty officer's good signature and was not taken; let a duty officer sign it again"),
  rollout_outdated: words("签名之后又有新的发布,请按当前状态重新签名", "Something was published since this was signed; sign it again on the present state"),
  rollout_unsound: words("发布计划不合规,未采用,请按所列各条修改", "The rollout is not sound and was not taken; mend what is named"),
  ...UPDATE_REFUSALS,
} as const satisfies Record<string, { zh: string; en: string }>;
export type RefusalCode = keyof typeof REFUSALS;

/** Refusals made on the workstation's own side: the centre was not reached, or what answered was not it. */
export const UNREACHED: ReadonlySet<string> = new Set<RefusalCode>([
  "offline", "centre_untrusted", "network_changed", "vpn_down", "vpn_two", "vpn_wrong_interface", "vpn_wrong_route", "vpn_wrong_address", "vpn_no_name",
]);

/** Builds a refusal value from its code. */
export function refusal(code: RefusalCode, issues: string[] = []): Refusal {
  return { code, ...REFUSALS[code], issues };
}

/** A refusal as a thrown value, for code that must unwind. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(value: Refusal) {
    super(`${value.code}: ${value.en}${value.issues.length ? ` (${value.issues.join("; ")})` : ""}`);
    this.name = "RefusalError";
    this.refusal = value;
  }
}

/** Throws a refusal by code. */
export function refuse(code: RefusalCode, issues: string[] = []): never {
  throw new RefusalError(refusal(code, issues));
}
