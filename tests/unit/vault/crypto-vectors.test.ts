import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

/** What the product leans on, held against Wycheproof (tests/fixtures/wycheproof) and RFC 9180. */
interface Vector {
  readonly tcId: number;
  readonly flags: readonly string[];
  readonly result: "valid" | "invalid" | "acceptable";
}
interface Excerpt {
  readonly x25519: readonly (Vector & Record<"public" | "private" | "shared", string>)[];
  readonly hkdfSha256: readonly (Vector & Record<"ikm" | "salt" | "info" | "okm", string> & { size: number })[];
  readonly aes256Gcm: readonly (Vector & Record<"key" | "iv" | "aad" | "msg" | "ct" | "tag", string>)[];
}
const excerpt = JSON.parse(readFileSync(new URL("../../fixtures/wycheproof/excerpt.json", import.meta.url), "utf8")) as Excerpt;
const hex = (text: string): Buffer => Buffer.from(text, "hex");
const ownBuffer = (text: string): ArrayBuffer => Uint8Array.from(hex(text)).buffer;
const PKCS8 = hex("302e020100300506032b656e04220420");
const SPKI = hex("302a300506032b656e032100");
const privateOf = (raw: Buffer) => createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: "der", type: "pkcs8" });
const publicOf = (raw: Buffer) => createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" });

describe("Wycheproof", () => {
  it("holds of X25519; a secret that would be all zeros is refused", () => {
    expect(excerpt.x25519.length).toBeGreaterThan(30);
    for (const v of excerpt.x25519) {
      const shared = () => diffieHellman({ privateKey: privateOf(hex(v.private)), publicKey: publicOf(hex(v.public)) }).toString("hex");
      if (/^0+$/.test(v.shared)) expect(shared, `x25519 ${v.tcId}`).toThrow();
      else expect(shared(), `x25519 ${v.tcId}`).toBe(v.shared);
    }
  });

  it("holds of HKDF-SHA-256", () => {
    expect(excerpt.hkdfSha256.length).toBeGreaterThan(15);
    for (const v of excerpt.hkdfSha256) {
      const derive = () => Buffer.from(hkdfSync("sha256", hex(v.ikm), hex(v.salt), hex(v.info), v.size)).toString("hex");
      if (v.result === "invalid") expect(derive, `hkdf ${v.tcId}`).toThrow();
      else expect(derive(), `hkdf ${v.tcId}`).toBe(v.okm);
    }
  });

  it("holds of AES-256-GCM: what is valid opens, what was changed does not", () => {
    expect(excerpt.aes256Gcm.length).toBeGreaterThan(20);
    for (const v of excerpt.aes256Gcm) {
      const open = () => {
        const decipher = createDecipheriv("aes-256-gcm", hex(v.key), hex(v.iv), { authTagLength: 16 }).setAAD(hex(v.aad)).setAuthTag(hex(v.tag));
        return Buffer.concat([decipher.update(hex(v.ct)), decipher.final()]).toString("hex");
      };
      if (v.result === "invalid") {
        expect(open, `gcm ${v.tcId}`).toThrow();
        continue;
      }
      expect(open(), `gcm ${v.tcId}`).toBe(v.msg);
      const cipher = createCipheriv("aes-256-gcm", hex(v.key), hex(v.iv)).setAAD(hex(v.aad));
      expect([Buffer.concat([cipher.update(hex(v.msg)), cipher.final()]).toString("hex"), cipher.getAuthTag().toString("hex")], `gcm ${v.tcId}`).toEqual([v.ct, v.tag]);
    }
  });
});

describe("RFC 9180", () => {
  it("appendix A.1.1: the library opens the first message of the base mode over X25519 and HKDF-SHA256", async () => {
    const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
    const recipientKey = await suite.kem.deserializePrivateKey(ownBuffer("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
    const context = await suite.createRecipientContext({
      recipientKey, enc: ownBuffer("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"), info: ownBuffer("4f6465206f6e2061204772656369616e2055726e"),
    });
    const opened = await context.open(ownBuffer("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"), ownBuffer("436f756e742d30"));
    expect(Buffer.from(opened).toString("ascii")).toBe("Beauty is truth, truth beauty");
  });
});
