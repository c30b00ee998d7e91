import { expect, it, type TestContext } from "vitest";
import { sql } from "drizzle-orm";
import { Secret } from "otpauth";
import { rows } from "../../../service/db/query.ts";
import { SYSTEM } from "../../../service/app.ts";
import { FACTOR_FAILURES } from "../../../service/auth/second-factor/check.ts";
import { codeAt } from "../../../service/auth/second-factor/totp.ts";
import { resetFactor } from "../../../service/desk/users.ts";
import type { FactorProposal } from "../../../shared/protocol/session.ts";
import { onEachEngine, type OnEngine } from "../../support/engines.ts";
import { actor, enrol, foundAgency, PASSWORD, startService, type Agency, type TestDevice } from "../../support/service.ts";

/** The telephone's clock and the centre's. */
const time = { at: Date.parse("2026-11-23T01:30:00Z") };
const later = (steps: number) => (time.at += steps * 30_000);

interface Answer {
  readonly code?: string;
  readonly token?: string;
  readonly issues?: string[];
}

async function door(engine: OnEngine, context: TestContext) {
  const { service, url } = engine.running(context);
  const agency = await foundAgency(service);
  const device = await enrol(service, url);
  const signIn = async (who: keyof Agency & ("lin" | "it"), code?: string, change: object = {}) =>
    (await device.call<Answer>("POST", "/session", { body: { userNo: agency[who].no, password: PASSWORD, ...(code === undefined ? {} : { code }), ...change } })).body;
  const propose = async (who: "lin" | "it", password = PASSWORD) => (await device.call<FactorProposal & Answer>("POST", "/session/second-factor", { body: { userNo: agency[who].no, password } })).body;
  const enrolled = async (who: "lin" | "it") => {
    const proposal = await propose(who);
    const secret = Secret.fromBase32(proposal.secret).bytes;
    expect((await signIn(who, codeAt(secret, later(2)))).token).toBeTruthy();
    return { ...proposal, code: (steps = 0) => codeAt(secret, time.at + steps * 30_000) };
  };
  const acts = async (userId: string) =>
    (await service.run(SYSTEM, (ctx) => rows<{ action: string }>(ctx.tx, sql`SELECT action FROM audit WHERE ref = ${userId} ORDER BY day, n`))).map((a) => a.action);
  return { service, url, agency, device, signIn, propose, enrolled, acts };
}

onEachEngine("the second factor, required", { service: { secondFactor: "required", wall: () => time.at } }, (engine) => {
  it("is set up at the first sign-in and demanded at each one after", async (context) => {
    const { agency, signIn, propose, acts } = await door(engine, context);
    expect((await signIn("lin")).code).toBe("second_factor_enrol");
    const proposal = await propose("lin");
    expect(proposal.recoveryCodes).toHaveLength(10);
    expect(proposal.uri).toContain(`secret=${proposal.secret}`);
    const secret = Secret.fromBase32(proposal.secret).bytes;
    expect((await signIn("lin")).code).toBe("second_factor_enrol");
    expect((await signIn("lin", "000000")).code).toBe("second_factor_wrong");
    expect((await signIn("lin", codeAt(secret, later(1)))).token).toBeTruthy();
    expect((await signIn("lin")).code).toBe("second_factor_needed");
    expect((await signIn("lin", codeAt(secret, later(1)))).token).toBeTruthy();
    expect(await acts(agency.lin.id)).toEqual(["secondFactor.wrong", "secondFactor.enrolled", "session.opened", "session.opened"]);
  });

  it("needs the password as well: a code alone opens nothing, and a wrong password is not told what the code was", async (context) => {
    const { enrolled, signIn } = await door(engine, context);
    const { code } = await enrolled("lin");
    later(2);
    expect((await signIn("lin", code(), { password: "wrong wrong wrong" })).code).toBe("wrong_credentials");
    expect((await signIn("lin", code())).token).toBeTruthy();
  });

  it("a code is good once, also when it is used twice at the same moment", async (context) => {
    const { agency, enrolled, signIn, acts } = await door(engine, context);
    const { code } = await enrolled("lin");
    later(2);
    const both = await Promise.all([signIn("lin", code()), signIn("lin", code())]);
    expect(both.map((a) => a.code ?? "in").sort()).toEqual(["in", "second_factor_used"]);
    expect((await signIn("lin", code(-1))).code).toBe("second_factor_used");
    expect((await signIn("lin", code(1))).token).toBeTruthy();
    expect(await acts(agency.lin.id)).toContain("secondFactor.replayed");
  });

  it("a code more than one step off is refused", async (context) => {
    const { enrolled, signIn } = await door(engine, context);
    const { code } = await enrolled("lin");
    later(10);
    expect((await signIn("lin", code(-2))).code).toBe("second_factor_wrong");
    expect((await signIn("lin", code(2))).code).toBe("second_factor_wrong");
    expect((await signIn("lin", code(1))).token).toBeTruthy();
  });

  it("wrong codes are slowed, then lock the account, and each leaves its trace", async (context) => {
    const { agency, enrolled, signIn, acts } = await door(engine, context);
    const { code } = await enrolled("lin");
    later(2);
    for (let n = 1; n <= 5; n += 1) expect((await signIn("lin", "000000")).code).toBe("second_factor_wrong");
    const waiting = await signIn("lin", code());
    expect([waiting.code, waiting.issues]).toEqual(["second_factor_wait", ["seconds: 30"]]);
    for (let n = 6; n < FACTOR_FAILURES; n += 1) {
      later(30);
      expect((await signIn("lin", "000000")).code).toBe("second_factor_wrong");
    }
    later(30);
    expect((await signIn("lin", "000000")).code).toBe("account_locked");
    later(30);
    expect((await signIn("lin", code())).code).toBe("account_locked");
    expect((await acts(agency.lin.id)).filter((a) => a === "secondFactor.wrong")).toHaveLength(FACTOR_FAILURES);
  });

  it("a recovery code takes the telephone's place once", async (context) => {
    const { agency, enrolled, signIn, acts } = await door(engine, context);
    const { recoveryCodes } = await enrolled("lin");
    expect((await signIn("lin", recoveryCodes[3])).token).toBeTruthy();
    expect((await signIn("lin", recoveryCodes[3])).code).toBe("second_factor_wrong");
    expect((await signIn("lin", recoveryCodes[4]!.toLowerCase().replace("-", " "))).token).toBeTruthy();
    expect((await acts(agency.lin.id)).filter((a) => a === "secondFactor.recoveryCodeUsed")).toHaveLength(2);
  });

  it("another's recovery code is nothing", async (context) => {
    const { enrolled, signIn } = await door(engine, context);
    const { recoveryCodes } = await enrolled("it");
    await enrolled("lin");
    expect((await signIn("lin", recoveryCodes[0])).code).toBe("second_factor_wrong");
  });

  it("whoever has one cannot have another proposed, whoever knows the password", async (context) => {
    const { enrolled, propose, signIn } = await door(engine, context);
    const { code } = await enrolled("lin");
    expect((await propose("lin")).code).toBe("second_factor_known");
    expect((await propose("lin", "wrong wrong wrong")).code).toBe("wrong_credentials");
    later(2);
    expect((await signIn("lin", code())).token).toBeTruthy();
  });

  it("IT takes it away from others, not from oneself: sessions end and the next sign-in sets up a new one", async (context) => {
    const { service, agency, enrolled, signIn, acts } = await door(engine, context);
    await enrolled("lin");
    await expect(service.run(actor(agency.it), (ctx) => resetFactor(ctx, agency.it.id, "x"))).rejects.toThrow();
    await service.run(actor(agency.it), (ctx) => resetFactor(ctx, agency.lin.id, "手机遗失"));
    expect((await signIn("lin")).code).toBe("second_factor_enrol");
    expect(await acts(agency.lin.id)).toContain("user.factorReset");
    const left = await service.run(SYSTEM, (ctx) => rows(ctx.tx, sql`SELECT 1 FROM recovery_code WHERE user_id = ${agency.lin.id}`));
    expect(left).toEqual([]);
  });

  it("neither the secret nor a recovery code is anywhere in the database, its audit trail included", async (context) => {
    const { service, enrolled } = await door(engine, context);
    const { secret, recoveryCodes } = await enrolled("lin");
    const dump = JSON.stringify(await service.run(SYSTEM, async ({ tx }) => [
      await rows(tx, sql`SELECT user_id, encode(secret, 'hex') AS secret FROM second_factor`), await rows(tx, sql`SELECT * FROM recovery_code`), await rows(tx, sql`SELECT detail FROM audit`), await rows(tx, sql`SELECT * FROM meta WHERE key <> 'people_key'`),
    ])).toLowerCase();
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
    for (const shown of [secret, bytes.toString("hex"), bytes.toString("base64"), ...recoveryCodes, ...recoveryCodes.map((c) => c.replace("-", ""))]) expect(dump).not.toContain(shown.toLowerCase());
  });

  it("a first sign-in with a password to be changed does both in one step, or neither", async (context) => {
    const { service, agency, signIn, propose } = await door(engine, context);
    await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`UPDATE app_user SET must_change = true WHERE id = ${agency.lin.id}`));
    const newPassword = "a long sentence of my own";
    expect((await signIn("lin")).code).toBe("password_change_needed");
    expect((await signIn("lin", undefined, { newPassword })).code).toBe("second_factor_enrol");
    const secret = Secret.fromBase32((await propose("lin")).secret).bytes;
    expect((await signIn("lin", "000000", { newPassword })).code).toBe("second_factor_wrong");
    expect((await signIn("lin", codeAt(secret, later(2)), { newPassword })).token).toBeTruthy();
    expect((await signIn("lin", codeAt(secret, later(2)))).code).toBe("wrong_credentials");
    expect((await signIn("lin", codeAt(secret, time.at), { password: newPassword })).token).toBeTruthy();
  });
});

onEachEngine("the second factor, offered", { engines: ["pglite"], service: { secondFactor: "offered", wall: () => time.at } }, (engine) => {
  it("is asked of those who have set one up, and of nobody else", async (context) => {
    const { enrolled, signIn, propose } = await door(engine, context);
    expect((await signIn("lin")).token).toBeTruthy();
    await propose("lin");
    expect((await signIn("lin")).token).toBeTruthy();
    await enrolled("lin");
    expect((await signIn("lin")).code).toBe("second_factor_needed");
    expect((await signIn("it")).token).toBeTruthy();
  });
});

it("switched off, nobody is asked, also who has one, and none is set up", async () => {
  const off = await startService({ secondFactor: "off" });
  try {
    const { url } = await off.service.listen();
    const agency = await foundAgency(off.service);
    const device: TestDevice = await enrol(off.service, url);
    await off.service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO second_factor (user_id, secret, enrolled_at) VALUES (${agency.lin.id}, '\x20'::bytea, 1)`));
    const body = { userNo: agency.lin.no, password: PASSWORD };
    expect((await device.call<Answer>("POST", "/session", { body })).body.token).toBeTruthy();
    expect((await device.call<Answer>("POST", "/session/second-factor", { body })).body.code).toBe("second_factor_off");
    await device.close();
  } finally {
    await off.stop();
  }
});
