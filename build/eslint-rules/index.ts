// The lint rules of the house, as one plugin. Each is tested in tests/unit/build/eslint-rules.test.ts.
import { ipcMainInRouter } from "./ipc-main-in-router.ts";
import { noExportApi } from "./no-export-api.ts";
import { noSocket } from "./no-socket.ts";
import { noWordsInCode } from "./no-words-in-code.ts";

export const lockdesk = {
  meta: { name: "lockdesk" },
  rules: {
    "no-export-api": noExportApi,
    "ipc-main-in-router": ipcMainInRouter,
    "no-socket": noSocket,
    "no-words-in-code": noWordsInCode,
  },
};
