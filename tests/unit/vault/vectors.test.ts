/** Our own functions against known answers of others: RFC 9106's reference implementation and Project Wycheproof. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { verifyEd25519 } from "../../../electron/trust/signed.ts";
import { calibrate } from "../../../electron/vault/calibrate.ts";
import { passwordBytes, SlotSchema, unwrap } from "../../../electron/vault/keys.ts";
import { argon2id, hkdf, openSealed, seal } from "../../../electron/vault/primitives.ts";

interface Vectors {
  readonly ed25519: { pk: string; msg: string; sig: string; valid: boolean; comment: string }[];
  readonly aesGcm: { key: string; iv: string; aad: string; msg: string; ct: string; tag: string; valid: boolean; comment: string }[];
  readonly hkdf: { ikm: string; salt: string; info: string; size: number; okm: string }[];
  readonly argon2id: { t: number; m_kib: number; p: number; password_hex: string; salt_hex: string; tag_hex: string }[];
}
const vectors = JSON.parse(readFileSync(new URL("../../fixtures/crypto/vectors.json", import.meta.url), "utf8")) as Vectors;
const hex = (text: string): Buffer => Buffer.from(text, "hex");

describe("known answers", () => {
  it("Ed25519: takes the good signatures and none of the bad", () => {
    expect(vectors.ed25519.filter((v) => !v.valid).length).toBeGreaterThan(40);
    for (const { pk, msg, sig, valid, comment } of vectors.ed25519) expect(verifyEd25519(hex(pk), hex(msg), hex(sig)), `${comment} ${sig.slice(0, 20)}`).toBe(valid);
    expect(verifyEd25519(hex("00"), hex(""), hex("00"))).toBe(false);
  });

  it("AES-256-GCM: seals to the known text, opens it, and opens none of the bad", () => {
    expect(vectors.aesGcm.filter((v) => !v.valid).length).toBeGreaterThan(20);
    for (const v of vectors.aesGcm) {
      const given = { iv: hex(v.iv), ct: hex(v.ct), tag: hex(v.tag) };
      expect(openSealed(hex(v.key), given, hex(v.aad))?.toString("hex") ?? null, v.comment).toBe(v.valid ? v.msg : null);
      if (!v.valid) continue;
      const sealed = seal(hex(v.key), hex(v.iv), hex(v.aad), hex(v.msg));
      expect([sealed.ct.toString("hex"), sealed.tag.toString("hex")], v.comment).toEqual([v.ct, v.tag]);
    }
    const v = vectors.aesGcm.find((one) => one.valid)!;
    expect(openSealed(hex(v.key), { iv: hex(v.iv), ct: hex(v.ct), tag: hex(v.tag).subarray(0, 4) }, hex(v.aad))).toBeNull();
  });

  it("HKDF-SHA-256", () => {
    expect(vectors.hkdf.length).toBeGreaterThan(20);
    for (const { ikm, salt, info, size, okm } of vectors.hkdf) expect(hkdf(hex(ikm), hex(salt), hex(info), size).toString("hex")).toBe(okm);
  });

  it("Argon2id", async () => {
    for (const v of vectors.argon2id) {
      const tag = await argon2id(hex(v.password_hex), hex(v.salt_hex), { mKib: v.m_kib, t: v.t, p: v.p }, v.tag_hex.length / 2);
      expect(tag.toString("hex"), `t${v.t} m${v.m_kib} p${v.p}`).toBe(v.tag_hex);
    }
  }, 30_000);
});

describe("the whole chain from password to data key", () => {
  it("opens a slot that a second implementation has made", async () => {
    const made = JSON.parse(readFileSync(new URL("../../fixtures/crypto/slot.json", import.meta.url), "utf8")) as { password: string; deviceSecret: string; dek: string; slot: unknown };
    const slot = SlotSchema.parse(made.slot);
    const dek = await unwrap({ userNo: slot.userNo, deviceId: slot.deviceId, password: passwordBytes(made.password), deviceSecret: hex(made.deviceSecret) }, slot);
    expect(dek?.toString("hex")).toBe(made.dek);
  });
});

describe("what a slot costs on this machine", () => {
  const on = (msPer128: number, memoryKib = 64 * 1024 * 1024) => calibrate({ measure: (cost) => Promise.resolve((msPer128 * cost.mKib) / (128 * 1024)), memoryKib });

  it("is memory until a derivation takes about half a second warm, between 64 MiB and 1 GiB, and never fewer passes", async () => {
    expect(await on(250)).toEqual({ mKib: 256 * 1024, t: 3, p: 4 });
    expect(await on(500)).toEqual({ mKib: 128 * 1024, t: 3, p: 4 });
    expect((await on(10)).mKib).toBe(1024 * 1024);
    expect((await on(9_000)).mKib).toBe(64 * 1024);
  });

  it("is never one that took longer than that when it was tried, however quick the smaller ones were", async () => {
    const tried: number[] = [];
    const steep = (mKib: number) => (mKib <= 256 * 1024 ? mKib / 4096 : 3_000);
    const { mKib } = await calibrate({ memoryKib: 64 * 1024 * 1024, measure: (cost) => Promise.resolve(steep(tried[tried.push(cost.mKib) - 1]!)) });
    expect(mKib).toBe(256 * 1024);
    expect(tried.at(-1)).toBe(512 * 1024);
  });

  it("takes no more than an eighth of the memory, and never less than the floor", async () => {
    expect((await on(50, 4 * 1024 * 1024)).mKib).toBe(512 * 1024);
    expect((await on(50, 256 * 1024)).mKib).toBe(64 * 1024);
  });
});
