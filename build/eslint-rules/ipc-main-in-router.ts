// P5: every message from a page passes the one wrapper that checks sender, schema and permission. So only the
// router may hold `ipcMain`; `contents.ipc` and `frame.ipc` are side doors to the same.
import { rule, writtenName, type Listeners, type SyntaxNode } from "./syntax.ts";

const LISTENING = new Set(["handle", "handleOnce", "on", "once", "addListener"]);

export const ipcMainInRouter = rule(
  "only the IPC router listens to pages",
  {
    ipcMain: "only electron/main/ipc-router*.ts may use ipcMain: add the channel to shared/ipc/contract.ts and its handler to handlers.ts (P5)",
    sideDoor: "`.ipc.{{name}}` listens past the router: use a channel of the contract (P5)",
  },
  (report): Listeners => ({
    ImportSpecifier(node) {
      const from = (node.parent?.source as SyntaxNode | undefined)?.value;
      if (isElectron(from) && writtenName(node.imported, false) === "ipcMain" && node.importKind !== "type") report(node, "ipcMain");
    },
    MemberExpression(node) {
      const name = writtenName(node.property, node.computed);
      if (name === "ipcMain") report(node, "ipcMain");
      const object = node.object as SyntaxNode;
      const onIpc = object.type === "MemberExpression" && writtenName(object.property, object.computed) === "ipc";
      if (onIpc && name !== undefined && LISTENING.has(name)) report(node, "sideDoor", { name });
    },
    "ObjectPattern > Property"(node) {
      if (writtenName(node.key, node.computed) === "ipcMain") report(node, "ipcMain");
    },
  }),
);

function isElectron(source: unknown): boolean {
  return typeof source === "string" && /^electron(\/|$)/.test(source);
}
