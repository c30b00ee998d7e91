/** `protocol`: the app's own schemes, answered inside this process. */
import type Electron from "electron";
import { installUnsupported } from "./unsupported.ts";
import { UNSUPPORTED } from "./unsupported-names.ts";
import { addAppScheme } from "./urls.ts";

export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

let sealed = false;
const privileges = new Map<string, Electron.Privileges>();

/** After `ready` no scheme can be registered. */
export function sealSchemes(): void {
  sealed = true;
}

function registerSchemes(customSchemes: Electron.CustomScheme[]): void {
  if (sealed) throw new Error("protocol.registerSchemesAsPrivileged should be called before app is ready");
  for (const custom of customSchemes) {
    if (custom.privileges?.standard !== true || custom.privileges.secure !== true) {
      throw new Error(`build/electron-host: scheme '${custom.scheme}' must be standard and secure here`);
    }
    if (custom.privileges.bypassCSP === true || custom.privileges.allowServiceWorkers === true) {
      throw new Error(`build/electron-host: scheme '${custom.scheme}' may not bypass the CSP or have service workers here`);
    }
    privileges.set(custom.scheme, custom.privileges);
    addAppScheme(custom.scheme);
  }
}

/** `protocol` of one session. */
export class HostProtocol {
  readonly #handlers = new Map<string, ProtocolHandler>();

  /** Must come before `ready`, once per app. Only standard, secure schemes can be emulated. */
  registerSchemesAsPrivileged(customSchemes: Electron.CustomScheme[]): void {
    registerSchemes(customSchemes);
  }

  /** Answers every request of this session for the scheme. Throws when it is handled already. */
  handle(scheme: string, handler: ProtocolHandler): void {
    if (this.#handlers.has(scheme)) throw new Error(`The scheme '${scheme}' is already handled`);
    if (!privileges.has(scheme)) {
      throw new Error(`build/electron-host: register the scheme '${scheme}' as privileged first`);
    }
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.#handlers.delete(scheme)) throw new Error(`The scheme '${scheme}' is not handled`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** The session's own handler; not Electron API, so not enumerable on its objects. */
  static handlerOf(protocol: HostProtocol, scheme: string): ProtocolHandler | undefined {
    return protocol.#handlers.get(scheme);
  }
}

installUnsupported(HostProtocol.prototype, "protocol", UNSUPPORTED.protocol.methods);
