/** `status`: what expires when, what goes out, what a request still lacks, who runs what. */
import { DAY } from "../../shared/model/time.ts";
import type { Build, Rollout } from "../../shared/release/documents.ts";
import { FLEET_ALARMS, FLEET_FLAGS, fleetFlags, type FleetFlag } from "../../shared/release/fleet.ts";
import type { MachinesSaid } from "../../shared/release/report.ts";
import { RELEASE_ROLES, roleState, type ReleaseRole } from "../../shared/release/roles.ts";
import { readDocument } from "../../service/release/repository.ts";
import type { SignedJson } from "../../service/release/signing.ts";
import { asRoot, asTargets, thresholdFault } from "../../service/release/verify.ts";
import { readIndex, readRollout } from "./documents.ts";
import { readRequest } from "./request.ts";

export interface RoleStatus {
  readonly role: ReleaseRole;
  readonly version: number;
  readonly expires: string;
  readonly daysLeft: number;
  /** `renew` from the day on which it should be signed anew. */
  readonly state: "good" | "renew" | "expired";
  readonly holders: string;
}

export interface Status {
  readonly roles: readonly RoleStatus[];
  readonly builds: readonly Build[];
  readonly lowest: string;
  readonly rollout: Rollout;
}

/** Of a published state. */
export function statusOf(state: string, now: number): Status {
  const index = readIndex(state);
  return { roles: (Object.keys(RELEASE_ROLES) as ReleaseRole[]).map((role) => roleStatus(state, role, now)), builds: index.builds, lowest: index.lowest, rollout: readRollout(state) };
}

function roleStatus(state: string, role: ReleaseRole, now: number): RoleStatus {
  const { version, expires } = readDocument(state, role).signed;
  const daysLeft = (Date.parse(expires) - now) / DAY;
  return { role, version, expires, daysLeft: Math.round(daysLeft * 10) / 10, state: roleState(role, Date.parse(expires), now), holders: RELEASE_ROLES[role].holders };
}

export interface RequestStatus {
  readonly role: "root" | "targets";
  readonly version: number;
  readonly signedBy: readonly string[];
  /** What is missing, in the library's words; empty when it can be published. */
  readonly missing: readonly string[];
}

/** Of a request folder, against the key list that is published now (null before the first). */
export function requestStatus(folder: string, root: SignedJson | null): RequestStatus {
  const request = readRequest(folder);
  const document: SignedJson = { signed: request.body, signatures: request.signatures };
  const own = request.role === "root" ? thresholdFault(() => asRoot(document).verifyDelegate("root", asRoot(document)), "its own keys") : [];
  const read = () => (request.role === "root" ? asRoot(document) : asTargets(document));
  const present = root ? thresholdFault(() => asRoot(root).verifyDelegate(request.role, read()), "the present key list") : [];
  return { role: request.role, version: request.body.version, signedBy: request.signatures.map(({ keyid }) => keyid.slice(0, 8)), missing: [...own, ...present] };
}

/** Lines for the terminal. */
export function statusLines({ roles, builds, lowest, rollout }: Status): string[] {
  const mark = { good: "✓", renew: "!", expired: "✗" } as const;
  const words = { good: "有效 / good", renew: "请尽快续签 / renew now", expired: "已过期 / EXPIRED" } as const;
  const day = (at: number) => new Date(at).toISOString().slice(0, 16);
  return [
    ...roles.map((role) => `${mark[role.state]} ${role.role.padEnd(9)} v${role.version}  ${role.expires}  ${words[role.state]}, ${role.daysLeft} 天 / days  (${role.holders})`),
    `版本 / builds: ${builds.map((build) => `${build.platform} ${build.version}`).join(", ")}; 最低 / lowest ${lowest}`,
    `发布 / goes out: ${rollout.version}${rollout.paused ? " 已暂停 / PAUSED" : ""}, 最迟 / by ${day(rollout.latestBy)}`,
    ...rollout.waves.map((wave) => `  波次 / wave ${wave.rings?.join("+") ?? "all"} ${wave.percent} % ${day(wave.after)}`),
    ...(rollout.minimumVersion === null ? [] : [`  最低版本 / minimum ${rollout.minimumVersion} ${day(rollout.minimumBy!)}`]),
    ...(rollout.revoked.length ? [`  停用 / revoked ${rollout.revoked.join(", ")}`] : []),
  ];
}

export interface FleetStatus {
  /** Machines by the version they say they run. */
  readonly builds: Readonly<Record<string, number>>;
  /** Names of the machines that somebody has to look at, by why. */
  readonly flags: readonly { readonly flag: FleetFlag; readonly machines: readonly string[] }[];
}

/** Who runs what and who has to be looked at, by the machines' own words against the documents of a published state; `now` is the documents' time. */
export function fleetStatus({ machines, now: serviceNow }: MachinesSaid, state: string, now: number): FleetStatus {
  const documents = { index: readIndex(state), rollout: readRollout(state) };
  const builds: Record<string, number> = {};
  for (const { version } of machines) builds[version || "?"] = (builds[version || "?"] ?? 0) + 1;
  const flagged = machines.map(({ name, version, heardAt, said }) => ({ name, flags: fleetFlags({ version, said, heardAt: heardAt === null ? null : heardAt + now - serviceNow, bucket: 0 }, documents, now) }));
  return { builds, flags: FLEET_FLAGS.map((flag) => ({ flag, machines: flagged.filter(({ flags }) => flags.includes(flag)).map(({ name }) => name) })).filter((one) => one.machines.length > 0) };
}

const FLAG_WORDS: Record<FleetFlag, string> = {
  altered: "程序被改动 / ALTERED program", foreign: "未发布的程序 / FOREIGN program", frozen: "发布文件停滞 / FROZEN documents", outOfService: "版本已停用 / out of service", refused: "更新被拒 / refused an update",
  stale: "更新通道过期 / stale channel", revoked: "应立即更新 / runs a revoked build", silent: "超过 3 天未上报 / silent for 3 days", waits: "等待安装 / waits for its installation", unpacked: "评估运行 / evaluation run", unsaid: "未上报版本 / has not said",
};
const NAMES_SHOWN = 8;

/** Lines for the terminal. */
export const fleetLines = ({ builds, flags }: FleetStatus): string[] => [
  `设备 / machines: ${Object.entries(builds).map(([version, n]) => `${version} × ${n}`).join(", ") || "0"}`,
  ...flags.map(({ flag, machines }) => `  ${FLEET_ALARMS.has(flag) ? "✗" : "·"} ${FLAG_WORDS[flag]}: ${machines.length} (${machines.slice(0, NAMES_SHOWN).join(", ")}${machines.length > NAMES_SHOWN ? ", …" : ""})`),
];
