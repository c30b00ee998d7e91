/** Files: written by a download or picker, read by an address (rows 11, 14, 33, 34). */
import { inPage, type Try } from "./try.ts";

/** A download that begins is announced to main, and refused there; here it must not even begin. */
function download(name: string, script: () => void | Promise<void>): Try {
  return {
    name, row: 11, aim: "file", expect: "0 begun",
    run: async ({ page, journal }) => {
      const before = journal().filter((entry) => entry.what === "tried.download").length;
      await page.evaluate(script).catch(() => undefined);
      await page.waitForTimeout(100);
      return `${journal().filter((entry) => entry.what === "tried.download").length - before} begun`;
    },
  };
}

export const FILE: readonly Try[] = [
  download("a download of text", () => {
    const link = document.createElement("a");
    link.href = "data:text/plain,x";
    link.download = "x.txt";
    link.click();
  }),
  download("a download of made bytes", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["x"]));
    link.download = "x.bin";
    document.body.append(link);
    link.click();
    link.remove();
  }),
  download("a download of our own file", () => {
    const link = document.createElement("a");
    link.href = "/desk.html";
    link.download = "desk.html";
    link.click();
  }),
  download("a download in a new frame", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const link = frame.contentDocument?.createElement("a");
    if (link) {
      link.href = "data:text/plain,x";
      link.download = "x.txt";
      frame.contentDocument?.body.append(link);
      link.click();
    }
    setTimeout(() => frame.remove(), 50);
  }),
  inPage("file", 14, "showSaveFilePicker", "false", () => String("showSaveFilePicker" in window)),
  inPage("file", 14, "showOpenFilePicker", "false", () => String("showOpenFilePicker" in window)),
  inPage("file", 14, "showDirectoryPicker", "false", () => String("showDirectoryPicker" in window)),
  inPage("file", 14, "a handle from a dropped item", "undefined", () => typeof (DataTransferItem.prototype as unknown as { getAsFileSystemHandle?: unknown }).getAsFileSystemHandle),
  inPage("file", null, "fetch of a file", "refused", () => fetch("file:///etc/passwd").then(() => "read", () => "refused")),
  inPage("file", null, "fetch of a path beside the interface", "refused", () => fetch("/../../package.json").then(() => "read", () => "refused")),
  inPage("file", null, "fetch of the vault's bundle", "refused", () => fetch("/..%2Fvault%2Fvault.js").then(() => "read", () => "refused")),
  inPage("file", null, "XMLHttpRequest of a file", "refused", () => new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onload = () => done("read");
    request.onerror = () => done("refused");
    try {
      request.open("GET", "file:///etc/passwd");
      request.send();
    } catch {
      done("refused");
    }
  })),
  inPage("file", null, "an image from the disk", "refused", () => new Promise((done) => {
    const image = new Image();
    image.onload = () => done("read");
    image.onerror = () => done("refused");
    image.src = "file:///usr/share/pixmaps/debian-logo.png";
  })),
  inPage("file", null, "a script from the disk", "refused", () => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("read");
    script.onerror = () => done("refused");
    try {
      script.setAttribute("src", "file:///tmp/x.js");
    } catch {
      done("refused");
    }
    document.head.append(script);
    setTimeout(() => done("refused"), 300);
  })),
  inPage("file", 33, "a service worker", "refused", () => navigator.serviceWorker === undefined ? "refused" : navigator.serviceWorker.register("/assets/sw.js").then(() => "registered", () => "refused")),
  inPage("file", 33, "a worker", "refused", () => new Promise((done) => {
    try {
      const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" })));
      worker.onmessage = () => done("ran");
      worker.onerror = () => done("refused");
    } catch {
      done("refused");
    }
    setTimeout(() => done("refused"), 500);
  })),
  inPage("file", 33, "a shared worker", "refused", () => new Promise((done) => {
    try {
      const worker = new SharedWorker("data:text/javascript,onconnect=e=>e.ports[0].postMessage(1)");
      worker.port.onmessage = () => done("ran");
      worker.onerror = () => done("refused");
      worker.port.start();
    } catch {
      done("refused");
    }
    setTimeout(() => done("refused"), 500);
  })),
];
