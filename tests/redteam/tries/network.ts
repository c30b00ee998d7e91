/** Everything in a page that makes a request or opens a connection (rows 30, 31, 32). The canary counts what arrives. */
import { inPage, unheard, type Try } from "./try.ts";

export const NETWORK: readonly Try[] = [
  unheard(31, "fetch", ({ canary }) => fetch(canary, { mode: "no-cors" })),
  unheard(31, "fetch that outlives the page", ({ canary }) => fetch(canary, { method: "POST", body: "x", keepalive: true, mode: "no-cors" })),
  unheard(31, "XMLHttpRequest", ({ canary }) => {
    const request = new XMLHttpRequest();
    request.open("GET", canary);
    request.send();
  }),
  unheard(31, "sendBeacon", ({ canary }) => navigator.sendBeacon(canary, "x")),
  unheard(31, "WebSocket", ({ canary }) => new WebSocket(canary.replace("http", "ws"))),
  unheard(31, "EventSource", ({ canary }) => new EventSource(canary)),
  unheard(31, "WebTransport", ({ canary }) => new (window as unknown as { WebTransport: new (url: string) => object }).WebTransport(canary.replace("http:", "https:"))),
  unheard(31, "an image", ({ canary }) => (new Image().src = canary)),
  unheard(31, "an image set", ({ canary }) => (new Image().srcset = `${canary} 1x`)),
  unheard(31, "a script", ({ canary }) => {
    const script = document.createElement("script");
    script.setAttribute("src", canary);
    document.head.append(script);
  }),
  unheard(31, "a style sheet", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "an icon", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "icon";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "a manifest", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "manifest";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "a preload", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "preload";
    link.as = "image";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "a prefetch", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "a preconnect", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "preconnect";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(30, "a looked-up name", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "dns-prefetch";
    link.href = canary.replace("127.0.0.1", "secret.example.com");
    document.head.append(link);
  }),
  unheard(31, "a module preload", ({ canary }) => {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = canary;
    document.head.append(link);
  }),
  unheard(31, "rules of speculation", ({ canary }) => {
    const script = document.createElement("script");
    script.type = "speculationrules";
    script.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [canary] }] });
    document.head.append(script);
  }),
  unheard(31, "a module by import()", ({ canary }) => import(canary)),
  unheard(31, "a background in a style", ({ canary }) => (document.body.style.backgroundImage = `url(${canary})`)),
  unheard(31, "a font", ({ canary }) => new FontFace("x", `url(${canary})`).load()),
  unheard(31, "a video", ({ canary }) => {
    const video = document.createElement("video");
    video.src = canary;
    video.load();
  }),
  unheard(31, "a sound", ({ canary }) => new Audio(canary).play()),
  unheard(31, "a drawing's reference", ({ canary }) => {
    const use = document.createElementNS("http://www.w3.org/2000/svg", "image");
    use.setAttribute("href", canary);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.append(use);
    document.body.append(svg);
    setTimeout(() => svg.remove(), 50);
  }),
  unheard(31, "a frame", ({ canary }) => {
    const frame = document.createElement("iframe");
    frame.src = canary;
    document.body.append(frame);
    setTimeout(() => frame.remove(), 50);
  }),
  unheard(31, "an object", ({ canary }) => {
    const object = document.createElement("object");
    object.data = canary;
    document.body.append(object);
    setTimeout(() => object.remove(), 50);
  }),
  unheard(31, "a form", ({ canary }) => {
    const form = document.createElement("form");
    form.action = canary;
    form.method = "POST";
    document.body.append(form);
    form.submit();
    form.remove();
  }),
  unheard(31, "a link's ping", ({ canary }) => {
    const link = document.createElement("a");
    link.href = "#";
    link.ping = canary;
    link.click();
  }),
  unheard(31, "a request of a new frame", ({ canary }) => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    void frame.contentWindow?.fetch(canary, { mode: "no-cors" }).catch(() => undefined);
    setTimeout(() => frame.remove(), 50);
  }),
  unheard(31, "a base address", ({ canary }) => {
    const base = document.createElement("base");
    base.href = canary;
    document.head.prepend(base);
    new Image().src = "x.png";
    setTimeout(() => base.remove(), 50);
  }),
  unheard(32, "WebRTC to a datagram port", async ({ udp }) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${udp}` }] });
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((done) => setTimeout(done, 400));
    peer.close();
  }),
  unheard(32, "WebRTC over a connection", async ({ host }) => {
    const peer = new RTCPeerConnection({ iceTransportPolicy: "relay", iceServers: [{ urls: `turn:${host}?transport=tcp`, username: "x", credential: "y" }] });
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((done) => setTimeout(done, 400));
    peer.close();
  }),
  inPage("network", 32, "own addresses by WebRTC", "0", async () => {
    const peer = new RTCPeerConnection();
    let candidates = 0;
    peer.onicecandidate = ({ candidate }) => (candidates += candidate?.candidate ? 1 : 0);
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((done) => setTimeout(done, 300));
    peer.close();
    return String(candidates);
  }),
  { name: "anything that arrived late", row: 31, aim: "network", expect: "0", run: async ({ page, canary }) => (await page.waitForTimeout(500), String(canary.total())) },
];
