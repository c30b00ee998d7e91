/** The simulated clock as eight bytes of a file: whoever moves it writes them, every process reads the same moment without being told. */
import { closeSync, openSync, readSync, writeSync } from "node:fs";

export interface SharedClock {
  /** UTC ms. */
  now(): number;
  set(at: number): void;
  close(): void;
}

/** Opens it; `at` begins it, left out it is read as it stands. */
export function sharedClock(file: string, at?: number): SharedClock {
  const fd = openSync(file, at === undefined ? "r" : "w+");
  const bytes = Buffer.alloc(8);
  const clock: SharedClock = {
    now() {
      readSync(fd, bytes, 0, 8, 0);
      return bytes.readDoubleLE(0);
    },
    set(to) {
      bytes.writeDoubleLE(to, 0);
      writeSync(fd, bytes, 0, 8, 0);
    },
    close: () => closeSync(fd),
  };
  if (at !== undefined) clock.set(at);
  return clock;
}
