import type { BrowserWindow, Session, WebContents, WebFrameMain } from "electron";

/** A closed way out. Each hook is called once: at start, at `ready`, per session, web contents, frame or window. */
export interface Closure {
  readonly id: string;
  /** Rows of the table of ways out (SECURITY.md) that it closes. */
  readonly rows: readonly number[];
  /** Why it is closed: the rule it keeps. */
  readonly why: string;
  atStart?(): void;
  atReady?(): void;
  onSession?(session: Session): void;
  onContents?(contents: WebContents): void;
  onFrame?(frame: WebFrameMain): void;
  onWindow?(window: BrowserWindow): void;
}

/** Replaces methods by throwing ones that cannot be put back, so that no later code path can use them. */
export function forbid(target: object, names: readonly string[], why: string): void {
  for (const name of names) {
    if (Object.getOwnPropertyDescriptor(target, name)?.configurable === false) continue;
    Object.defineProperty(target, name, {
      configurable: false,
      writable: false,
      value: () => {
        throw new Error(`${name} is closed: ${why}`);
      },
    });
  }
}
