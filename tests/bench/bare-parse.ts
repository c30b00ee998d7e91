/**
 * The peer of the import bench: the same files through the same libraries (yauzl + saxes, iconv-lite
 * + papaparse) to arrays of cell texts, and nothing else: no checks, no mapping, no database.
 */
import { createReadStream } from "node:fs";
import iconv from "iconv-lite";
import Papa from "papaparse";
import { SaxesParser } from "saxes";
import yauzl from "yauzl";

/** Reads a file to cell texts; returns the number of rows. */
export function bareParse(path: string): Promise<number> {
  return path.endsWith(".xlsx") ? bareXlsx(path) : bareCsv(path);
}

async function bareCsv(path: string): Promise<number> {
  const decoded = createReadStream(path).pipe(iconv.decodeStream("gb18030"));
  let rows = 0;
  await new Promise<void>((resolve, reject) => {
    const sink = decoded.pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: false }));
    sink.on("data", (row: string[]) => {
      if (row.length > 0) rows += 1;
    });
    sink.on("end", resolve);
    sink.on("error", reject);
  });
  return rows;
}

function bareXlsx(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.readEntry();
      zip.on("entry", (entry: yauzl.Entry) => {
        if (!/^xl\/worksheets\/sheet1\.xml$/.test(entry.fileName)) return zip.readEntry();
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const { parser, rows } = sheetParser();
          stream.setEncoding("utf8");
          stream.on("data", (chunk: string) => parser.write(chunk));
          stream.on("error", reject);
          stream.on("end", () => {
            parser.close();
            zip.close();
            resolve(rows().length);
          });
        });
      });
    });
  });
}

function sheetParser() {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const rows: string[][] = [];
  let cells: string[] = [];
  let text = "";
  parser.on("opentag", ({ name }) => {
    if (name === "row") cells = [];
    if (name === "c") text = "";
  });
  parser.on("text", (t) => (text += t));
  parser.on("closetag", ({ name }) => {
    if (name === "c") cells.push(text);
    if (name === "row") rows.push(cells);
  });
  return { parser, rows: () => rows };
}
