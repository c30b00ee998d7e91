import type { Closure } from "./closure.ts";

/** Without handlers Electron grants every web permission; here none is. */
export const permissions: Closure = {
  id: "permissions",
  why: "default-deny: devices, clipboard, notifications, file system, web printing",
  onSession(session) {
    session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
    session.setPermissionCheckHandler(() => false);
    session.setDevicePermissionHandler(() => false);
  },
};
