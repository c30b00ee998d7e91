/** `user`: accounts. `bank`, `region`, `team`: the frame of the house. `device`: workstations. */
import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { SYSTEM } from "../../app.ts";
import { rows } from "../../db/query.ts";
import { listDevices } from "../../desk/devices.ts";
import { machinesSaid } from "../../desk/fleet.ts";
import { setBank, setRegion, setTeam } from "../../desk/house.ts";
import { importStaff, resetFactor, resetPassword, setActive, unlockUser, userByNo } from "../../desk/users.ts";
import type { MachinesSaid } from "../../../shared/release/report.ts";
import { PolicySchema, WIPE_MODES, type Policy } from "../../../shared/protocol/device.ts";
import { readPolicy, setPolicy } from "../../machines/lease.ts";
import { orderWipe, withdrawWipe } from "../../machines/orders.ts";
import { issueEnrolmentCode, revokeDevice } from "../../pki/enrol.ts";
import { formatDateTime } from "../../../shared/model/time.ts";
import { command, table, type AddArea } from "./command.ts";

const No = z.object({ no: z.string().min(1).max(20) });
const Named = z.object({ code: z.string().min(1).max(20), name: z.string().min(1).max(60) });
type Bulk = Awaited<ReturnType<typeof importStaff>>;
interface Person {
  no: string;
  name: string;
  team: string;
  roles: string[];
  extension: string;
  active: boolean;
  locked: boolean;
}

export const peopleCommands = {
  "user.bulk": command(z.object({ text: z.string().min(1), dryRun: z.boolean() }), (service, { text, dryRun }) => service.run(SYSTEM, (ctx) => importStaff(ctx, text, dryRun))),
  "user.list": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => rows<Person>(ctx.tx, sql`SELECT u.no, u.name, coalesce(t.name, '') AS team, u.roles, u.extension, u.active, u.locked_at IS NOT NULL AS locked
    FROM app_user u LEFT JOIN team t ON t.id = u.team_id ORDER BY u.no`))),
  "user.reset": command(No, (service, { no }) => service.run(SYSTEM, async (ctx) => ({ no, password: await resetPassword(ctx, (await userByNo(ctx, no)).id) }))),
  "user.resetFactor": command(No.extend({ reason: z.string().min(1).max(200) }), (service, { no, reason }) => service.run(SYSTEM, async (ctx) => resetFactor(ctx, (await userByNo(ctx, no)).id, reason))),
  "user.unlock": command(No, (service, { no }) => service.run(SYSTEM, async (ctx) => unlockUser(ctx, (await userByNo(ctx, no)).id))),
  "user.active": command(No.extend({ active: z.boolean() }), (service, { no, active }) => service.run(SYSTEM, async (ctx) => setActive(ctx, (await userByNo(ctx, no)).id, active))),
  "bank.add": command(Named, (service, { code, name }) => service.run(SYSTEM, (ctx) => setBank(ctx, code, name))),
  "bank.list": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => rows<{ code: string; name: string }>(ctx.tx, sql`SELECT code, name FROM bank ORDER BY code`))),
  "region.add": command(Named, (service, { code, name }) => service.run(SYSTEM, (ctx) => setRegion(ctx, code, name))),
  "team.add": command(z.object({ name: z.string().min(1).max(40), region: z.string().min(1).max(20) }), (service, { name, region }) => service.run(SYSTEM, async (ctx) => ({ id: await setTeam(ctx, name, region) }))),
  "team.list": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => rows<{ name: string; region: string }>(ctx.tx, sql`SELECT t.name, r.name AS region FROM team t JOIN region r ON r.code = t.region_code ORDER BY t.name`))),
  "device.code": command(z.object({ name: z.string().min(1).max(60) }), (service, { name }) => service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, name))),
  "device.list": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => listDevices(ctx))),
  "device.builds": command(z.object({}), (service) => service.run(SYSTEM, (ctx) => machinesSaid(ctx))),
  "device.wipe": command(z.object({ id: z.uuid(), mode: z.enum(WIPE_MODES), reason: z.string().min(1).max(200) }), (service, { id, mode, reason }) => service.run(SYSTEM, (ctx) => orderWipe(ctx, id, mode, reason))),
  "device.unwipe": command(z.object({ id: z.uuid() }), (service, { id }) => service.run(SYSTEM, async (ctx) => {
    await withdrawWipe(ctx, id);
    return {};
  })),
  "device.policy": command(z.object({ leaseHours: z.number().optional(), graceDays: z.number().optional(), facts: PolicySchema.shape.facts }), (service, { facts, ...set }) => service.run(SYSTEM, async (ctx) => {
    const before = await readPolicy(ctx.tx);
    const policy: Policy = { ...before, ...set, facts: { ...before.facts, ...facts } };
    if (JSON.stringify(policy) !== JSON.stringify(before)) await setPolicy(ctx, policy);
    return policy;
  })),
  "device.revoke": command(z.object({ id: z.uuid(), reason: z.string().min(1).max(200) }), (service, { id, reason }) => service.run(SYSTEM, (ctx) => revokeDevice(ctx, id, reason))),
};

function showBulk(r: Bulk): string {
  const refused = r.refused.map((f) => `  ${f.row} ${f.column}: ${f.zh} / ${f.en}`);
  const passwords = table(r.passwords.map((p) => [`  ${p.no}`, p.name, p.password]));
  return [
    `新增 created ${r.created}, 更新 updated ${r.updated}, 拒绝 refused ${r.refused.length}`, ...refused,
    ...(r.passwords.length ? ["初始密码,只显示一次 (first passwords, shown once)", passwords] : []),
  ].join("\n");
}

/** A list with faults leaves exit code 1, so that a script notices. */
const failing = (r: Bulk): void => {
  if (r.refused.length > 0) process.exitCode = 1;
};

export const addPeople: AddArea = (program, shell) => {
  const user = program.command("user").description("accounts");
  user.command("add <no> <name>").requiredOption("--role <post>", "post, several divided by /").requiredOption("--pledged <day>", "day of the secrecy pledge").option("--team <name>", "", "").option("--extension <digits>", "", "").option("--region <code>", "", "")
    .action((no: string, name: string, o: { role: string; pledged: string; team: string; extension: string; region: string }) =>
      shell.run<Bulk>("user.bulk", { text: [no, name, o.team, o.role, o.extension, o.pledged, o.region].join("\t"), dryRun: false }, showBulk, { after: failing }));
  user.command("bulk <file>").description("工号,姓名,组别,岗位,分机,承诺书日期[,地区]").option("--dry-run").action((file: string, o: { dryRun?: boolean }) =>
    shell.run<Bulk>("user.bulk", { text: readFileSync(file, "utf8"), dryRun: o.dryRun === true }, showBulk, { after: failing }));
  user.command("list").action(() => shell.run<Person[]>("user.list", {}, (list) => table(list.map((u) => [u.no, u.name, u.team, u.roles.join("/"), u.extension, u.active ? (u.locked ? "锁定 locked" : "") : "停用 off"]))));
  user.command("reset <no>").action((no: string) => shell.run<{ password: string }>("user.reset", { no }, (r) => `${no} 的新密码 (new password, shown once): ${r.password}`));
  user.command("reset-factor <no>").description("take the second factor away: the next sign-in sets up a new one").requiredOption("--reason <text>").action((no: string, o: { reason: string }) =>
    shell.run("user.resetFactor", { no, reason: o.reason }, () => `${no} 的第二步验证已重置 (second step reset)`));
  user.command("unlock <no>").action((no: string) => shell.run("user.unlock", { no }, () => `${no} 已解锁 (unlocked)`));
  user.command("enable <no>").action((no: string) => shell.run("user.active", { no, active: true }, () => `${no} 已启用 (enabled)`));
  user.command("disable <no>").action((no: string) => shell.run("user.active", { no, active: false }, () => `${no} 已停用 (disabled)`));
  const bank = program.command("bank").description("client banks (委托方)");
  bank.command("add <code> <name>").action((code: string, name: string) => shell.run("bank.add", { code, name }, () => `${code} ${name}`));
  bank.command("list").action(() => shell.run<{ code: string; name: string }[]>("bank.list", {}, (list) => table(list.map((b) => [b.code, b.name]))));
  program.command("region").description("regions").command("add <code> <name>").action((code: string, name: string) => shell.run("region.add", { code, name }, () => `${code} ${name}`));
  const team = program.command("team").description("teams");
  team.command("add <name>").requiredOption("--region <code>").action((name: string, o: { region: string }) => shell.run("team.add", { name, region: o.region }, () => name));
  team.command("list").action(() => shell.run<{ name: string; region: string }[]>("team.list", {}, (list) => table(list.map((t) => [t.name, t.region]))));
  addDevices(program, shell);
};

const addDevices: AddArea = (program, shell) => {
  const device = program.command("device").description("workstations");
  device.command("code").description("one-time enrolment code").requiredOption("--name <name>").action((o: { name: string }) =>
    shell.run<{ code: string; expiresAt: number }>("device.code", { name: o.name }, (r) => `${r.code}  有效至 (valid until) ${formatDateTime(r.expiresAt)}`));
  device.command("list").action(() => shell.run<Awaited<ReturnType<typeof listDevices>>>("device.list", {}, (list) =>
    table(list.map((d) => [d.id, d.name, d.lastSeenAt === null ? "—" : formatDateTime(d.lastSeenAt), d.version, `未上传 unsent ${d.unsent}`, d.lastUser, d.revoked ? "已停用 revoked" : ""]))));
  device.command("builds").description("what each machine runs, by its own words").action(() => shell.run<MachinesSaid>("device.builds", {}, ({ machines }) =>
    table(machines.map(({ name, version, heardAt, said }) => [name, version || "—", said?.ring ?? "—", said?.phase ?? "—", said?.error ?? "", heardAt === null ? "—" : formatDateTime(heardAt)]))));
  device.command("wipe <id>").description("order the machine to destroy what is on it").requiredOption("--reason <text>").option("--mode <mode>", WIPE_MODES.join(" | "), "flush-then-wipe").action((id: string, o: { mode: string; reason: string }) =>
    shell.run<{ orderId: string }>("device.wipe", { id, mode: o.mode, reason: o.reason }, (r) => `${id} 清除指令已下达 (wipe ordered): ${r.orderId}`));
  device.command("unwipe <id>").description("take an order back that has not been carried out").action((id: string) => shell.run("device.unwipe", { id }, () => `${id} 清除指令已撤回 (wipe withdrawn)`));
  device.command("policy").description("show or set leases and posture").option("--lease-hours <n>").option("--grace-days <n>").option("--fact <name=ignore|warn|refuse...>", "what a fact means", (one: string, all: string[]) => [...all, one], [] as string[])
    .action((o: { leaseHours?: string; graceDays?: string; fact: string[] }) => shell.run<Policy>("device.policy", {
      ...(o.leaseHours ? { leaseHours: Number(o.leaseHours) } : {}), ...(o.graceDays ? { graceDays: Number(o.graceDays) } : {}), facts: Object.fromEntries(o.fact.map((pair) => pair.split("=", 2))) as Policy["facts"],
    }, (p) => [`离线有效期 lease ${p.leaseHours} h, 宽限 grace ${p.graceDays} d`, table(Object.entries(p.facts))].join("\n")));
  device.command("revoke <id>").requiredOption("--reason <text>").action((id: string, o: { reason: string }) => shell.run("device.revoke", { id, reason: o.reason }, () => `${id} 已停用 (revoked)`));
};
