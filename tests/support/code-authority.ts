/** A code signing authority of its own, made with openssl: for tests of Windows signatures. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Programs of the list that are not installed here. */
export const missingTools = (...names: string[]): string[] => names.filter((name) => spawnSync(name, ["-version"]).error);

/** Makes authorities and leaves as files `<name>.pem` and `<name>.key` in a folder. */
export function codeAuthority(dir: string) {
  const ssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: dir, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  return {
    authority: (name: string): void => ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "3650", "-subj", "/CN=Agency CA"),
    leaf: (name: string, by: string, usage: string): void => {
      ssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", "/CN=Agency signer");
      writeFileSync(join(dir, `${name}.ext`), `keyUsage=critical,digitalSignature\nextendedKeyUsage=${usage}\n`);
      ssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-out", `${name}.pem`, "-days", "730", "-extfile", `${name}.ext`);
    },
  };
}
