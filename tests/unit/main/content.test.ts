import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveRenderer } from "../../../electron/main/content.ts";

describe("the interface is served from its folder only, with the headers that close the ways out", () => {
  let dir: string;
  let serve: (request: Request) => Promise<Response>;
  const get = (path: string, init?: RequestInit) => serve(new Request(`app://workstation${path}`, init));

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "lockdesk-content-"));
    mkdirSync(join(dir, "renderer/assets"), { recursive: true });
    writeFileSync(join(dir, "renderer/desk.html"), '<meta property="csp-nonce" nonce="__CSP_NONCE__">');
    writeFileSync(join(dir, "renderer/assets/a.js"), "1");
    writeFileSync(join(dir, "renderer/notes.txt"), "no such type");
    writeFileSync(join(dir, "secret.html"), "outside");
    serve = serveRenderer(join(dir, "renderer"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("gives every response a fresh nonce, the same in page and policy", async () => {
    const [a, b] = await Promise.all([get("/desk.html"), get("/desk.html")]);
    const nonceOf = async (r: Response) => /nonce="([^"]+)"/.exec(await r.text())?.[1] ?? "";
    const [na, nb] = [await nonceOf(a), await nonceOf(b)];
    expect(na).not.toBe(nb);
    expect(na.length).toBeGreaterThanOrEqual(22);
    expect(a.headers.get("content-security-policy")).toContain(`'nonce-${na}'`);
  });

  it("sandboxes the page without modals, downloads and pop-ups, and lets no script in but its own", async () => {
    const csp = (await get("/desk.html")).headers.get("content-security-policy") ?? "";
    const directives = new Map(csp.split("; ").map((d) => [d.split(" ")[0], d.split(" ").slice(1)]));
    expect(directives.get("sandbox")).toEqual(["allow-scripts", "allow-same-origin", "allow-forms"]);
    expect(directives.get("script-src")).toEqual(["'self'"]);
    expect(directives.get("connect-src")).toEqual(["'none'"]);
    expect(directives.get("default-src")).toEqual(["'none'"]);
    expect(directives.get("require-trusted-types-for")).toEqual(["'script'"]);
  });

  it.each([
    ["a parent folder", "/../secret.html"],
    ["an encoded parent folder", "/%2e%2e/secret.html"],
    ["an encoded separator", "/..%2fsecret.html"],
    ["a type that is not listed", "/notes.txt"],
    ["a missing file", "/none.html"],
    ["a folder", "/assets"],
  ])("answers 404 with the same headers for %s", async (_name, path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  it("answers 404 to another host and to any method but GET", async () => {
    expect((await serve(new Request("app://elsewhere/desk.html"))).status).toBe(404);
    expect((await get("/desk.html", { method: "POST", body: "x" })).status).toBe(404);
  });

  it("does not follow a link out of the folder", async () => {
    symlinkSync(join(dir, "secret.html"), join(dir, "renderer/link.html"));
    expect((await get("/link.html")).status).toBe(404);
  });

  it("answers 404 to a path that cannot be decoded", async () => {
    expect((await get("/%E0%A4%A.html")).status).toBe(404);
  });
});
