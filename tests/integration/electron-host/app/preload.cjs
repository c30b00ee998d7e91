"use strict";
const { contextBridge, ipcRenderer } = require("electron");

contextBridge.exposeInMainWorld("probe", {
  invoke: (channel, input) => ipcRenderer.invoke(channel, input),
  send: (channel, input) => ipcRenderer.send(channel, input),
  on: (channel, callback) => {
    const listener = (_event, payload) => callback(payload);
    ipcRenderer.on(channel, listener);
    return () => ipcRenderer.off(channel, listener);
  },
  twice: (callback) => callback(1) + callback(2),
  fails: () => {
    throw new TypeError("told you");
  },
  later: async (value) => ({ value }),
  facts: { argv: process.argv.slice(1), documentAtStart: document.readyState, bodyAtStart: document.body === null },
});
