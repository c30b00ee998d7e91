/** Why a release command stops: a code, words in both languages that say what to do, and what exactly is wrong. */
const words = (zh: string, en: string) => ({ zh, en });

const FAILURES = {
  usage: words("参数不正确,请看 npm run release -- --help", "The arguments are not right: see npm run release -- --help"),
  ceremony: words("密钥表或签名信息不合规,请按下列各条修改后重新提出", "The key list or document is unsound; mend what is named below and propose it again"),
  request: words("请求文件夹不完整或被改动,请重新提出", "The request folder is incomplete or was changed; propose it again"),
  artifacts: words("构建产物不齐或两位构建者的哈希不一致,请核对后重新提出", "The build's files are incomplete or the two builders' hashes differ; compare them and propose it again"),
  artifact_hash: words("文件哈希与请求不符,未签名。请用原始介质重新拷贝", "A file's hash is not the one in the request: not signed. Copy it again from the original medium"),
  not_a_holder: words("该密钥不是此角色的持有密钥,未签名", "This key is not one of the role's keys: not signed"),
  key: words("密钥无法打开,请检查文件与口令", "The key cannot be opened; check file and passphrase"),
  below_threshold: words("签名数不足,未发布。请继续收集签名", "There are not enough signatures: not published. Collect the missing ones"),
  not_published_yet: words("尚未发布任何内容,请先发布密钥表与首个版本", "Nothing is published yet; publish the key list and a first build"),
  busy: words("另一项发布正在进行,请稍后重试", "Another publication is under way; try again later"),
  client_refuses: words("工作站程序不接受这次发布,未切换", "The workstation's own client refuses this publication: not switched"),
  probe_open: words("攻击检查有一项未被拒绝,未切换", "An attack of the probe was not refused: not switched"),
  rollout: words("发布计划不合规,请按下列各条修改", "The rollout is not sound; mend what is named below"),
  tool: words("外部工具执行失败", "An outside tool failed"),
} as const;
export type FailureCode = keyof typeof FAILURES;

export class ReleaseFailure extends Error {
  readonly code: FailureCode;
  readonly faults: readonly string[];
  constructor(code: FailureCode, faults: readonly string[] = []) {
    super(`${code}: ${FAILURES[code].en}${faults.length ? ` (${faults.join("; ")})` : ""}`);
    this.name = "ReleaseFailure";
    this.code = code;
    this.faults = faults;
  }
}

/** What the person at the terminal reads. */
export const failureText = ({ code, faults }: ReleaseFailure): string => [`${code}: ${FAILURES[code].zh} / ${FAILURES[code].en}`, ...faults.map((fault) => `  - ${fault}`)].join("\n");

/** Throws with what is wrong, if anything is. */
export function demandNone(code: FailureCode, faults: readonly string[]): void {
  if (faults.length > 0) throw new ReleaseFailure(code, faults);
}
