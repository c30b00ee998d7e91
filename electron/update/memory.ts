/**
 * What the client remembers between runs: the documents it believed last (the library's files), and the latest moment the
 * centre has signed. Half-written documents are thrown away and come anew; the key list's second copy ships in the program.
 * A lost folder costs the memory of versions, not the anchor: what it allows is bounded by the build's own date and version.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { VersionSchema } from "../../shared/release/version.ts";
import { replaceFile } from "../../db/durable-file.ts";
import { demandSoundRoot } from "./fetch.ts";
import { UpdateRefused } from "./refused.ts";

const FloorSchema = z.object({ v: z.literal(1), floor: z.number().int().nonnegative() });
const LockedSchema = z.object({ v: z.literal(1), version: VersionSchema, by: z.number().int() });
export type Locked = Omit<z.infer<typeof LockedSchema>, "v">;
const DOCUMENTS = ["root", "timestamp", "snapshot", "targets", "rollout"] as const;

export interface Memory {
  /** The library's folder. */
  readonly documents: string;
  /** Latest moment the centre is known to have signed, UTC ms; 0 when nothing is known. */
  floor(): number;
  raiseFloor(to: number): void;
  /** The minimum that has put this build out of service, as last decided; null when none has. */
  minimum(): Locked | null;
  /** Keeps it over a restart, which else would open the door until the next look. */
  keepMinimum(locked: Locked | null): void;
  /** Throws away documents that cannot be read, and puts the newest believable key list in place. Throws `update_no_anchor`. */
  mend(): void;
}

/** `shippedRoot` is the file in the program's own resources. */
export function openMemory(folder: string, shippedRoot: string): Memory {
  const documents = join(folder, "documents");
  const minimumFile = join(folder, "minimum.json");
  const floorFile = join(folder, "clock.json");
  const fileOf = (role: string) => join(documents, `${role}.json`);
  mkdirSync(documents, { recursive: true, mode: 0o700 });

  const floor = (): number => {
    const parsed = FloorSchema.safeParse(jsonOf(floorFile));
    return parsed.success ? parsed.data.floor : 0;
  };

  return {
    documents,
    floor,
    raiseFloor: (to) => {
      if (to > floor()) replaceFile(floorFile, JSON.stringify({ v: 1, floor: to }));
    },
    minimum: () => {
      const parsed = LockedSchema.safeParse(jsonOf(minimumFile));
      return parsed.success ? { version: parsed.data.version, by: parsed.data.by } : null;
    },
    keepMinimum: (locked) => {
      if (locked) replaceFile(minimumFile, JSON.stringify({ v: 1, version: locked.version, by: locked.by }));
      else rmSync(minimumFile, { force: true });
    },
    mend: () => {
      mkdirSync(documents, { recursive: true, mode: 0o700 });
      for (const role of DOCUMENTS) if (existsSync(fileOf(role)) && jsonOf(fileOf(role)) === undefined) rmSync(fileOf(role));
      const [kept, shipped] = [rootVersion(fileOf("root")), rootVersion(shippedRoot)];
      if (kept === null && shipped === null) throw new UpdateRefused("update_no_anchor", [shippedRoot]);
      // A newer program brings a newer key list; an older one than is remembered counts for nothing.
      if (kept === null || (shipped !== null && shipped > kept)) replaceFile(fileOf("root"), readFileSync(shippedRoot, "utf8"));
    },
  };
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Version of a key list that can be read and is sound; null else. Its signatures are the library's to count. */
function rootVersion(path: string): number | null {
  try {
    const bytes = readFileSync(path);
    demandSoundRoot(bytes);
    return (JSON.parse(bytes.toString("utf8")) as { signed: { version: number } }).signed.version;
  } catch {
    return null;
  }
}
