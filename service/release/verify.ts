/** Release documents as the library that verifies them on the workstations reads them: signatures are counted by it, nowhere else. */
import { Metadata, MetadataKind, type Root, type Snapshot, type Targets } from "@tufjs/models";
import type { SignedJson } from "./signing.ts";

export const asRoot = (document: SignedJson): Metadata<Root> => Metadata.fromJSON(MetadataKind.Root, plain(document));
export const asTargets = (document: SignedJson): Metadata<Targets> => Metadata.fromJSON(MetadataKind.Targets, plain(document));
export const asSnapshot = (document: SignedJson): Metadata<Snapshot> => Metadata.fromJSON(MetadataKind.Snapshot, plain(document));
const plain = (document: SignedJson) => structuredClone(document) as unknown as Parameters<typeof Metadata.fromJSON>[1];

/** What the library says of signatures below a threshold, as a fault. */
export function thresholdFault(verify: () => void, by: string): string[] {
  try {
    verify();
    return [];
  } catch (error) {
    return [`${(error as Error).message}, counted by ${by}`];
  }
}
