/**
 * The list of staff that IT pastes (工号,姓名,组别,岗位,分机,承诺书日期[,地区]): read row by row, each
 * fault named with its row and column. Pure.
 */
import { ROLES, type Role } from "../../shared/access/roles.ts";

export interface StaffRow {
  readonly row: number;
  readonly no: string;
  readonly name: string;
  /** Name of the team, "" for posts without one. */
  readonly team: string;
  readonly roles: readonly Role[];
  readonly extension: string;
  readonly pledgedOn: string;
  /** Name or code of the region; "" = the team's. */
  readonly region: string;
}

export interface StaffFault {
  readonly row: number;
  readonly column: string;
  readonly zh: string;
  readonly en: string;
}

/** Posts as they are written on lists (DOMAIN.md 1.0), besides the role's own code. */
const POSTS: Readonly<Record<string, Role>> = {
  催收员: "collector", 信控员: "collector", 电催信控员: "collector", 催收人员: "collector",
  催收主管: "supervisor", 电催主管: "supervisor", 主管: "supervisor",
  负责人: "head", 地区负责人: "head", 风险控制部负责人: "head",
  业务内勤: "clerk", 内勤: "clerk",
  总监助理: "assistant", 运营总监: "operationsDirector", 营销总监: "marketingDirector", 总经理: "generalManager",
  数据岗: "dataPost", 数据管理岗: "dataPost",
  客服专员: "customerService", 客服部经理: "customerServiceManager", 客服经理: "customerServiceManager",
  法务信控员: "legalCollector", 法务专员: "legalSpecialist",
  人力资源: "hr", HR: "hr", 行政: "administrator", 行政人员: "administrator", IT: "it", IT人员: "it",
};

const COLUMNS = ["工号", "姓名", "组别", "岗位", "分机", "承诺书日期", "地区"] as const;
type Column = (typeof COLUMNS)[number];
const OTHER_HEADINGS: Readonly<Record<string, Column>> = { 组: "组别", 小组: "组别", 职务: "岗位", 角色: "岗位", 分机号: "分机", 承诺日期: "承诺书日期", 保密承诺日期: "承诺书日期" };

/** Roles that work in a team and cannot do without one. */
const NEEDS_TEAM: readonly Role[] = ["collector", "supervisor"];

const halfWidth = (text: string): string => text.normalize("NFKC").trim();

function cellsOf(line: string): string[] {
  const separator = line.includes("\t") ? "\t" : /[,，;；]/;
  return line.split(separator).map((cell) => halfWidth(cell.replace(/^\s*"(.*)"\s*$/, "$1")));
}

/** Column order of a heading row; null when the row is no heading. */
function headingOf(cells: readonly string[]): (Column | null)[] | null {
  const columns = cells.map((cell) => (COLUMNS as readonly string[]).includes(cell) ? (cell as Column) : (OTHER_HEADINGS[cell] ?? null));
  return columns.filter((c) => c !== null).length >= 2 ? columns : null;
}

/** `2026/1/5`, `2026.01.05`, `20260105`, `2026年1月5日` → `2026-01-05`; "" for "", null for no date. */
export function readDay(text: string): string | null {
  if (text === "") return "";
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(text);
  if (!match) return null;
  const day = `${match[1]}-${match[2]!.padStart(2, "0")}-${match[3]!.padStart(2, "0")}`;
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? null : day;
}

/** Roles named in a cell, several divided by / or 、; null when one is unknown. */
export function readRoles(text: string): Role[] | null {
  const roles = text.split(/[/、|+]/).map((t) => t.trim()).filter((t) => t !== "").map((t) => POSTS[t] ?? POSTS[t.toUpperCase()] ?? ROLES.find((r) => r.toLowerCase() === t.toLowerCase()));
  return roles.length === 0 || roles.some((r) => r === undefined) ? null : [...new Set(roles as Role[])];
}

type Reading = { ok: true; row: StaffRow } | { ok: false; faults: StaffFault[] };

function readRow(row: number, at: (column: Column) => string): Reading {
  const faults: StaffFault[] = [];
  const fault = (column: Column, zh: string, en: string) => faults.push({ row, column, zh, en });
  const no = at("工号").toUpperCase();
  const roles = readRoles(at("岗位"));
  const pledgedOn = readDay(at("承诺书日期"));
  if (!/^[A-Z0-9-]{3,20}$/.test(no)) fault("工号", "工号须为 3–20 位字母、数字或连字符", "A staff number has 3 to 20 letters, digits or hyphens");
  if (at("姓名") === "" || at("姓名").length > 20) fault("姓名", "姓名不能为空且不超过 20 字", "The name is missing or longer than 20 characters");
  if (!roles) fault("岗位", `岗位「${at("岗位")}」不认识`, `Unknown post "${at("岗位")}"`);
  if (roles?.some((r) => NEEDS_TEAM.includes(r)) && at("组别") === "") fault("组别", "该岗位必须填写组别", "This post needs a team");
  if (!/^\d{0,8}$/.test(at("分机"))) fault("分机", "分机须为数字", "The extension must be digits");
  if (pledgedOn === null) fault("承诺书日期", "日期无法识别,请写成 2026-11-23", "The date is not readable; write 2026-11-23");
  if (pledgedOn === "") fault("承诺书日期", "未签保密承诺书,不能开户(S-57)", "No account without a signed secrecy pledge (S-57)");
  if (faults.length > 0 || !roles || !pledgedOn) return { ok: false, faults };
  return { ok: true, row: { row, no, name: at("姓名"), team: at("组别"), roles, extension: at("分机"), pledgedOn, region: at("地区") } };
}

/**
 * Reads the whole list. Row numbers count lines from 1, the heading included. A heading row may
 * name the columns in any order; without one the order is that of `COLUMNS`. The second line with
 * the same 工号 is refused.
 */
export function readStaffList(text: string): { rows: StaffRow[]; faults: StaffFault[] } {
  const rows: StaffRow[] = [];
  const faults: StaffFault[] = [];
  const seen = new Map<string, number>();
  let order: (Column | null)[] = [...COLUMNS];
  text.replace(/^\uFEFF/, "").split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === "") return;
    const cells = cellsOf(line);
    const heading = rows.length + faults.length === 0 ? headingOf(cells) : null;
    if (heading) {
      order = heading;
      return;
    }
    const at = (column: Column): string => cells[order.indexOf(column)] ?? "";
    const read = readRow(index + 1, at);
    if (!read.ok) return void faults.push(...read.faults);
    const earlier = seen.get(read.row.no);
    if (earlier !== undefined) return void faults.push({ row: index + 1, column: "工号", zh: `工号与第 ${earlier} 行重复`, en: `The staff number repeats row ${earlier}` });
    seen.set(read.row.no, index + 1);
    rows.push(read.row);
  });
  return { rows, faults };
}
