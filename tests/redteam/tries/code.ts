/** Text as code, and what a page finds of the world behind it. */
import { inPage, type Try } from "./try.ts";

export const CODE: readonly Try[] = [
  inPage("code", null, "eval", "threw EvalError", async () => {
    // Later: a test driver's own call may evaluate, what runs after it may not.
    await new Promise((done) => setTimeout(done, 0));
    return String((0, eval)("1+1"));
  }),
  inPage("code", null, "new Function", "threw EvalError", async () => {
    await new Promise((done) => setTimeout(done, 0));
    return String(new Function("return 1")());
  }),
  inPage("code", null, "a timer with text", "quiet", async () => {
    try {
      setTimeout("window.ranText = true" as never, 0);
    } catch {
      return "quiet";
    }
    await new Promise((done) => setTimeout(done, 50));
    return "ranText" in window ? "ran" : "quiet";
  }),
  inPage("code", null, "a script written into the page", "quiet", async () => {
    const script = document.createElement("script");
    try {
      script.textContent = "window.ranInline = true";
    } catch {
      return "quiet";
    }
    document.head.append(script);
    await new Promise((done) => setTimeout(done, 50));
    return "ranInline" in window ? "ran" : "quiet";
  }),
  inPage("code", null, "markup with a handler", "quiet", async () => {
    const box = document.createElement("div");
    try {
      box.innerHTML = "<img src=x onerror='window.ranHandler = true'>";
    } catch {
      return "quiet";
    }
    document.body.append(box);
    await new Promise((done) => setTimeout(done, 100));
    box.remove();
    return "ranHandler" in window ? "ran" : "quiet";
  }),
  inPage("code", null, "a link that is a script", "quiet", async () => {
    const link = document.createElement("a");
    link.setAttribute("href", "javascript:window.ranLink=true");
    document.body.append(link);
    link.click();
    link.remove();
    await new Promise((done) => setTimeout(done, 50));
    return "ranLink" in window ? "ran" : "quiet";
  }),
  inPage("code", null, "a module from text", "refused", () => import("data:text/javascript,window.ranModule=true" as string).then(() => "ran", () => "refused")),
  inPage("code", null, "a second policy for text", "threw TypeError", () => {
    (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy("mine", { createScript: (text: string) => text });
    return "made";
  }),
  inPage("code", null, "WebAssembly", "refused", () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", () => "refused")),
  inPage("code", null, "document.write", "threw TypeError", () => {
    document.write("<script>1</script>");
    return "written";
  }),
  inPage("bridge", null, "names of Node, Electron or a host among the globals", "none", () => {
    const names = ["require", "process", "module", "exports", "Buffer", "global", "__dirname", "electron", "ipcRenderer", "contextBridge", "hostPreload", "hostGuard", "hostReceive", "Deno", "chrome"];
    const suspicious = (name: string) => name !== "chrome" || (window as unknown as { chrome?: { runtime?: unknown } }).chrome?.runtime !== undefined;
    return names.filter((name) => name in window && suspicious(name)).join(" ") || "none";
  }),
  inPage("bridge", null, "globals that a bare frame has not", "__zod_globalConfig __zod_globalRegistry lockdesk", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const bare = new Set(Object.getOwnPropertyNames(frame.contentWindow));
    frame.remove();
    // Numbered properties are the frames.
    return Object.getOwnPropertyNames(window).filter((name) => !bare.has(name) && !/^\d+$/.test(name)).sort().join(" ");
  }),
  inPage("bridge", null, "names of the bridge", "call on", () => Reflect.ownKeys((window as unknown as { lockdesk: object }).lockdesk).map(String).sort().join(" ")),
  inPage("bridge", null, "what lies around the bridge's functions", "nothing", () => {
    const { lockdesk } = window as unknown as { lockdesk: Record<string, object> };
    const allowed = new Set(["length", "name", "prototype", "arguments", "caller"]);
    const found: string[] = [];
    for (const name of Reflect.ownKeys(lockdesk)) {
      const made = lockdesk[String(name)] as object;
      for (const key of Reflect.ownKeys(made)) if (!allowed.has(String(key))) found.push(`${String(name)}.${String(key)}`);
      if (Object.getPrototypeOf(made) !== Function.prototype) found.push(`${String(name)}: a prototype of another world`);
    }
    return found.join(" ") || "nothing";
  }),
  inPage("bridge", null, "another world's Function by the bridge", "threw EvalError", async () => {
    await new Promise((done) => setTimeout(done, 0));
    const { call } = (window as unknown as { lockdesk: { call: { constructor: FunctionConstructor } } }).lockdesk;
    return String(typeof call.constructor("return process")());
  }),
  inPage("bridge", null, "another world's objects by an answer", "ours", async () => {
    const { call } = (window as unknown as { lockdesk: { call(c: string, i: unknown): Promise<object> } }).lockdesk;
    const promise = call("session.me", {});
    const answer = await promise;
    return Object.getPrototypeOf(answer) === Object.prototype && promise instanceof Promise ? "ours" : "another world's";
  }),
  inPage("bridge", null, "a poisoned prototype in a call", "refused", async () => {
    const { call } = (window as unknown as { lockdesk: { call(c: string, i: unknown): Promise<{ ok: boolean }> } }).lockdesk;
    const input = JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}') as object;
    const answer = await call("session.me", input).catch(() => ({ ok: false }));
    return answer.ok ? "answered" : "refused";
  }),
  inPage("bridge", null, "pushes of a name that is not in the contract", "0", async () => {
    const { on } = (window as unknown as { lockdesk: { on(p: string, l: (b: unknown) => void): () => void } }).lockdesk;
    let heard = 0;
    const offs = ["__proto__", "constructor", "lockdesk.push", "*", ""].map((name) => on(name, () => (heard += 1)));
    await new Promise((done) => setTimeout(done, 300));
    for (const off of offs) off();
    return String(heard);
  }),
  ...["vault.keys", "unlock.state", "__proto__", "constructor", "toString", "../session.lock", "session.lock\u0000", "lockdesk:session.me", ""].map((channel): Try => ({
    name: `the channel ${JSON.stringify(channel)}`, row: null, aim: "bridge", expect: "refused",
    run: ({ page }) => page.evaluate(
      (name) => (window as unknown as { lockdesk: { call(c: string, i: unknown): Promise<{ ok: boolean }> } }).lockdesk.call(name, {}).then((answer) => (answer.ok ? "answered" : "refused"), () => "refused"),
      channel,
    ),
  })),
  inPage("bridge", null, "a path of the machine in an error", "none", async () => {
    const { call } = (window as unknown as { lockdesk: { call(c: string, i: unknown): Promise<unknown> } }).lockdesk;
    const text = await call("no.such", {}).then(() => "", (error: Error) => `${error.message} ${error.stack ?? ""}`);
    return /(\/home\/|\/root\/|\/tmp\/|\/work\/|[A-Z]:\\|\.ts:\d)/.exec(text)?.[0] ?? "none";
  }),
];
