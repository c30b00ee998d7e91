/** Id of a release key: the hash of its text. */
import { hash } from "node:crypto";
import { keyText, type ReleaseKey } from "../../shared/release/roles.ts";

export const keyId = (key: ReleaseKey): string => hash("sha256", keyText(key));
