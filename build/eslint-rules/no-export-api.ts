// P4: nothing leaves. The calls by which a page or a database can be copied out of the program may be named
// only where they are closed (`electron/main/lockdown/`, `db/guard.ts`); the table says which and why.
import { rule, writtenName, type Listeners } from "./syntax.ts";

/** Name of the member -> the way out that it opens (numbers: ELECTRON.md 2.3). */
export const EXPORT_APIS: Readonly<Record<string, string>> = {
  print: "printing (5)",
  printToPDF: "printing to a file (5)",
  getPrintersAsync: "printing (5)",
  downloadURL: "download (11)",
  savePage: "saving the page (12)",
  capturePage: "a picture of the page (12)",
  showSaveDialog: "a save dialog (13)",
  showSaveDialogSync: "a save dialog (13)",
  startDrag: "dragging a file out (15)",
  desktopCapturer: "recording the screen (19)",
  setDisplayMediaRequestHandler: "recording the screen (19)",
  openExternal: "another program (27)",
  openPath: "another program (27)",
  showItemInFolder: "another program (27)",
  executeJavaScript: "running text as code in a page",
  executeJavaScriptInIsolatedWorld: "running text as code in a page",
  serialize: "a clear copy of a database (38)",
  backup: "a clear copy of a database (38)",
  rekey: "changing a database's key (38)",
  loadExtension: "foreign code in a database (38)",
};

/** SQL that writes a second database. Short words, so only where a text reads like a statement. */
const EXPORT_SQL = /\bATTACH\s+(DATABASE\b|['"?:@$]|\w+\s+AS\b)|\bVACUUM\b[^;]*\bINTO\b|\bPRAGMA\s+(hex)?(re)?key\b/i;

export const noExportApi = rule(
  "calls that can carry data out of the program are named only where they are closed",
  {
    member: "`{{name}}` opens a way out ({{way}}): name it only under electron/main/lockdown/ or in db/guard.ts (P4)",
    sql: "this SQL writes a copy of the database ({{sql}}): it belongs nowhere but in db/guard.ts (P4)",
  },
  (report): Listeners => {
    const checkName = (node: Parameters<typeof report>[0], name: string | undefined) => {
      if (name !== undefined && Object.hasOwn(EXPORT_APIS, name)) report(node, "member", { name, way: EXPORT_APIS[name] ?? "" });
    };
    const checkText = (node: Parameters<typeof report>[0], text: unknown) => {
      const found = typeof text === "string" ? EXPORT_SQL.exec(text) : null;
      if (found) report(node, "sql", { sql: found[0] });
    };
    return {
      MemberExpression: (node) => checkName(node, writtenName(node.property, node.computed)),
      "ObjectPattern > Property": (node) => checkName(node, writtenName(node.key, node.computed)),
      ImportSpecifier: (node) => checkName(node, writtenName(node.imported, false)),
      "Literal": (node) => checkText(node, node.value),
      TemplateElement: (node) => checkText(node, (node.value as { cooked?: string }).cooked),
    };
  },
);
