/** Entry of the vault process: the port to main, and nothing else. Killed on lock; assumes death at any instant. */
import type { FromVault, ToVault } from "../../shared/ipc/vault.ts";
import { refusal } from "../../shared/protocol/errors.ts";
import { errorFields, log } from "./log.ts";
import { createVault } from "./vault.ts";

interface Port {
  on(event: "message", listener: (event: { data: ToVault }) => void): void;
  postMessage(message: FromVault): void;
}

const port = (process as unknown as { parentPort?: Port }).parentPort;
if (!port) throw new Error("the vault runs only as a utility process of the workstation");

const send = (message: FromVault): void => port.postMessage(message);
const vault = createVault({
  push: (push, body) => send({ t: "push", push, body }),
  lock: (reason) => send({ t: "lock", reason }),
  pin: (orderKey) => send({ t: "pin", orderKey }),
  journal: { anchored: (taken, head) => send({ t: "anchored", taken, head }), note: (what, facts) => send({ t: "note", what, facts }) },
});

/** Passes one message on. What comes back is always an answer. */
async function take(message: ToVault): Promise<void> {
  switch (message.t) {
    case "signIn": {
      const { t: _t, n, ...rest } = message;
      return send({ t: "signedIn", n, answer: await vault.signIn(rest) });
    }
    case "call":
      return send({ t: "answer", n: message.n, answer: await vault.call(message.channel, message.input) });
    case "upload":
      return send({ t: "answer", n: message.n, answer: await vault.upload(message.path, message.name) });
    case "copyable":
      return send({ t: "answer", n: message.n, answer: vault.copyable(message.caseId, message.field) });
    case "refused":
      return vault.noteRefused(message.counts);
    case "journal":
      return vault.takeJournal(message);
  }
}

port.on("message", ({ data }) => {
  take(data).catch((error: unknown) => {
    log("error", "port", errorFields(error));
    if ("n" in data) send({ t: "answer", n: data.n, answer: { ok: false, refusal: refusal("internal") } });
  });
});

// A lock announces itself where the system can; main does not wait for more than an instant.
process.once("SIGTERM", () => {
  try {
    vault.letGo();
  } finally {
    process.exit(0);
  }
});

// A process that holds keys does not go on after a fault nobody foresaw: main sees it end and locks.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    log("error", event, errorFields(error));
    process.exit(1);
  });
}
