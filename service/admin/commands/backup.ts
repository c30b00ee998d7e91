/** `backup`, `restore`, `epoch`: what IT does so that the service survives (docs/operations.md). */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { formatDateTime } from "../../../shared/model/time.ts";
import { SYSTEM } from "../../app.ts";
import { verifyBackup } from "../../backup/manifest.ts";
import { createArchiveSlot, demandOneArchive, receiveWal } from "../../backup/postgres-copy.ts";
import { restore, type RestoreReport } from "../../backup/restore.ts";
import { archiveSlotExists, forgetArchive } from "../../backup/safe-seq.ts";
import { backUp, type BackupReport } from "../../backup/take.ts";
import { writeMeta } from "../../db/meta.ts";
import { StartFailure } from "../../failure.ts";
import { command, type AddArea, type Shell } from "./command.ts";

export const backupCommands = {
  "backup.make": command(z.object({ to: z.string().min(1), replicationUrl: z.string().optional() }), (service, { to, replicationUrl }) => backUp(service, to, replicationUrl)),
  "backup.slot": command(z.object({}), async (service) => {
    if (service.engine !== "postgresql") throw new StartFailure("The embedded engine has no WAL archive: give --database-url, or take backups only.");
    return { exists: await archiveSlotExists(service.db) };
  }),
  "backup.archiveBegins": command(z.object({}), (service) => service.run(SYSTEM, async (ctx) => {
    await forgetArchive(ctx.tx);
    await ctx.audit({ action: "backup.archiveBegins" });
    return {};
  })),
  "epoch.new": command(z.object({ reason: z.string().min(1).max(200) }), (service, { reason }) => service.run(SYSTEM, async (ctx) => {
    const epoch = randomUUID();
    await writeMeta(ctx.tx, "epoch", epoch);
    await ctx.audit({ action: "epoch.new", detail: { formerEpoch: service.epoch, epoch, reason } });
    return { epoch };
  })),
};

const size = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const showBackup = (r: BackupReport): string =>
  `备份完成 backup finished: ${r.to} (${r.files} 个文件 files, ${size(r.bytes)}${r.archived ? ", WAL 归档续写 carried on by the WAL archive" : ""})`;

const showRestore = (r: RestoreReport): string =>
  [
    `恢复完成 restored: ${r.to}, 新纪元 new epoch ${r.epoch}`,
    `备份时间 backup begun ${formatDateTime(r.backupAt)}${r.restoredUpTo === null ? "" : `, 最后一笔事务 last transaction ${formatDateTime(r.restoredUpTo)}`}`,
    "启动服务后,工作站会补传中心缺少的记录 / once the service runs, workstations push again what it lacks",
  ].join("\n");

async function archive(shell: Shell, dir: string, replicationUrl: string): Promise<void> {
  const { exists } = await shell.ask<{ exists: boolean }>("backup.slot", {});
  await demandOneArchive(dir, exists);
  if (!exists) {
    await shell.ask("backup.archiveBegins", {});
    await createArchiveSlot(replicationUrl);
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const archiver = receiveWal(replicationUrl, dir);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => archiver.stop());
  shell.note(`WAL 归档 archiving WAL into ${dir}`);
  process.exitCode = (await archiver.ended) ?? 1;
}

export const addBackup: AddArea = (program, shell) => {
  const url = (o: { replicationUrl?: string }): string => {
    const found = o.replicationUrl ?? shell.databaseUrl();
    if (!found) throw new StartFailure("The WAL archive is of a PostgreSQL: give --database-url.");
    return found;
  };
  const backup = program.command("backup").description("a verified copy of the database").option("--to <dir>", "directory to make").option("--replication-url <url>", "PostgreSQL login with REPLICATION (default: --database-url)")
    .action((o: { to?: string; replicationUrl?: string }) => {
      if (!o.to) throw new StartFailure("Where to? Give --to DIR, a directory that does not exist yet.");
      return shell.run<BackupReport>("backup.make", { to: resolve(o.to), ...(o.replicationUrl ? { replicationUrl: o.replicationUrl } : {}) }, showBackup);
    });
  backup.command("archive").description("draw PostgreSQL's WAL into a directory, without end (run it under the init system)").requiredOption("--into <dir>").option("--replication-url <url>")
    .action((o: { into: string; replicationUrl?: string }) => archive(shell, resolve(o.into), url(o)));
  backup.command("verify").description("read every file of a backup again").requiredOption("--from <dir>")
    .action(async (o: { from: string }) => shell.print(await verifyBackup(resolve(o.from)), (m) => `完好 intact: ${m.files.length} 个文件 files, ${formatDateTime(m.at)}`, (m) => ({ ok: true, at: m.at, epoch: m.epoch, files: m.files.length })));
  program.command("restore").description("make a data directory from a backup, with a new epoch").requiredOption("--from <dir>").requiredOption("--to <dir>", "data directory to make (PostgreSQL: its PGDATA)")
    .option("--wal <dir>", "go on to the newest end of this WAL archive").option("--older", "although a younger backup stands beside it")
    .action(async (o: { from: string; to: string; wal?: string; older?: boolean }) =>
      shell.print(await restore({ from: o.from, to: o.to, older: o.older === true, ...(o.wal ? { wal: resolve(o.wal) } : {}) }), showRestore));
  program.command("epoch").description("the database's history").command("new").description("history may have gone back (failover to a stale copy): workstations push again; start every service anew").requiredOption("--reason <text>")
    .action((o: { reason: string }) => shell.run<{ epoch: string }>("epoch.new", { reason: o.reason }, (r) => `新纪元 new epoch ${r.epoch}: 请重启全部服务 start every service anew`));
};
