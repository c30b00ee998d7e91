/** The near machine: a workstation's bridge and vault, and one bridge whose VPN check always says yes. */
import { createBridge } from "../../../electron/bridge/client.ts";
import type { SyncStatus } from "../../../shared/ipc/contract.ts";
import type { BridgeSettings } from "../../../shared/ipc/vault.ts";
import { HelloOutput } from "../../../shared/protocol/sync.ts";
import { FAR, NEAR } from "../../support/vpn/house.ts";
import { takeOrders } from "../../support/vpn/orders.ts";
import { enrolWithCode, startStation, type Machine, type Station } from "../../support/workstation.ts";

interface Enrolment {
  readonly url: string;
  readonly caPem: string;
  readonly code: string;
  readonly userNo: string;
  readonly port: number;
  readonly caseId: string;
}

let machine: Machine;
let station: Station;
let about: Enrolment;

const status = (): SyncStatus => station.vault.workspace()!.sync.status();

const orders = {
  begin: async (enrolment: Enrolment) => {
    about = enrolment;
    const settings: BridgeSettings = { serviceUrl: about.url, vpnRanges: ["10.8.0.0/24"], vpnDns: [FAR] };
    machine = await enrolWithCode({ url: about.url, caPem: about.caPem }, about.code, "PC-1", settings);
    station = startStation(machine);
    const answer = await station.signIn(about.userNo);
    if (!answer.ok) throw new Error(answer.refusal.code);
    await station.until("the cases", () => status().loading === null && status().lastSyncAt !== null);
    return { offline: answer.value.offline };
  },
  /** Saves a note; answers how many wait. */
  note: async (text: string) => {
    await station.ok("note.add", { caseId: about.caseId, text });
    return status().pending;
  },
  /** Waits until the strip would say this (a refusal's code, or "connected"); how long it took, ms. */
  untilSaid: async (code: string) => {
    const from = performance.now();
    await station.until(code, () => (status().reason?.code ?? "connected") === code, 20_000).catch(() => {
      throw new Error(`says ${status().reason?.code ?? "connected"} instead of ${code}`);
    });
    return Math.round(performance.now() - from);
  },
  /** Waits until nothing waits to be sent. */
  untilSent: () => station.until("everything sent", () => status().pending === 0, 30_000),
  status: () => ({ ...status(), words: status().reason }),
  /** What a person can ask for beside saving: sync now, questions of a desk. */
  insist: async () => {
    await station.vault.call("sync.now", {});
    await station.vault.call("desk.request", { route: "import.banks", input: {} });
    await station.vault.call("desk.request", { route: "lookup.find", input: { query: "13800138622" } });
  },
  /** The same bridge with a check that finds everything in order: shows that what the check holds back would be seen. */
  unguarded: async () => {
    const lie = { interfaces: () => ({ tun: [{ address: NEAR, family: "IPv4" as const, netmask: "", mac: "00:00:00:00:00:00", internal: false, cidr: null }] }), routeTo: () => "tun", sourceFor: () => Promise.resolve(NEAR) };
    const bridge = createBridge({ settings: { serviceUrl: `https://${FAR}:${about.port}`, vpnRanges: ["10.8.0.0/24"] }, caPem: about.caPem, identity: machine.identity, network: lie });
    const answer = await bridge.json({ method: "POST", path: "/sync/hello", body: "{}", timeoutMs: 3_000 }, HelloOutput);
    await bridge.close();
    return answer.ok ? "ok" : answer.refusal.code;
  },
  end: async () => {
    await station?.close();
    machine?.remove();
  },
};
export type NearOrders = typeof orders;
takeOrders(orders);
