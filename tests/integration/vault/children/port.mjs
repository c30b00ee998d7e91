/** Gives a plain Node process the port a utility process has, over its IPC channel. */
process.parentPort = {
  on: (_event, listener) => process.on("message", (data) => listener({ data })),
  postMessage: (message) => process.send(message),
};
