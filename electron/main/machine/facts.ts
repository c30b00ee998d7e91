/** The machine's posture as main knows it: read anew when asked, with what only the heartbeat learns. */
import type { PostureFact } from "../../../shared/model/posture.ts";
import { backend } from "../device.ts";
import { readFacts } from "../posture/read.ts";

export interface FactReader {
  read(): Promise<PostureFact[]>;
  /** Whether the VPN was there when the centre was asked last. */
  vpn(up: boolean): void;
}

export function createFacts(profileDir: string, packaged: boolean): FactReader {
  let vpnUp: boolean | null = null;
  return {
    read: () => readFacts({ profileDir, packaged, programDir: import.meta.dirname, secretStore: backend, vpnUp: () => vpnUp }),
    vpn: (up) => {
      vpnUp = up;
    },
  };
}
