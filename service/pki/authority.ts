/**
 * The agency's own certificate authority: made at the first start, signs the server's certificate at
 * every start and one certificate per enrolled device. Certificates live on real time, never on the
 * training clock, because both ends of TLS check them against their machine's clock.
 */
import { webcrypto } from "node:crypto";
import { refuse } from "../../shared/protocol/errors.ts";
import { KEY, x509 } from "./x509.ts";

export interface Authority {
  readonly certificatePem: string;
  readonly certificate: x509.X509Certificate;
  readonly key: CryptoKey;
}
/** What is kept of an authority: both PEM. */
export interface StoredAuthority {
  readonly key: string;
  readonly certificate: string;
}
export interface IssuedCertificate {
  readonly pem: string;
  readonly serial: string;
  /** SHA-256 of the DER form, lower-case hex. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;
const CA_YEARS = 20;
const SERVER_DAYS = 397;
const DEVICE_DAYS = 2 * 365;
const subtle = webcrypto.subtle;

const around = (days: number): { notBefore: Date; notAfter: Date } => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) });
const serial = (): string => {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] ?? 0) & 0x7f; // positive
  return Buffer.from(bytes).toString("hex");
};

/** Makes a new authority. */
export async function makeAuthority(): Promise<StoredAuthority> {
  const keys = (await subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(), name: "CN=Lockdesk CA", ...around(CA_YEARS * 365), keys, signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: x509.PemConverter.encode(await subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"), certificate: certificate.toString("pem") };
}

/** Opens a kept authority. */
export async function openAuthority(stored: StoredAuthority): Promise<Authority> {
  const key = await subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(stored.key), KEY, false, ["sign"]);
  const certificate = new x509.X509Certificate(stored.certificate);
  return { key: key as CryptoKey, certificate, certificatePem: certificate.toString("pem") };
}

/** A server certificate with a fresh key for these host names and addresses. */
export async function issueServer(ca: Authority, names: readonly string[]): Promise<{ keyPem: string; certificatePem: string }> {
  const keys = (await subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const alternatives = [...new Set(names)].map((name) => ({ type: isAddress(name) ? ("ip" as const) : ("dns" as const), value: name }));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(), subject: "CN=Lockdesk service", issuer: ca.certificate.subject, ...around(SERVER_DAYS), publicKey: keys.publicKey, signingKey: ca.key, signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternatives),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
    ],
  });
  return { keyPem: x509.PemConverter.encode(await subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY"), certificatePem: certificate.toString("pem") };
}

/**
 * A device's certificate from its signing request. The request proves possession of the key and
 * gives nothing else: its subject and extensions are dropped, the name is the device's id. Refuses
 * `bad_input` when the request is not a P-256 request signed by its own key.
 */
export async function issueDevice(ca: Authority, csrPem: string, deviceId: string): Promise<IssuedCertificate> {
  const publicKey = await readRequest(csrPem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(), subject: `CN=${deviceId}`, issuer: ca.certificate.subject, ...around(DEVICE_DAYS), publicKey, signingKey: ca.key, signingAlgorithm: KEY,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
    ],
  });
  const fingerprint = Buffer.from(await certificate.getThumbprint("SHA-256")).toString("hex");
  return { pem: certificate.toString("pem"), serial: certificate.serialNumber, fingerprint };
}

async function readRequest(csrPem: string): Promise<x509.PublicKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csrPem);
    const algorithm = request.publicKey.algorithm as { name?: string; namedCurve?: string };
    if (algorithm.name !== "ECDSA" || algorithm.namedCurve !== "P-256") refuse("bad_input", ["csr: needs an EC P-256 key"]);
    if (!(await request.verify())) refuse("bad_input", ["csr: signature does not match its key"]);
    return request.publicKey;
  } catch (error) {
    if (error instanceof Error && error.name === "RefusalError") throw error;
    return refuse("bad_input", ["csr: not a certificate request"]);
  }
}

const isAddress = (name: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(":");
