/** Facts of the engine that electron/main/lockdown/webrtc.ts rests on, measured with and without each of its two settings. */
import { chromium } from "playwright-core";
import { beforeEach, expect, it } from "vitest";
import { findChromium } from "../../../build/electron-host/chromium.ts";
import { NO_WAY_OUT, WEBRTC_POLICY } from "../../../electron/main/lockdown/switches.ts";
import { openCanary } from "../../redteam/canary.ts";
import { NO_CHROMIUM, skipWithout } from "./host.ts";

beforeEach(skipWithout(NO_CHROMIUM));

/** How often a page's peer connection reaches a listener of ours: by datagram and by connection. */
async function reached(policy: boolean, proxy: boolean): Promise<{ datagrams: boolean; connections: boolean }> {
  const args = ["--no-sandbox", ...(policy ? [`--webrtc-ip-handling-policy=${WEBRTC_POLICY}`] : [])];
  const browser = await chromium.launch({ executablePath: findChromium(process.env["LOCKDESK_CHROMIUM"]) ?? "", args });
  try {
    const context = await browser.newContext(proxy ? { proxy: { server: NO_WAY_OUT.proxyRules ?? "", bypass: NO_WAY_OUT.proxyBypassRules ?? "" } } : {});
    const page = await context.newPage();
    const by = async (server: (canary: { host: string; udp: string }) => RTCConfiguration) => {
      const canary = await openCanary();
      await page.evaluate(async (configuration) => {
        const peer = new RTCPeerConnection(configuration);
        peer.createDataChannel("x");
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise((done) => setTimeout(done, 800));
        peer.close();
      }, server(canary));
      const heard = canary.total() > 0;
      await canary.close();
      return heard;
    };
    return {
      datagrams: await by(({ udp }) => ({ iceServers: [{ urls: `stun:${udp}` }] })),
      connections: await by(({ host }) => ({ iceTransportPolicy: "relay", iceServers: [{ urls: `turn:${host}?transport=tcp`, username: "x", credential: "y" }] })),
    };
  } finally {
    await browser.close();
  }
}

it.each([
  ["nothing set", false, false, { datagrams: true, connections: true }],
  ["the policy alone: a TURN server is reached over TCP", true, false, { datagrams: false, connections: true }],
  ["the policy and a proxy that is nowhere", true, true, { datagrams: false, connections: false }],
])("WebRTC with %s", { timeout: 30_000 }, async (_name, policy, proxy, expected) => {
  expect(await reached(policy, proxy)).toEqual(expected);
});
