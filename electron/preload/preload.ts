/** A thin list of names, no logic: everything is checked in main. */
import { contextBridge, ipcRenderer } from "electron";
import { holdBack } from "./hold-back.ts";

holdBack();

contextBridge.exposeInMainWorld("lockdesk", {
  call: (channel: string, input: unknown) => ipcRenderer.invoke(`lockdesk:${channel}`, input),
  on: (push: string, listener: (body: unknown) => void) => {
    const forward = (_event: unknown, name: string, body: unknown) => {
      if (name === push) listener(body);
    };
    ipcRenderer.on("lockdesk.push", forward);
    return () => {
      ipcRenderer.removeListener("lockdesk.push", forward);
    };
  },
});
