/**
 * Every request of a window stops here: the app's schemes are answered by the session's protocol handler, the rest
 * fails. Navigations are decided here too, before anything is loaded.
 */
import type Electron from "electron";
import type { CdpSession, Events, Protocol } from "./cdp.ts";
import { HostProtocol } from "./protocol.ts";
import type { HostSession } from "./session.ts";
import { hostLog } from "./settings.ts";
import { headerToChromium, isAppUrl, toApp } from "./urls.ts";
import { HostWebRequest } from "./web-request.ts";

type Paused = Events["Fetch.requestPaused"];

/** Asked for each navigation; false keeps the document that is there. */
export type NavigationJudge = (request: {
  readonly url: string;
  readonly frameId: string;
  readonly isRedirect: boolean;
}) => boolean;

export type RequestPolicy = {
  readonly session: HostSession;
  readonly webContentsId: number;
  readonly isMainFrame: (frameId: string) => boolean;
  readonly mayNavigate: NavigationJudge;
};

type ResourceType = Electron.OnBeforeRequestListenerDetails["resourceType"];
const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  Stylesheet: "stylesheet", Script: "script", Image: "image", Font: "font", Media: "media", XHR: "xhr",
  Fetch: "xhr", Ping: "ping", CSPViolationReport: "cspReport", WebSocket: "webSocket",
};

/** Starts interception on a target. Must be on before the target loads anything. */
export function interceptRequests(target: CdpSession, policy: RequestPolicy): Promise<unknown> {
  target.on("Fetch.requestPaused", (event) => {
    decide(target, policy, event).catch((error: unknown) => {
      hostLog(`request ${toApp(event.request.url)} failed: ${String(error)}`);
      fail(target, event, "Failed");
    });
  });
  target.on("Fetch.authRequired", ({ requestId }) =>
    target.post("Fetch.continueWithAuth", { requestId, authChallengeResponse: { response: "CancelAuth" } }),
  );
  return target.send("Fetch.enable", { patterns: [{ urlPattern: "*" }] });
}

function fail(target: CdpSession, event: Paused, errorReason: Protocol.Network.ErrorReason): void {
  target.post("Fetch.failRequest", { requestId: event.requestId, errorReason });
}

async function decide(target: CdpSession, policy: RequestPolicy, event: Paused): Promise<void> {
  const url = toApp(event.request.url + (event.request.urlFragment ?? ""));
  if (event.resourceType === "Document") {
    const isRedirect = event.redirectedRequestId !== undefined;
    if (!policy.mayNavigate({ url, frameId: event.frameId, isRedirect })) return fail(target, event, "Aborted");
  }
  const details = {
    id: lastRequestId += 1,
    url,
    method: event.request.method,
    webContentsId: policy.webContentsId,
    resourceType: resourceTypeOf(event, policy),
    referrer: event.request.headers["Referer"] ?? "",
    timestamp: Date.now(),
    uploadData: (event.request.postDataEntries ?? []).map(({ bytes }) => ({ bytes: Buffer.from(bytes ?? "", "base64") })),
  };
  if (!(await HostWebRequest.allows(policy.session.webRequest, details))) return fail(target, event, "BlockedByClient");
  if (!isAppUrl(url)) {
    // A blob of the page's own is memory, not network.
    if (url.startsWith("blob:") || url.startsWith("data:")) return target.post("Fetch.continueRequest", { requestId: event.requestId });
    hostLog(`blocked ${event.request.method} ${url}: the host has no network`);
    return fail(target, event, "BlockedByClient");
  }
  await fulfil(target, policy, event, url);
}

let lastRequestId = 0;

function resourceTypeOf(event: Paused, policy: RequestPolicy): ResourceType {
  if (event.resourceType === "Document") return policy.isMainFrame(event.frameId) ? "mainFrame" : "subFrame";
  return RESOURCE_TYPES[event.resourceType] ?? "other";
}

function bodyOf(event: Paused): Uint8Array<ArrayBuffer> | null {
  const entries = event.request.postDataEntries;
  if (entries === undefined) return null;
  return new Uint8Array(Buffer.concat(entries.map((entry) => Buffer.from(entry.bytes ?? "", "base64"))));
}

async function fulfil(target: CdpSession, policy: RequestPolicy, event: Paused, url: string): Promise<void> {
  const scheme = url.slice(0, url.indexOf(":"));
  const handler = HostProtocol.handlerOf(policy.session.protocol, scheme);
  if (handler === undefined) return fail(target, event, "AddressUnreachable");
  const { method, headers } = event.request;
  const body = method === "GET" || method === "HEAD" ? null : bodyOf(event);
  const response = await handler(new Request(url.replace(/#.*$/, ""), { method, headers: new Headers(headers), body }));
  if (response.type === "error" || response.status === 0) return fail(target, event, "Failed");
  const bytes = Buffer.from(await response.arrayBuffer());
  target.post("Fetch.fulfillRequest", {
    requestId: event.requestId,
    responseCode: response.status,
    responsePhrase: response.statusText || undefined,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value: headerToChromium(name, value) })),
    body: bytes.toString("base64"),
  });
}
