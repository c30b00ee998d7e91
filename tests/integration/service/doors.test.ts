import { X509Certificate } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM } from "../../../service/app.ts";
import { issueDevice, makeAuthority, openAuthority } from "../../../service/pki/authority.ts";
import { CODE_LIFE, issueEnrolmentCode, revokeDevice } from "../../../service/pki/enrol.ts";
import { unlockUser, setPassword } from "../../../service/auth/sign-in.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { DESK_ROUTES } from "../../../shared/protocol/desk.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { connect, enrol, foundAgency, makeRequest, PASSWORD, signIn, type TestDevice } from "../../support/service.ts";

async function door(engine: OnEngine, context: TestContext) {
  const running = engine.running(context);
  const agency = await foundAgency(running.service);
  const ca = running.service.authority.certificatePem;
  const ask = (device: TestDevice, userNo: string, password: string, newPassword?: string) =>
    device.call<{ code: string; token: string; me: { name: string }; lease: { notAfter: number }; serverTime: number }>("POST", "/session", { body: { userNo, password, ...(newPassword ? { newPassword } : {}) } });
  return { ...running, agency, ca, ask };
}

onEachEngine("mutual TLS", { engines: ["pglite"] }, (engine) => {
  it("without a certificate every route but enrolment and health refuses, before it looks at anything else", async (context) => {
    const { url, ca } = await door(engine, context);
    const stranger = connect(url, ca, null);
    const routes: ["GET" | "POST" | "DELETE", string][] = [
      ["POST", "/session"], ["DELETE", "/session"], ["POST", "/session/password"], ["POST", "/sync/hello"], ["GET", "/sync/snapshot?stream=all"], ["GET", "/sync/pull?stream=all"],
      ["POST", "/sync/push"], ["GET", "/sync/nudge"], ["GET", "/openapi.json"], ["POST", "/desk/imports/upload?name=x"], ["GET", "/nowhere"],
      ...Object.values(DESK_ROUTES).map((r): ["GET" | "POST", string] => [r.method, r.path]),
    ];
    for (const [method, path] of routes) {
      const reply = await stranger.call<{ code: string }>(method, path, method === "POST" ? { body: {} } : {});
      expect([path, reply.status, reply.body.code]).toEqual([path, 403, "device_unknown"]);
    }
    expect((await stranger.call("GET", "/health/live")).status).toBe(200);
    expect((await stranger.call("GET", "/health/ready")).status).toBe(200);
    await stranger.close();
  });

  it("a certificate of another authority is refused, and so is one of ours that was never enrolled", async (context) => {
    const { service, url, ca, ask, agency } = await door(engine, context);
    const { csr, keyPem } = await makeRequest();
    const deviceId = crypto.randomUUID();
    const foreign = await issueDevice(await openAuthority(await makeAuthority()), csr, deviceId);
    const unknown = await issueDevice(service.authority, csr, deviceId);
    for (const { pem } of [foreign, unknown]) {
      const device = connect(url, ca, { deviceId, keyPem, certificatePem: pem });
      expect((await ask(device, agency.lin.no, PASSWORD)).body.code).toBe("device_unknown");
      await device.close();
    }
  });

  it("a revoked device is refused on the connection it has open, and its session is over", async (context) => {
    const { service, url, agency } = await door(engine, context);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    await service.run(SYSTEM, (ctx) => revokeDevice(ctx, desk.device.deviceId, "lost"));
    expect((await desk.device.call<{ code: string }>("GET", "/sync/snapshot?stream=all", { token: desk.token })).body.code).toBe("device_revoked");
    expect((await desk.device.call<{ code: string }>("POST", "/session", { body: { userNo: agency.lin.no, password: PASSWORD } })).body.code).toBe("device_revoked");
  });

  it("a workstation that trusts another authority does not talk to the service at all", async (context) => {
    const { url } = await door(engine, context);
    const device = connect(url, (await makeAuthority()).certificate, null);
    await expect(device.call("GET", "/health/live")).rejects.toThrow();
    await device.close();
  });

  it("the session is bound to the device: the token is nothing on another machine", async (context) => {
    const { service, url, agency } = await door(engine, context);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    const other = await enrol(service, url, "PC-2");
    expect((await desk.device.call("GET", "/sync/snapshot?stream=all", { token: desk.token })).status).toBe(200);
    expect((await other.call<{ code: string }>("GET", "/sync/snapshot?stream=all", { token: desk.token })).body.code).toBe("unauthenticated");
    expect((await other.call<{ code: string }>("GET", "/sync/snapshot?stream=all")).body.code).toBe("unauthenticated");
  });
});

onEachEngine("enrolment", {}, (engine) => {
  const enrolWith = async (url: string, ca: string, code: string, subject?: string) => {
    const stranger = connect(url, ca, null);
    const { csr, keyPem } = await makeRequest(subject);
    const reply = await stranger.call<{ code: string; deviceId: string; certificate: string }>("POST", "/device/enrol", { body: { code, csr, name: "PC", appVersion: "1" } });
    await stranger.close();
    return { ...reply.body, keyPem };
  };

  it("a one-time code works once, also when it is used twice at the same moment", async (context) => {
    const { service, url, ca } = await door(engine, context);
    const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-9"));
    const replies = await Promise.all([enrolWith(url, ca, code), enrolWith(url, ca, code), enrolWith(url, ca, code)]);
    expect(replies.filter((r) => r.certificate).length).toBe(1);
    expect(replies.filter((r) => r.code === "bad_enrolment_code").length).toBe(2);
    expect((await enrolWith(url, ca, code)).code).toBe("bad_enrolment_code");
  });

  it("an expired and an invented code are refused alike, and the code itself is nowhere in the database", async (context) => {
    const { service, url, ca } = await door(engine, context);
    const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-9"));
    const kept = await rows<{ code_hash: string }>(service.db, sql`SELECT code_hash FROM enrolment_code`);
    expect(JSON.stringify(kept)).not.toContain(code.replace("-", ""));
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE enrolment_code SET expires_at = ${ctx.now - 1} WHERE used_at IS NULL`));
    expect((await enrolWith(url, ca, code)).code).toBe("bad_enrolment_code");
    expect((await enrolWith(url, ca, "AAAAA-BBBBB")).code).toBe("bad_enrolment_code");
    expect(CODE_LIFE).toBe(24 * 3_600_000);
  });

  it("the certificate names the device and nothing the request asked for", async (context) => {
    const { service, url, ca } = await door(engine, context);
    const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-9"));
    const reply = await enrolWith(url, ca, code.toLowerCase().replace("-", " "), "CN=Lockdesk service, O=Somebody");
    const certificate = new X509Certificate(reply.certificate);
    expect(certificate.subject).toBe(`CN=${reply.deviceId}`);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIssued(new X509Certificate(ca))).toBe(true);
    const [device] = await rows<{ name: string; cert_fingerprint: string }>(service.db, sql`SELECT name, cert_fingerprint FROM device WHERE id = ${reply.deviceId}`);
    expect(device).toEqual({ name: "PC-9", cert_fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase() });
  });

  it("a request that is none, or is not signed by its own key, uses up no code", async (context) => {
    const { service, url, ca } = await door(engine, context);
    const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, "PC-9"));
    const { csr } = await makeRequest();
    const bytes = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ""), "base64");
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString("base64")}\n-----END CERTIFICATE REQUEST-----`;
    const stranger = connect(url, ca, null);
    for (const bad of ["hello", forged]) {
      const reply = await stranger.call<{ code: string }>("POST", "/device/enrol", { body: { code, csr: bad, name: "PC", appVersion: "1" } });
      expect(reply.body.code).toBe("bad_input");
    }
    await stranger.close();
    expect((await enrolWith(url, ca, code)).deviceId).toBeTruthy();
  });
});

onEachEngine("sign-in", {}, (engine) => {
  it("gives who one is, the server's time and a lease of 72 hours", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const { status, body } = await ask(await enrol(service, url), agency.lin.no, PASSWORD);
    expect(status).toBe(200);
    expect(body).toMatchObject({ me: { name: "林知夏" }, training: true });
    expect(body.lease.notAfter - body.serverTime).toBe(72 * 3_600_000);
    const kept = await rows<{ token_hash: string }>(service.db, sql`SELECT token_hash FROM session`);
    expect(JSON.stringify(kept)).not.toContain(body.token);
  });

  it("five wrong passwords lock the account, even five at once; the right one then no longer helps until IT unlocks", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const device = await enrol(service, url);
    const tries = await Promise.all(Array.from({ length: 7 }, () => ask(device, agency.zhou.no, "wrong wrong wrong")));
    expect(tries.filter((t) => t.body.code === "account_locked").length).toBeGreaterThanOrEqual(2);
    expect((await ask(device, agency.zhou.no, PASSWORD)).body.code).toBe("account_locked");
    await service.run(SYSTEM, (ctx) => unlockUser(ctx, agency.zhou.id));
    expect((await ask(device, agency.zhou.no, PASSWORD)).status).toBe(200);
  });

  it("four wrong ones and a right one start the count afresh", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const device = await enrol(service, url);
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 4; i += 1) expect((await ask(device, agency.lin.no, "wrong wrong wrong")).body.code).toBe("wrong_credentials");
      expect((await ask(device, agency.lin.no, PASSWORD)).status).toBe(200);
    }
  });

  it("an unknown staff number is answered like a wrong password", async (context) => {
    const { service, url, ask } = await door(engine, context);
    expect((await ask(await enrol(service, url), "Z9999", PASSWORD)).body.code).toBe("wrong_credentials");
  });

  it("a first or reset password has to be changed in the same breath, to a strong and new one", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const device = await enrol(service, url);
    const hash = await hashPassword("first-password-1");
    await service.run(SYSTEM, (ctx) => setPassword(ctx, agency.lin.id, hash, { mustChange: true }));
    expect((await ask(device, agency.lin.no, "first-password-1")).body.code).toBe("password_change_needed");
    for (const weak of ["short", "first-password-1", `${agency.lin.no}x`]) expect((await ask(device, agency.lin.no, "first-password-1", weak)).body.code).toBe("weak_password");
    expect((await ask(device, agency.lin.no, "first-password-1", "a much better one")).status).toBe(200);
    expect((await ask(device, agency.lin.no, "first-password-1")).body.code).toBe("wrong_credentials");
    expect((await ask(device, agency.lin.no, "a much better one")).status).toBe(200);
  });

  it("a user has one session: signing in elsewhere ends the first (S-28), signing out ends it too", async (context) => {
    const { service, url, agency } = await door(engine, context);
    const first = await signIn(service, await enrol(service, url), agency.lin);
    const second = await signIn(service, await enrol(service, url, "PC-2"), agency.lin);
    const look = (d: typeof first) => d.device.call("GET", "/sync/snapshot?stream=all", { token: d.token });
    expect((await look(first)).status).toBe(401);
    expect((await look(second)).status).toBe(200);
    expect((await second.device.call("DELETE", "/session", { token: second.token })).status).toBe(200);
    expect((await look(second)).status).toBe(401);
  });

  it("a disabled account has no entrance and its open session is over", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET active = false WHERE id = ${agency.lin.id}`));
    expect((await desk.device.call("GET", "/sync/snapshot?stream=all", { token: desk.token })).status).toBe(401);
    expect((await ask(desk.device, agency.lin.no, PASSWORD)).body.code).toBe("account_disabled");
  });

  it("one's own password is changed only by who knows it", async (context) => {
    const { service, url, agency, ask } = await door(engine, context);
    const desk = await signIn(service, await enrol(service, url), agency.lin);
    const change = (password: string, newPassword: string) => desk.device.call<{ code?: string }>("POST", "/session/password", { token: desk.token, body: { password, newPassword } });
    expect((await change("not it", "a much better one")).body.code).toBe("wrong_credentials");
    expect((await change(PASSWORD, "short")).body.code).toBe("weak_password");
    expect((await change(PASSWORD, "a much better one")).status).toBe(200);
    expect((await ask(desk.device, agency.lin.no, "a much better one")).status).toBe(200);
  });
});
