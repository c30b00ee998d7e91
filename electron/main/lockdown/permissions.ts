import type { Closure } from "./closure.ts";

/** Without handlers Electron grants every web permission; here none is: clipboard, notifications, file system, capture, web printing, … */
export const permissions: Closure = {
  id: "permissions",
  rows: [9, 14, 17, 19, 20],
  why: "default-deny: a page needs no permission at all",
  onSession(session) {
    session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
    session.setPermissionCheckHandler(() => false);
  },
};
