import { openCsv } from "./csv.ts";
import { sniffContainer } from "./sniff.ts";
import type { Table } from "./types.ts";
import { openXlsx } from "./xlsx.ts";

/**
 * Opens a file for reading, whatever its name ends with.
 * @param path a delimited text file or an .xlsx workbook
 * @returns the table; `rows()` streams the visible sheets, memory stays bounded
 * @throws FileRefusal naming what to do (`.xls`, password, damaged, lossy …); also while rows stream
 */
export async function openTable(path: string): Promise<Table> {
  return (await sniffContainer(path)) === "zip" ? openXlsx(path) : openCsv(path);
}
