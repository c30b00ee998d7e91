/** Preloaded into every utility process: the `electron` alias and `process.parentPort`. */
import { EventEmitter } from "node:events";
import process from "node:process";
import { registerElectron } from "./register.ts";
import type { Wrapped } from "./utility-process.ts";

registerElectron(new URL("utility-module.ts", import.meta.url).href);

/** Messages wait until somebody listens, as in Electron. */
class ParentPort extends EventEmitter {
  #waiting: unknown[] = [];

  constructor() {
    super();
    this.on("newListener", (name) => {
      if (name === "message" && this.#waiting.length > 0) setImmediate(() => this.#flush());
    });
  }

  receive(message: unknown): void {
    if (this.#waiting.length === 0 && this.listenerCount("message") > 0) this.#emitMessage(message);
    else this.#waiting.push(message);
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    for (const message of messages) this.#emitMessage(message);
  }

  #emitMessage(message: unknown): void {
    this.emit("message", { data: message, ports: [] });
  }

  start(): void {}
  pause(): void {}

  postMessage(message: unknown): void {
    try {
      process.send?.({ value: message } satisfies Wrapped);
    } catch (error) {
      throw new Error("An object could not be cloned.", { cause: error });
    }
  }
}

const parentPort = new ParentPort();
Object.defineProperty(process, "parentPort", { value: parentPort, enumerable: true });
Object.defineProperty(process, "type", { value: "utility", enumerable: true });
process.on("message", (wrapped: Wrapped) => parentPort.receive(wrapped.value));
// The host is gone: keys and handles must not outlive it.
process.on("disconnect", () => process.exit(0));
