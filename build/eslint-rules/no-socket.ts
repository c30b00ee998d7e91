// P4: no network but the bridge. Node's and npm's socket modules are kept out by the dependency rule
// (.dependency-cruiser.cjs); this rule keeps out what needs no import: globals, and Electron's own client.
import { isTypeImport, rule, writtenName, type Listeners, type SyntaxNode } from "./syntax.ts";

const GLOBALS = new Set(["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "WebTransport", "RTCPeerConnection"]);
const GLOBAL_OBJECTS = new Set(["globalThis", "window", "self"]);
const MEMBERS = new Set(["sendBeacon"]);

export const noSocket = rule(
  "only the bridge opens sockets",
  { socket: "`{{name}}` opens a connection: only electron/bridge/ may (P4)" },
  (report): Listeners => ({
    ":matches(CallExpression, NewExpression) > Identifier.callee"(node) {
      if (GLOBALS.has(String(node.name))) report(node, "socket", { name: String(node.name) });
    },
    MemberExpression(node) {
      const name = writtenName(node.property, node.computed);
      if (name === undefined) return;
      const object = node.object as SyntaxNode;
      const ofGlobal = object.type === "Identifier" && GLOBAL_OBJECTS.has(String(object.name));
      if (MEMBERS.has(name) || (ofGlobal && GLOBALS.has(name))) report(node, "socket", { name });
    },
    ImportSpecifier(node) {
      const from = (node.parent?.source as SyntaxNode | undefined)?.value;
      const name = writtenName(node.imported, false);
      if (from === "electron" && name === "net" && node.importKind !== "type" && !isTypeImport(node)) report(node, "socket", { name });
    },
  }),
);
