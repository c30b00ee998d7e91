/** What a signature would change, in plain words: what the person at the air-gapped station reads before signing. */
import { IndexSchema, type Build, type BuildIndex } from "../../shared/release/documents.ts";
import { RELEASE_ROLES, TOP_ROLES } from "../../shared/release/roles.ts";
import type { RootBody, TargetsBody } from "./documents.ts";

const short = (text: string): string => text.slice(0, 8);
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

const added = (now: readonly string[], before: readonly string[]): string[] => now.filter((id) => !before.includes(id));

/** A key list against the last one. */
export function rootDifference(next: RootBody, last: RootBody | null): string[] {
  const lines = [`密钥表 ${last ? `${last.version} → ` : ""}${next.version},有效至 / key list, valid until ${next.expires}`];
  for (const role of TOP_ROLES) {
    const [now, before] = [next.roles[role], last?.roles[role] ?? { keyids: [], threshold: 0 }];
    lines.push(...added(now.keyids, before.keyids).map((id) => `+ ${role}: 新增密钥 / new key ${short(id)}`));
    lines.push(...added(before.keyids, now.keyids).map((id) => `- ${role}: 移除密钥 / key taken out ${short(id)}`));
    if (now.threshold !== before.threshold) lines.push(`! ${role}: 门限 / threshold ${before.threshold} → ${now.threshold} (${RELEASE_ROLES[role].holders})`);
  }
  return lines;
}

const describeBuild = (build: Build): string => `${build.platform} ${build.version} (${megabytes(build.bytes)}, sha256 ${short(build.sha256)}, 提交 / commit ${short(build.commit)}, Electron ${build.electron})`;

/** The list of builds against the last one. `index` and `lastIndex` are read from files whose hashes were recomputed. */
export function targetsDifference(next: TargetsBody, last: TargetsBody | null, index: BuildIndex, lastIndex: BuildIndex | null): string[] {
  const nameOf = (build: Build) => `${build.platform} ${build.version}`;
  const [now, before] = [index.builds, lastIndex?.builds ?? []];
  const same = (build: Build) => before.find((old) => nameOf(old) === nameOf(build));
  const duty = (body: TargetsBody | null) => body?.delegations?.roles[0].keyids ?? [];
  return [
    `版本清单 ${last ? `${last.version} → ` : ""}${next.version},有效至 / list of builds, valid until ${next.expires}`,
    ...now.filter((build) => !same(build)).map((build) => `+ 新版本 / new build ${describeBuild(build)}`),
    ...now.filter((build) => same(build) && same(build)!.sha256 !== build.sha256).map((build) => `! 已发布版本被替换 / a published build is REPLACED ${describeBuild(build)}`),
    ...before.filter((build) => !now.some((kept) => nameOf(kept) === nameOf(build))).map((build) => `- 移除版本 / build taken out ${describeBuild(build)}`),
    ...(index.lowest === lastIndex?.lowest ? [] : [`! 最低可安装版本 / lowest that may be installed ${lastIndex?.lowest ?? "–"} → ${index.lowest}`]),
    ...added(duty(next), duty(last)).map((id) => `+ rollout: 新增值班密钥 / new duty key ${short(id)}`),
    ...added(duty(last), duty(next)).map((id) => `- rollout: 移除值班密钥 / duty key taken out ${short(id)}`),
  ];
}

export const parseIndex = (text: string): BuildIndex => IndexSchema.parse(JSON.parse(text));
