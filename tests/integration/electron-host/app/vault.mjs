process.parentPort.on("message", (event) => {
  if (event.data === "spin") for (;;) Math.random();
  process.parentPort.postMessage({ echo: event.data, type: process.type, args: process.argv.slice(2), secret: process.env.FIXTURE });
});
