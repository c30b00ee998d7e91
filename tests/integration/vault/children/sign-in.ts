/**
 * Signs in with a vault over a profile and prints the refusal's code; there is no centre.
 * `sign-in.ts PROFILE`
 */
import { writeSync } from "node:fs";
import { createVault } from "../../../../electron/vault/vault.ts";

const vault = createVault({ push: () => undefined, lock: () => undefined });
const answer = await vault.signIn({
  profileDir: process.argv[2] ?? "", identity: { deviceId: "44444444-4444-4444-8444-444444444444", deviceName: "test", keyPem: "", certificatePem: "", caPem: "", orderKey: null },
  bridge: { serviceUrl: "https://127.0.0.1:1", vpnRanges: ["198.51.100.0/24"] }, deviceSecret: Buffer.alloc(32), userNo: "A0101", password: "no centre", appVersion: "test", facts: [],
});
writeSync(1, answer.ok ? "ok" : answer.refusal.code);
await vault.close();
