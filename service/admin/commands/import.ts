/** `import FILE --bank CODE`: check and confirm a bank's file; `batch`: list, report, undo. */
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { SYSTEM } from "../../app.ts";
import type { Ctx } from "../../context.ts";
import { rows } from "../../db/query.ts";
import { setBank } from "../../desk/house.ts";
import { listReports, readReport, type StoredReport } from "../../import/batch-report.ts";
import { checkFile, importFile, undoBatch } from "../../import/confirm.ts";
import { formatFen, parseYuan } from "../../../shared/model/money.ts";
import { FILE_KINDS } from "../../../shared/protocol/desk.ts";
import { refuse } from "../../../shared/protocol/errors.ts";
import { command, table, type AddArea } from "./command.ts";

const ImportArgs = z.object({
  path: z.string(), bank: z.string().min(1).max(20), kind: z.enum(FILE_KINDS).optional(), dryRun: z.boolean(),
  control: z.object({ count: z.number().int().nonnegative(), fen: z.number().int().nonnegative() }).nullable(), vouched: z.boolean(),
});

interface Outcome extends StoredReport {
  readonly state: "dry-run" | "confirmed";
  readonly batchNo: string;
  readonly batchId: string | null;
  readonly kind: string;
  readonly refusals: readonly { sheet: string; row: number; column: string; code: string; value: string; zh: string; en: string }[];
}

/** Carries a result out of a transaction that must leave nothing behind. */
class Undone extends Error {
  readonly result: Outcome;
  constructor(result: Outcome) {
    super("dry run");
    this.result = result;
  }
}

/** In a house without staff, one that is only being set up, an unknown bank is founded on the way. */
async function bankFor(ctx: Ctx, code: string): Promise<void> {
  const [known] = await rows<{ bank: boolean; staff: boolean }>(ctx.tx, sql`SELECT EXISTS (SELECT 1 FROM bank WHERE code = ${code}) AS bank, EXISTS (SELECT 1 FROM app_user) AS staff`);
  if (known?.bank) return;
  if (known?.staff) refuse("bad_input", [`--bank ${code}: 没有此委托方,先执行 bank add / no such client bank, run: bank add ${code} NAME`]);
  await setBank(ctx, code, code);
}

async function dryRun(ctx: Ctx, args: z.output<typeof ImportArgs>): Promise<never> {
  await bankFor(ctx, args.bank);
  const { kind, stored, refusals } = await checkFile(ctx, { path: args.path, bankCode: args.bank, kind: args.kind });
  throw new Undone({ ...stored, state: "dry-run", batchNo: "", batchId: null, kind, refusals });
}

async function confirm(ctx: Ctx, args: z.output<typeof ImportArgs>): Promise<Outcome> {
  if (!args.control && !args.vouched) refuse("bad_input", ["请给出来函的 --count 与 --amount,或以 --yes 担保 / give --count and --amount from the bank's letter, or vouch with --yes"]);
  await bankFor(ctx, args.bank);
  const { report, stored } = await importFile(ctx, { path: args.path, bankCode: args.bank, kind: args.kind, control: args.control });
  const refusals = report.refusals.map(({ sheet, row, column, code, value, zh, en }) => ({ sheet, row, column, code, value, zh, en }));
  return { ...stored, state: "confirmed", batchNo: report.batchNo, batchId: report.batchId, kind: report.kind, refusals };
}

export const importCommands = {
  "import.file": command(ImportArgs, async (service, args): Promise<Outcome> => {
    try {
      return await service.run(SYSTEM, (ctx) => (args.dryRun ? dryRun(ctx, args) : confirm(ctx, args)));
    } catch (error) {
      if (error instanceof Undone) return error.result;
      throw error;
    }
  }),
  "batch.list": command(z.object({ limit: z.number().int().positive().max(500) }), (service, { limit }) => service.run(SYSTEM, (ctx) => listReports(ctx, limit, null))),
  "batch.report": command(z.object({ no: z.string() }), (service, { no }) => service.run(SYSTEM, async (ctx) => readReport(ctx, await idOf(ctx, no)))),
  "batch.undo": command(z.object({ no: z.string(), reason: z.string().min(1).max(200) }), (service, { no, reason }) => service.run(SYSTEM, async (ctx) => undoBatch(ctx, await idOf(ctx, no), reason))),
};

async function idOf(ctx: Ctx, no: string): Promise<string> {
  const [row] = await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM batch WHERE no = ${no}`);
  return row?.id ?? refuse("not_found", [`batch: ${no}`]);
}

const REFUSALS_PRINTED = 20;

function show(o: Outcome): string {
  const head = o.state === "dry-run" ? "试导入,未保存任何内容 (dry run, nothing was kept)" : `已入库,批次 ${o.batchNo} (confirmed)`;
  const counts = table([
    ["读取 rows", o.rows], ["新增 imported", o.imported], ["更新 updated", o.updated], ["未变 unchanged", o.unchanged], ["未匹配 unmatched", o.unmatched], ["拒绝 refused", o.refused],
    ["控制总数 control", `${o.controlCount} / ${formatFen(o.controlFen)}`],
  ]);
  const changed = Object.entries(o.changed).map(([field, n]) => `  ${field}: ${n}`);
  const refused = o.refusals.slice(0, REFUSALS_PRINTED).map((r) => `  ${r.sheet ? `${r.sheet} ` : ""}${r.row} ${r.column} ${r.value}: ${r.zh} / ${r.en}`);
  const more = o.refusals.length > REFUSALS_PRINTED ? [`  … ${o.refusals.length - REFUSALS_PRINTED} more, see --json`] : [];
  return [head, counts, ...(changed.length ? ["变更字段 changed fields", ...changed] : []), ...(refused.length ? ["拒绝的行 refused rows", ...refused, ...more] : [])].join("\n");
}

/** The keys people and checks rely on come first. */
const asJson = (o: Outcome): unknown => {
  const { rows: read, imported, updated, unchanged, refused, refusals, ...rest } = o;
  return { rows: read, imported, updated, unchanged, refused, refusals: refusals.map(({ sheet, row, column, code, zh, en, value }) => ({ sheet, row, column, code, zh, en, value })), ...rest };
};

function totals(count: string | undefined, amount: string | undefined): z.output<typeof ImportArgs>["control"] {
  if (count === undefined && amount === undefined) return null;
  const fen = amount === undefined ? null : parseYuan(amount);
  if (count === undefined || !/^\d+$/.test(count) || fen === null) refuse("bad_input", ["--count 与 --amount 须同时给出 / give both --count N and --amount YUAN"]);
  return { count: Number(count), fen };
}

export const addImport: AddArea = (program, shell) => {
  program.command("import <file>").description("check and confirm a client bank's file (委案, 还款明细, 撤案/停催/结清)")
    .requiredOption("--bank <code>", "client bank").option("--kind <kind>", `${FILE_KINDS.join(", ")}; left out, the headings decide`)
    .option("--dry-run", "say what would happen, keep nothing").option("--count <n>", "rows, from the bank's letter").option("--amount <yuan>", "sum, from the bank's letter")
    .option("--yes", "import without the letter's control totals")
    .action(async (file: string, o: { bank: string; kind?: string; dryRun?: boolean; count?: string; amount?: string; yes?: boolean }) => {
      const control = totals(o.count, o.amount);
      // A script that reads the JSON answers for the file; a person is asked for the letter.
      const vouched = o.yes === true || shell.json();
      const after = () => {
        if (!control && !o.dryRun) shell.note("No control totals were given: the file's own count and amount were taken as read.");
      };
      await shell.run<Outcome>("import.file", { path: resolve(file), bank: o.bank, kind: o.kind, dryRun: o.dryRun === true, control, vouched }, show, { json: asJson, after });
    });
  const batch = program.command("batch").description("import batches");
  batch.command("list").option("--limit <n>", "how many", "50").action((o: { limit: string }) =>
    shell.run<Awaited<ReturnType<typeof listReports>>>("batch.list", { limit: Number(o.limit) }, (list) =>
      table(list.map((b) => [b.batchNo, b.bankCode, b.kind, b.state, b.fileName, `+${b.imported} ~${b.updated} =${b.unchanged} ?${b.unmatched} !${b.refused}`]))));
  batch.command("report <no>").action((no: string) => shell.run("batch.report", { no }, (r) => JSON.stringify(r, null, 2)));
  batch.command("undo <no>").requiredOption("--reason <text>").action((no: string, o: { reason: string }) =>
    shell.run("batch.undo", { no, reason: o.reason }, () => `批次 ${no} 已撤销 (undone)`));
};
