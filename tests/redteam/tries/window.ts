/** Another window, another page, another frame (rows 3, 8 and beside the rows). */
import { inPage, type Try } from "./try.ts";

export const WINDOW: readonly Try[] = [
  inPage("window", null, "window.open of nothing", "null", () => String(window.open("about:blank"))),
  inPage("window", null, "window.open of our own page", "null", () => String(window.open("/unlock.html"))),
  inPage("window", null, "window.open under the name of this window", "null", () => String(window.open("/unlock.html", "_self", "noopener"))),
  inPage("window", null, "window.open of a new frame", "null", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const opened = frame.contentWindow?.open("about:blank");
    frame.remove();
    return String(opened ?? null);
  }),
  inPage("window", null, "a picture-in-picture window", "undefined", () => typeof (window as unknown as { documentPictureInPicture?: unknown }).documentPictureInPicture),
  inPage("window", null, "window.opener", "null", () => String(window.opener)),
  inPage("window", null, "location to another page", "/desk.html", async () => {
    location.href = "https://example.com/";
    await new Promise((done) => setTimeout(done, 150));
    return location.pathname;
  }),
  inPage("window", null, "location to a file", "/desk.html", async () => {
    try {
      location.replace("file:///etc/passwd");
    } catch {
      // refused at once
    }
    await new Promise((done) => setTimeout(done, 100));
    return location.pathname;
  }),
  inPage("window", null, "location to the unlock page", "/desk.html", async () => {
    location.assign("/unlock.html");
    await new Promise((done) => setTimeout(done, 150));
    return location.pathname;
  }),
  inPage("window", null, "location to a data page", "/desk.html", async () => {
    location.href = "data:text/html,<h1>x</h1>";
    await new Promise((done) => setTimeout(done, 100));
    return location.pathname;
  }),
  inPage("window", null, "a refresh written into the page", "/desk.html", async () => {
    const meta = document.createElement("meta");
    meta.httpEquiv = "refresh";
    meta.content = "0; url=https://example.com/";
    document.head.append(meta);
    await new Promise((done) => setTimeout(done, 150));
    meta.remove();
    return location.pathname;
  }),
  inPage("window", null, "a link in a new window", "/desk.html", async () => {
    const link = document.createElement("a");
    link.href = "https://example.com/";
    link.target = "_blank";
    document.body.append(link);
    link.click();
    link.remove();
    await new Promise((done) => setTimeout(done, 100));
    return location.pathname;
  }),
  inPage("window", null, "another origin in the history", "threw SecurityError", () => {
    history.pushState({}, "", "https://example.com/");
    return location.pathname;
  }),
  inPage("window", 3, "a frame with our own page", "blocked", async () => {
    const frame = document.createElement("iframe");
    frame.src = "/desk.html";
    document.body.append(frame);
    await new Promise((done) => setTimeout(done, 150));
    let inside = "blocked";
    try {
      inside = frame.contentDocument?.getElementById("root") ? "loaded" : "blocked";
    } catch {
      // the error page of a refused frame is another origin
    }
    frame.remove();
    return inside;
  }),
  inPage("window", 3, "a frame's written page runs no script", "quiet", async () => {
    const frame = document.createElement("iframe");
    try {
      frame.srcdoc = "<script>parent.document.title = 'ran'</script>";
    } catch {
      return "quiet";
    }
    document.body.append(frame);
    await new Promise((done) => setTimeout(done, 100));
    frame.remove();
    return document.title === "ran" ? "ran" : "quiet";
  }),
  inPage("window", 8, "a PDF in an object", "threw TypeError", async () => {
    const object = document.createElement("object");
    object.type = "application/pdf";
    object.data = "data:application/pdf;base64,JVBERi0xLjQK";
    document.body.append(object);
    await new Promise((done) => setTimeout(done, 150));
    const shown = object.contentDocument !== null || object.offsetWidth > 0 && object.getSVGDocument() !== null;
    object.remove();
    return shown ? "shown" : "blocked";
  }),
  inPage("window", 8, "a PDF in an embed", "threw TypeError", async () => {
    let blocked = false;
    document.addEventListener("securitypolicyviolation", () => (blocked = true), { once: true });
    const embed = document.createElement("embed");
    embed.type = "application/pdf";
    embed.src = "data:application/pdf;base64,JVBERi0xLjQK";
    document.body.append(embed);
    await new Promise((done) => setTimeout(done, 150));
    embed.remove();
    return blocked ? "blocked" : "shown";
  }),
  inPage("window", 8, "a PDF in a frame", "blocked", async () => {
    let blocked = false;
    document.addEventListener("securitypolicyviolation", () => (blocked = true), { once: true });
    const frame = document.createElement("iframe");
    frame.src = "data:application/pdf;base64,JVBERi0xLjQK";
    document.body.append(frame);
    await new Promise((done) => setTimeout(done, 150));
    frame.remove();
    return blocked ? "blocked" : "shown";
  }),
];
