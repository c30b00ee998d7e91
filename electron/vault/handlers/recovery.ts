/** What one of IT does for recovery at the own workstation: the passphrase and the private key stay here. */
import { randomUUID } from "node:crypto";
import { refuse } from "../../../shared/protocol/errors.ts";
import { passwordBytes } from "../keys.ts";
import { handOver, newPair, unwrapHolderKey, wrapHolderKey } from "../recovery/sealing.ts";
import { vaultRefuse } from "../refusals.ts";
import type { Workspace } from "../workspace.ts";
import { askCentre } from "./desk.ts";
import type { Area } from "./types.ts";

/** Opens the own part of the request's envelope and seals it to the workstation that asks. */
async function ownPart(ws: Workspace, requestId: string, passphrase: string) {
  const { wrapped, envelope, userId, deviceId, publicKey } = await askCentre(ws, "recovery.material", { requestId });
  const typed = passwordBytes(passphrase);
  const privateKey = await unwrapHolderKey(ws.me, typed, wrapped).finally(() => typed.fill(0));
  if (!privateKey) return vaultRefuse("wrong_passphrase");
  const part = await handOver(privateKey, { userId, deviceId }, envelope, ws.me.id, { id: requestId, publicKey });
  privateKey.fill(0);
  return part ?? refuse("recovery_not_holder");
}

export const recoveryHandlers: Area<"recovery"> = {
  "recovery.becomeHolder": async (ws, { passphrase, proof }) => {
    const typed = passwordBytes(passphrase);
    const { privateKey, publicKey } = await newPair();
    try {
      const wrapped = await wrapHolderKey(ws.me, typed, randomUUID(), privateKey, ws.clock.now());
      return await askCentre(ws, "recovery.become", { publicKey, wrapped, proof });
    } finally {
      typed.fill(0);
      privateKey.fill(0);
    }
  },
  "recovery.handOver": async (ws, { requestId, passphrase, proof, reason }) => {
    const part = await ownPart(ws, requestId, passphrase);
    return reason === null ? askCentre(ws, "recovery.approve", { requestId, part, proof }) : askCentre(ws, "recovery.open", { requestId, part, reason, proof });
  },
};
