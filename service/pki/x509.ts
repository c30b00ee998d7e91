/** The certificate library, loaded with what it needs. Import it from here only. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto as Crypto);

export { x509 };
/** The one kind of key used: EC P-256 with SHA-256. */
export const KEY = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
