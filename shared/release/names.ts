/** Names of targets on the wire and on disk. */

/** A target's name with its hash before the file's own name. */
export function hashedName(path: string, sha256: string): string {
  const at = path.lastIndexOf("/") + 1;
  return `${path.slice(0, at)}${sha256}.${path.slice(at)}`;
}
