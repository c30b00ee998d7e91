/**
 * A machine's posture (ELECTRON.md 2.7): facts main reads of the system it runs on, and how the centre's signed
 * policy judges them. The program sets nothing; a compromised machine can lie: a fact is evidence, not proof.
 */
import { z } from "zod";

/** Every fact that is read, and which values are as they should be. "unknown" never is. */
export const FACTS = {
  diskEncrypted: { good: ["yes"], zh: "磁盘加密", en: "disk encryption" },
  secretStore: { good: ["gnome_libsecret", "kwallet", "kwallet5", "kwallet6", "win32", "darwin"], zh: "系统密钥库", en: "secret store" },
  removableMounts: { good: ["none"], zh: "移动存储", en: "removable drives" },
  drivesPolicy: { good: ["shut"], zh: "移动存储策略", en: "drives policy" },
  coreDumps: { good: ["off"], zh: "内存转储", en: "core dumps" },
  vpn: { good: ["up"], zh: "VPN", en: "VPN" },
  system: { good: null, zh: "操作系统", en: "system" },
  programFolder: { good: ["not writable"], zh: "程序目录", en: "program folder" },
  packaged: { good: ["yes"], zh: "正式安装包", en: "signed package" },
} as const satisfies Record<string, { good: readonly string[] | null; zh: string; en: string }>;
export type FactName = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as [FactName, ...FactName[]];

export const SEVERITIES = ["ignore", "warn", "refuse"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const PostureFactSchema = z.object({ name: z.enum(FACT_NAMES), value: z.string().max(60), source: z.string().max(80) });
export type PostureFact = z.infer<typeof PostureFactSchema>;

/** Whether a fact is as it should be. A fact that only informs always is. */
export function isGood({ name, value }: Pick<PostureFact, "name" | "value">): boolean {
  const { good } = FACTS[name] as { good: readonly string[] | null };
  return good === null || good.includes(value);
}

/** The facts a policy warns about and refuses to unlock for. A fact it names that was not read counts as unknown. */
export function judgePosture(severities: Readonly<Partial<Record<FactName, Severity>>>, facts: readonly PostureFact[]): { warn: FactName[]; refuse: FactName[] } {
  const bad = FACT_NAMES.filter((name) => {
    const fact = facts.find((f) => f.name === name);
    return fact ? !isGood(fact) : FACTS[name].good !== null;
  });
  return { warn: bad.filter((name) => severities[name] === "warn"), refuse: bad.filter((name) => severities[name] === "refuse") };
}

/** A refusal or notice about facts, naming them in both languages. */
export function withFacts<R extends { zh: string; en: string; issues: string[] }>(refusal: R, names: readonly FactName[]): R {
  const list = (language: "zh" | "en", comma: string) => names.map((name) => FACTS[name][language]).join(comma);
  return { ...refusal, zh: `${refusal.zh}:${list("zh", "、")}`, en: `${refusal.en}: ${list("en", ", ")}`, issues: [] };
}
