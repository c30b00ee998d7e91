/** A workstation's updating and heartbeat as a process of its own: the product's loop, bridge and signed words, told the time by its parent. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beat } from "../../../../electron/main/machine/heartbeat.ts";
import { createBridge } from "../../../../electron/bridge/client.ts";
import { folderInstaller } from "../../../../electron/update/installer.ts";
import { mirrored } from "../../../../electron/update/mirror.ts";
import { centreSource } from "../../../../electron/update/source.ts";
import { createUpdater } from "../../../../electron/update/updater.ts";
import { releaseSaid } from "../../../../shared/release/report.ts";
import type { Ring } from "../../../../shared/release/documents.ts";
import type { DeviceIdentity } from "../../../../shared/ipc/vault.ts";

export interface WorkstationSetting {
  readonly folder: string;
  readonly url: string;
  readonly version: string;
  readonly build: string;
  readonly ring: Ring;
  readonly shippedRoot: string;
  readonly identity: DeviceIdentity;
}

const setting = JSON.parse(process.argv[2]!) as WorkstationSetting;
const { folder, url, version, build, ring, identity } = setting;
let now = 0;
const settings = { serviceUrl: url, vpnRanges: ["127.0.0.0/8"], vpnInterface: "lo", build: `${version} linux-x64` };
for (const name of ["incoming", "profile"]) mkdirSync(join(folder, name), { recursive: true });

const updater = createUpdater({
  folder: join(folder, "update"), shippedRoot: setting.shippedRoot, clock: () => now, installer: folderInstaller(join(folder, "incoming"), join(folder, "mirror")), onLocked: () => undefined,
  here: () => ({ version, platform: "linux-x64", ring, dataFormat: 1, workstationId: identity.deviceId, builtAt: 0 }),
  moment: () => ({ vaultOpen: false, wiping: false, unsent: 0, closedAt: 0 }),
  open: () => {
    const bridge = createBridge({ settings, caPem: identity.caPem, identity });
    return Promise.resolve({ source: mirrored(centreSource(bridge), join(folder, "mirror")), hold: null, close: bridge.close });
  },
});

process.on("message", (message: { now: number }) => {
  now = message.now;
  void updater.look().then(async () => {
    const said = await beat({
      profileDir: join(folder, "profile"), settings, version, identity, mark: null, facts: () => Promise.resolve([]), locked: () => true, unsent: () => ({ unsent: 0, oldestAt: null }), waits: () => null, pin: () => undefined,
      release: () => releaseSaid(updater.report(), { build, platform: "linux-x64", ring }),
    });
    process.send!({ report: updater.report(), failed: said.failed });
  });
});
process.send!({ ready: true });
