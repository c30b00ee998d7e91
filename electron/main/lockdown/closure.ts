import type { Session, WebContents } from "electron";

/** A closed way out. Hooks are called once at start, once per session, once per web contents. */
export interface Closure {
  readonly id: string;
  /** Why it is closed: the rule it keeps. */
  readonly why: string;
  atStart?(): void;
  onSession?(session: Session): void;
  onContents?(contents: WebContents): void;
}

/** Replaces export methods by throwing ones, so that no later code path can use them. */
export function forbid(target: object, names: readonly string[], why: string): void {
  for (const name of names) {
    Object.defineProperty(target, name, {
      configurable: false,
      writable: false,
      value: () => {
        throw new Error(`${name} is closed: ${why}`);
      },
    });
  }
}
