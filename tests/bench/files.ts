/** The three bank files: the full ones where they are at hand, else the project's own cut. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

export interface BankFile {
  readonly bank: "huabei" | "dongnan" | "xibu";
  readonly path: string;
}

const FULL = resolve(import.meta.dirname, "../../../shared/data/bank-files");
const OWN = resolve(import.meta.dirname, "../../service/demo/portfolio");
const NAMES = {
  huabei: "huabei-bank_2026-11-20.xlsx",
  dongnan: "dongnan-bank_2026-11-20_gb18030.csv",
  xibu: "xibu-bank_2026-11-20_title-rows.xlsx",
} as const;

/** The files and whether they are the full ones (3,575 cases). */
export function bankFiles(): { full: boolean; files: BankFile[] } {
  const full = existsSync(FULL);
  const files = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((bank) => ({ bank, path: resolve(full ? FULL : OWN, NAMES[bank]) }));
  return { full, files };
}
