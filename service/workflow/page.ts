/** What a bank reads after opening a package, as one page; 投诉预警账户情况表 of a warning. Masked as on every desk. */
import type { WarningDoc } from "../../shared/model/documents.ts";
import { maskBody } from "../../shared/model/masking-text.ts";
import { formatDateTime } from "../../shared/model/time.ts";
import { COMPLAINT_STEPS } from "../../shared/workflow/complaint.ts";
import { WARNING_STEPS } from "../../shared/workflow/early-warning.ts";
import { PAGE_WORDS } from "./page-words.ts";

const escape = (text: string): string => text.replace(/[&<>"']/g, (ch) => `&#${ch.charCodeAt(0)};`);
export const row = (label: string, value: string): string => `<tr><th>${escape(label)}</th><td>${escape(value) || "—"}</td></tr>`;
export const block = (title: string, rows: readonly string[]): string => `<h2>${escape(title)}</h2><table>${rows.join("")}</table>`;

export const word = (value: string): string => PAGE_WORDS.value[value] ?? value;
const valueOf = (value: unknown): string => (Array.isArray(value) ? value.map((v) => word(String(v))).join("、") : typeof value === "number" ? formatDateTime(value) : word(String(value ?? "")));
/** Numbers of recordings, archives and receipts: references, whatever digits stand in them. */
const REFERENCES = new Set([...WARNING_STEPS, ...COMPLAINT_STEPS].flatMap((s) => s.fields.filter((f) => f.kind === "line").map((f) => f.name)));
/** The fields of a part that have a name on the form; ids of colleagues have none. */
export const part = (values: Readonly<Record<string, unknown>> | null): string[] =>
  Object.entries(values ?? {}).flatMap(([key, value]) => (PAGE_WORDS.field[key] ? [row(PAGE_WORDS.field[key], REFERENCES.has(key) ? String(value) : valueOf(maskBody(value)))] : []));

/** The whole form with its steps. */
export function warningPage(doc: WarningDoc, packageNo: string): string {
  const facts = Object.entries(PAGE_WORDS.fact).map(([key, label]) => row(label, word(doc.facts[key] ?? "")));
  const steps = doc.steps.filter((s) => s.counts).map((s) => row(PAGE_WORDS.step[s.step] ?? s.step, `${formatDateTime(s.at)} ${s.byName}${s.late ? "(超时)" : ""}`));
  const parts = Object.entries(doc.parts).map(([step, values]) => block(PAGE_WORDS.step[step] ?? step, part(values)));
  const about = `封包号 ${packageNo} · 登记序号 ${doc.registerNo} · 预警触发时间 ${formatDateTime(doc.t0)}`;
  return page("投诉预警账户情况表", about, [block("账户与通话", facts), block("信控员填写", part(doc.form)), block("认定", part(doc.finding)), block("安抚方案", part(doc.plan)), ...parts, block("办理经过", steps)]);
}

/** A page that needs nothing but itself. */
export const page = (title: string, about: string, blocks: readonly string[]): string => [
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escape(title)}</title>`,
  "<style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}th{width:14em}</style>",
  `<h1>${escape(title)}</h1><p>${escape(about)}</p>`, ...blocks,
  "</html>",
].join("\n");
