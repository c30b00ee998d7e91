/**
 * Enrolment: the key pair is made here and the private key never leaves; the centre's CA signs the
 * request against a one-time code (DESIGN.md 5).
 */
import { webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { BridgeSettings, DeviceIdentity } from "../../shared/ipc/vault.ts";
import { RefusalError } from "../../shared/protocol/errors.ts";
import { EnrolOutput } from "../../shared/protocol/session.ts";
import { createBridge, type BridgeOptions } from "./client.ts";

const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING = { name: "ECDSA", hash: "SHA-256" } as const;

/** A fresh P-256 key pair and its signing request. */
export async function newRequest(name: string): Promise<{ keyPem: string; csrPem: string }> {
  const crypto = webcrypto as unknown as Crypto;
  const keys = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({ name: [{ CN: [name] }], keys, signingAlgorithm: SIGNING }, crypto);
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const keyPem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString("base64").replace(/.{64}/g, "$&\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
  pkcs8.fill(0);
  return { keyPem, csrPem: csr.toString("pem") };
}

/**
 * Enrols this machine. Throws a `RefusalError` (`bad_enrolment_code`, `vpn_down`, `offline`, …).
 * `caPem` is the CA pinned by IT's provisioning, not one the network offers.
 */
export async function enrolDevice(
  settings: BridgeSettings, caPem: string, code: string, name: string, appVersion: string, network?: BridgeOptions["network"],
): Promise<DeviceIdentity> {
  const { keyPem, csrPem } = await newRequest(name);
  const bridge = createBridge({ settings, caPem, ...(network ? { network } : {}) });
  try {
    const answer = await bridge.json({ method: "POST", path: "/device/enrol", body: JSON.stringify({ code, csr: csrPem, name, appVersion }) }, EnrolOutput);
    if (!answer.ok) throw new RefusalError(answer.refusal);
    return { deviceId: answer.value.deviceId, deviceName: name, keyPem, certificatePem: answer.value.certificate, caPem, orderKey: answer.value.orderKey };
  } finally {
    await bridge.close();
  }
}
