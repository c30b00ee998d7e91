/** Which start of the machine this is: what was written but not synced is all there exactly as long as it goes on. */
import { existsSync, readFileSync } from "node:fs";
import { uptime } from "node:os";
import { MINUTE } from "../shared/model/time.ts";

const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/** Names this start of the machine. Where the system has no name for it, its time: a name that changes too often only makes the reader more careful. */
export const bootName = (): string => (existsSync(BOOT_ID) ? readFileSync(BOOT_ID, "utf8").trim() : `up ${Math.round((Date.now() - uptime() * 1000) / MINUTE)}`);
