/** Asks the centre for a second factor, while locked: no vault runs, and what comes back goes to the window and nowhere else. */
import type { Answer } from "../../shared/ipc/contract.ts";
import type { BridgeSettings } from "../../shared/ipc/vault.ts";
import { RefusalError } from "../../shared/protocol/errors.ts";
import { FactorProposalSchema, type FactorProposal } from "../../shared/protocol/session.ts";
import { createBridge } from "../bridge/client.ts";
import { openIdentity } from "./device.ts";

/** The secret to be scanned and ten recovery codes, or why there are none. */
export async function proposeFactor({ profileDir, packaged }: { profileDir: string; packaged: boolean }, settings: BridgeSettings, who: { userNo: string; password: string }): Promise<Answer<FactorProposal>> {
  try {
    const { identity, deviceSecret } = await openIdentity(profileDir, packaged);
    deviceSecret.fill(0);
    const bridge = createBridge({ settings, caPem: identity.caPem, identity });
    try {
      const answer = await bridge.json({ method: "POST", path: "/session/second-factor", body: JSON.stringify({ ...who, password: who.password.normalize("NFKC") }) }, FactorProposalSchema);
      return answer.ok ? { ok: true, value: answer.value } : { ok: false, refusal: answer.refusal };
    } finally {
      await bridge.close();
    }
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}
