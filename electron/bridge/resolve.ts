/**
 * The centre's address. Written as an address, it is that; written as a name, only the VPN's own name
 * servers are asked, from our VPN address and over the VPN's route. The system's resolver, its hosts file and
 * whatever the house's network offers are never asked. One answer outside the VPN spoils them all.
 */
import { Resolver } from "node:dns/promises";
import { isIP, isIPv4 } from "node:net";
import { refusal } from "../../shared/protocol/errors.ts";
import { LinkError } from "./link-error.ts";
import type { VpnCheck } from "./vpn.ts";

const ASK_MS = 1_500;
const TRIES = 2;

/** Throws a `LinkError`: no name server of the VPN, none answers, or an answer that lies outside. */
export async function centreAddress(host: string, servers: readonly string[], check: VpnCheck): Promise<string> {
  if (isIP(host) !== 0) return host;
  const [first] = servers;
  if (first === undefined) throw new LinkError(refusal("vpn_wrong_address", ["vpnDns"]));
  const link = await check.look(first);
  if (!link.up) throw new LinkError(link.refusal);
  const usable = servers.filter((s) => check.inside(s) && isIPv4(s) === isIPv4(first));
  const resolver = new Resolver({ timeout: ASK_MS, tries: TRIES });
  resolver.setServers(usable.map((s) => (isIPv4(s) ? s : `[${s}]`)));
  if (isIPv4(link.address)) resolver.setLocalAddress(link.address);
  else resolver.setLocalAddress("0.0.0.0", link.address);
  const answers = await resolver.resolve4(host).catch(() => resolver.resolve6(host)).catch(() => []);
  const outside = answers.filter((a) => !check.inside(a));
  if (outside.length > 0) throw new LinkError(refusal("vpn_wrong_address", outside));
  return answers[0] ?? fail();
}

function fail(): never {
  throw new LinkError(refusal("vpn_no_name"));
}
