/**
 * `npm run release -- <verb> …`: the five verbs of IT (propose, sign, publish, rollout, status), keys, and the attack probe.
 * What each does and in which order: docs/release.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { PLATFORMS, RINGS, RingSchema, type Platform } from "../../shared/release/documents.ts";
import { MachinesSaidSchema, type MachinesSaid } from "../../shared/release/report.ts";
import type { RolloutChange } from "../../shared/release/rollout.ts";
import { RootSchema } from "../../shared/release/roles.ts";
import { VersionSchema } from "../../shared/release/version.ts";
import { publishedState, readDocument } from "../../service/release/repository.ts";
import type { SignedJson } from "../../service/release/signing.ts";
import { readTimestampKey } from "../../service/release/timestamp.ts";
import { setHold } from "../../service/release/releases.ts";
import { ROOT, runToEnd } from "../launch/processes.ts";
import { describeInstalled, readInstalled, sealTree } from "../package/seal.ts";
import { attachSignature, extractForSigning, signCode, verifyCode } from "../release/authenticode.ts";
import { failureText, ReleaseFailure } from "../release/failure.ts";
import { inspection } from "../release/inspect.ts";
import { makeKey, openKey, readPublicKey } from "../release/keys.ts";
import { ask, passphrase } from "../release/passphrase.ts";
import { writeProvenance } from "../release/provenance.ts";
import { probe } from "../release/probe.ts";
import { proposeBuild, proposeRenewal, proposeRoot } from "../release/propose.ts";
import { publish } from "../release/publish.ts";
import { answerRollout, rollout } from "../release/rollout.ts";
import { billOfMaterials } from "../release/sbom.ts";
import { reviewRequest, signRequest } from "../release/sign.ts";
import type { PublishingKeys } from "../release/state.ts";
import { fleetLines, fleetStatus, requestStatus, statusLines, statusOf } from "../release/status.ts";

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const program = new Command("npm run release --").description("签名发布 / signed releases (docs/release.md)").showHelpAfterError();

const version = (text: string): string => {
  if (!VersionSchema.safeParse(text).success) throw new InvalidArgumentError("give a version such as 1.4.0");
  return text;
};
const moment = (text: string): number => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("give a date such as 2026-12-15 or 2026-12-15T09:00+08:00");
  return at;
};
/** `25%`, `pilot`, `pilot+early:50%`. */
const wave = (text: string): { rings?: (typeof RINGS)[number][]; percent: number } => {
  const [, names, percent] = /^(?:([a-z+]+))?:?(?:(\d+)%?)?$/.exec(text) ?? [];
  const rings = names?.split("+").map((name) => RingSchema.safeParse(name).data);
  if (rings?.includes(undefined)) throw new InvalidArgumentError(`give one of ${RINGS.join(", ")}, some joined by +, 25%, or both: pilot:50%`);
  if (rings === undefined && percent === undefined) throw new InvalidArgumentError("give 25%, pilot, or pilot:50%");
  return { ...(rings === undefined ? {} : { rings: rings as (typeof RINGS)[number][] }), percent: Number(percent ?? 100) };
};
const REPOSITORY = ["--repository <dir>", "the published documents"] as const;
const DUTY_KEY = ["--duty-key <pem>", "a duty officer's key"] as const;
const TIMESTAMP_KEY = ["--timestamp-key <pem>", "the server's own key"] as const;

program.command("key").description("新建密钥 / make a key pair").argument("<base>", "files <base>.pem and <base>.pub.json").requiredOption("--holder <name>").option("--online", "no passphrase: for the timestamp alone")
  .action(async (base: string, options: { holder: string; online?: boolean }) => {
    const { keyid } = makeKey(base, options.holder, options.online ? null : await passphrase(base));
    say(`${base}.pem, ${base}.pub.json: ${keyid}`);
  });

const propose = program.command("propose").description("检查并生成请求文件夹 / check everything and make a request folder");
propose.command("root").description("密钥表 / a key list").requiredOption(...REPOSITORY).requiredOption("--out <dir>")
  .requiredOption("--root <files...>").requiredOption("--targets <files...>").requiredOption("--duty <files...>").requiredOption("--timestamp <file>")
  .action((o: { repository: string; out: string; root: string[]; targets: string[]; duty: string[]; timestamp: string }) => {
    const read = (files: string[]) => files.map(readPublicKey);
    proposeRoot({ root: read(o.root), targets: read(o.targets), snapshot: read(o.duty), timestamp: read([o.timestamp]) }, publishedState(o.repository), o.out, Date.now());
    say(o.out);
  });
propose.command("build").description("一个平台的构建 / one platform's build").argument("<artifacts>").requiredOption(...REPOSITORY).requiredOption("--out <dir>")
  .option("--duty <files...>", "the duty officers, the first time and when they change").option("--lowest <version>", "raises what may still be installed", version)
  .option("--authority <pem>", "the agency's code signing authority, for a Windows installer")
  .action(async (artifacts: string, o: { repository: string; out: string; duty?: string[]; lowest?: string; authority?: string }) => {
    const build = await proposeBuild({ artifacts, state: publishedState(o.repository), folder: o.out, now: Date.now(), ...(o.duty ? { duty: o.duty.map(readPublicKey) } : {}), ...(o.lowest ? { lowest: o.lowest } : {}), ...(o.authority ? { authority: o.authority } : {}) });
    say(`${o.out}: ${build.platform} ${build.version}`);
  });
propose.command("renew").description("续期版本清单 / the list of builds anew, unchanged").requiredOption(...REPOSITORY).requiredOption("--out <dir>")
  .option("--duty <files...>", "other duty officers")
  .action((o: { repository: string; out: string; duty?: string[] }) => {
    proposeRenewal(stateOf(o.repository), o.out, Date.now(), o.duty?.map(readPublicKey));
    say(o.out);
  });

program.command("sign").description("在离线机上审阅并签名 / review and sign, on the air-gapped station").argument("<request>").requiredOption("--key <pem>").option("--root <file>", "the station's own copy of the present key list").option("--yes", "do not ask")
  .action(async (folder: string, o: { key: string; root?: string; yes?: boolean }) => {
    const signing = { folder, root: o.root ? readRoot(o.root) : null, now: Date.now() };
    for (const change of (await reviewRequest(signing)).difference) say(change);
    if (!o.yes && (await ask("签名请输入 yes / type yes to sign: ", false)) !== "yes") return;
    const { keyid } = await signRequest(signing, openKey(o.key, await passphrase(o.key)));
    say(`已签名 / signed: ${keyid.slice(0, 8)}`);
  });

program.command("publish").description("发布 / publish").argument("<requests...>").requiredOption(...REPOSITORY).requiredOption(...DUTY_KEY).requiredOption(...TIMESTAMP_KEY)
  .action(async (folders: string[], o: { repository: string; dutyKey: string; timestampKey: string }) => {
    const now = Date.now();
    say(await publish({ repository: o.repository, folders, keys: await publishingKeys(o), inspect: inspection(now, true), now }));
  });

program.command("rollout").description("发布计划 / who takes which build when; without a change: signed anew").requiredOption(...REPOSITORY).requiredOption(...DUTY_KEY).option(...TIMESTAMP_KEY)
  .option("--answer <file>", "sign only, for IT's screen to publish; needs no timestamp key")
  .option("--version <version>", "the build that goes out", version).option("--wave <wave>", "25%, pilot, pilot:50%", wave).option("--after <date>", "when the wave begins", moment).option("--latest-by <date>", "when everybody has it", moment)
  .option("--pause").option("--resume").option("--revoke <version>", "update at once", version).option("--minimum <version>", "oldest that may work", version).option("--by <date>", "the minimum's deadline", moment).option("--no-minimum", "lifts the minimum")
  .option("--rollback-from <version>", "may go back to the build that goes out", version)
  .action(async (o: RolloutOptions) => {
    const now = Date.now();
    if (o.answer) return writeFileSync(o.answer, JSON.stringify(answerRollout(stateOf(o.repository), changeOf(o, now), openKey(o.dutyKey, await passphrase(o.dutyKey)), now)), { flag: "wx" });
    await rollout(o.repository, changeOf(o, now), await publishingKeys(o), inspection(now, false), now);
    for (const text of statusLines(statusOf(stateOf(o.repository), now))) say(text);
  });

interface RolloutOptions {
  repository: string; dutyKey: string; timestampKey?: string; answer?: string; version?: string; wave?: ReturnType<typeof wave>; after?: number; latestBy?: number;
  pause?: boolean; resume?: boolean; revoke?: string; minimum?: string | boolean; by?: number; rollbackFrom?: string;
}

function changeOf(o: RolloutOptions, now: number): RolloutChange {
  const named = typeof o.minimum === "string" ? o.minimum : undefined;
  if ((named === undefined) !== (o.by === undefined)) throw new ReleaseFailure("usage", ["--minimum needs --by, and --by needs --minimum"]);
  return {
    ...(o.version ? { version: o.version } : {}), ...(o.wave ? { wave: { ...o.wave, after: o.after ?? now } } : {}), ...(o.latestBy ? { latestBy: o.latestBy } : {}), ...(o.revoke ? { revoke: o.revoke } : {}),
    ...(o.pause || o.resume ? { paused: o.pause === true } : {}), ...(named && o.by ? { minimum: { version: named, by: o.by } } : {}), ...(o.minimum === false ? { minimum: null } : {}),
    ...(o.rollbackFrom ? { rollbackFrom: o.rollbackFrom } : {}),
  };
}

program.command("status").description("有效期、缺少的签名与各版本设备数 / expiries, what a request lacks, who runs what").requiredOption(...REPOSITORY).option("--request <dir>").option("--json")
  .option("--data <dir>", "the service's embedded database: machines by build, and who has to be looked at").option("--database-url <url>", "the same on PostgreSQL")
  .action(async (o: { repository: string; request?: string; json?: boolean; data?: string; databaseUrl?: string }) => {
    const state = publishedState(o.repository);
    if (o.request) {
      const found = requestStatus(o.request, state ? readDocument(state, "root") : null);
      return void say(o.json ? JSON.stringify(found) : [`${found.role} v${found.version}: ${found.signedBy.join(", ") || "–"}`, ...found.missing.map((text) => `  - ${text}`)].join("\n"));
    }
    const now = Date.now();
    const status = statusOf(stateOf(o.repository), now);
    const said = await machines(o);
    const fleet = said && fleetStatus(said, stateOf(o.repository), now);
    say(o.json ? JSON.stringify({ ...status, ...(fleet ? { fleet } : {}) }) : [...statusLines(status), ...(fleet ? fleetLines(fleet) : [])].join("\n"));
    if (status.roles.some((role) => role.state === "expired")) process.exitCode = 1;
  });

program.command("hold").description("让一台工作站暂缓更新 / ask one workstation to wait; it ends at the signed last day").argument("<device-id>").requiredOption(...REPOSITORY).option("--until <date>", "how long", moment).option("--lift", "no longer")
  .action((device: string, o: { repository: string; until?: number; lift?: boolean }) => {
    if ((o.until === undefined) === (o.lift === undefined)) throw new ReleaseFailure("usage", ["give --until DATE or --lift"]);
    setHold(o.repository, device, o.until ?? null);
  });

program.command("sbom").description("物料清单,含许可证检查 / the bill of materials, and the licences of what ships").argument("<out>").addOption(new Option("--platform <name>").choices(PLATFORMS).makeOptionMandatory())
  .action(async (out: string, o: { platform: Platform }) => writeFileSync(out, await billOfMaterials(o.platform)));

program.command("provenance").description("一位构建者的说明 / what one builder says of a build").argument("<installer>").requiredOption("--builder <name>").requiredOption("--version <version>", "the build's number", version)
  .requiredOption("--asar <file>", "the program's archive inside it").addOption(new Option("--platform <name>").choices(PLATFORMS).makeOptionMandatory())
  .action(async (installer: string, o: { builder: string; version: string; asar: string; platform: Platform }) => void say(JSON.stringify(await writeProvenance({ ...o, installer }))));

program.command("verify-reproducible").description("打包两次并逐字节比较 / build twice and compare every byte").addOption(new Option("--platform <names...>").choices(PLATFORMS).default(PLATFORMS)).option("--version <version>", "the build's number", version, "0.0.1")
  .action(async (o: { platform: readonly Platform[]; version: string }) => {
    // The packager takes a second to load, and only this verb needs it.
    const { verifyReproducible } = await import("../package/reproducible.ts");
    for (const [name, sha256] of await verifyReproducible(o.platform, o.version, process.env, (what) => void process.stderr.write(`${what}\n`))) say(`${sha256}  ${name}`);
  });

program.command("seal").description("在离线机上给程序文件清单签名 / sign the list of a program's files, on the station").argument("<tree>").requiredOption("--key <pem>").requiredOption("--root <file>", "the station's own copy of the present key list").option("--yes", "do not ask")
  .action(async (tree: string, o: { key: string; root: string; yes?: boolean }) => {
    say(describeInstalled((await readInstalled(tree)).signed));
    if (!o.yes && (await ask("签名请输入 yes / type yes to sign: ", false)) !== "yes") return;
    const { signatures } = await sealTree(tree, RootSchema.parse(readRoot(o.root)), openKey(o.key, await passphrase(o.key)));
    say(`已签名 / signed: ${signatures.length}`);
  });

const code = program.command("authenticode").description("Windows 代码签名,可隔离网络 / Windows signatures, also over the air gap");
code.command("extract").description("取出待签数据 / take out what is signed").argument("<exe>").argument("<out>").action(extractForSigning);
code.command("sign").description("签名(文件或待签数据) / sign a file, or on the station what was taken out").argument("<in>").argument("<out>")
  .requiredOption("--cert <pem>", "code signing certificate").requiredOption("--key <pem>", "its key").requiredOption("--tsa-cert <pem>", "the agency's time stamping certificate").requiredOption("--tsa-key <pem>", "its key")
  .action((from: string, out: string, o: { cert: string; key: string; tsaCert: string; tsaKey: string }) => signCode(from, out, { certificate: o.cert, key: o.key, tsaCertificate: o.tsaCert, tsaKey: o.tsaKey }));
code.command("attach").description("装回签名并核验 / put the signature back, and check").argument("<exe>").argument("<signature>").argument("<out>").requiredOption("--authority <pem>")
  .action((exe: string, signature: string, out: string, o: { authority: string }) => attachSignature(exe, signature, out, o.authority));
code.command("verify").description("核验 / check").argument("<exe>").requiredOption("--authority <pem>").action((exe: string, o: { authority: string }) => verifyCode(exe, o.authority));

program.command("attack-probe").description("逐项攻击自检 / every known attack against the workstation's own client").argument("[attacks...]", "only these").option("--json")
  .action(async (names: string[], o: { json?: boolean }) => {
    const lines = await probe((line) => say(o.json ? JSON.stringify(line) : `${line.refused ? "✓" : "✗"} ${line.attack}: ${line.code}${line.expected ? `, expected ${line.expected}` : ""}`), names);
    process.exitCode = lines.every((line) => line.refused) ? 0 : 1;
  });

/** What the machines say, where the service's database was named. */
async function machines({ data, databaseUrl }: { data?: string; databaseUrl?: string }): Promise<MachinesSaid | null> {
  const where = data ? ["--data", data] : databaseUrl ? ["--database-url", databaseUrl] : null;
  return where && MachinesSaidSchema.parse(JSON.parse(await runToEnd(process.execPath, [join(ROOT, "service/admin/cli.ts"), "device", "builds", "--json", ...where])));
}

function stateOf(repository: string): string {
  const state = publishedState(repository);
  if (state === null) throw new ReleaseFailure("not_published_yet", [repository]);
  return state;
}
const readRoot = (path: string): SignedJson => JSON.parse(readFileSync(path, "utf8")) as SignedJson;
const publishingKeys = async (o: { dutyKey: string; timestampKey?: string }): Promise<PublishingKeys> => {
  if (o.timestampKey === undefined) throw new ReleaseFailure("usage", ["--timestamp-key FILE publishes here, --answer FILE signs for IT's screen to publish"]);
  return { duty: openKey(o.dutyKey, await passphrase(o.dutyKey)), timestamp: readTimestampKey(o.timestampKey) };
};

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof ReleaseFailure ? failureText(error) : error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
