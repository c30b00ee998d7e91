import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { FLOOR } from "../../../electron/vault/keys.ts";
import { digestOf, handOver, newPair, openSealed, sealEnvelope, sealTo, takeParts, unwrapHolderKey, wrapHolderKey } from "../../../electron/vault/recovery/sealing.ts";
import { EnvelopeSchema, type Envelope, type Holder } from "../../../shared/protocol/recovery.ts";

const whose = { userId: randomUUID(), deviceId: randomUUID() };
const key = randomBytes(32);
const dekId = randomUUID();
type Keyed = Holder & { privateKey: Buffer };
const holder = async (): Promise<Keyed> => ({ id: randomUUID(), ...(await newPair()) });

let holders: [Keyed, Keyed, Keyed];
let envelope: Envelope;
let asking: Awaited<ReturnType<typeof newPair>>;
const request = () => ({ id: "7f3ad0c6-1d9e-4a0f-9c55-0d0a3b5c7e11", publicKey: asking.publicKey });
const hand = async (by: Keyed, of = envelope, to = request(), from = whose) => ({ holderId: by.id, sealed: (await handOver(by.privateKey, from, of, by.id, to))! });

beforeAll(async () => {
  holders = [await holder(), await holder(), await holder()];
  envelope = await sealEnvelope(key, dekId, whose, holders);
  asking = await newPair();
});

describe("the recovery envelope", () => {
  it("opens with any two of its holders, and with no one of them", async () => {
    expect(EnvelopeSchema.parse(envelope)).toEqual(envelope);
    const [a, b, c] = holders;
    for (const [x, y] of [[a, b], [b, c], [c, a]] as const) expect(await takeParts(asking.privateKey, envelope, request().id, [await hand(x), await hand(y)])).toEqual(key);
    for (const one of holders) expect(await takeParts(asking.privateKey, envelope, request().id, [await hand(one)])).toBeNull();
    const twice = await hand(a);
    expect(await takeParts(asking.privateKey, envelope, request().id, [twice, twice])).toBeNull();
    expect(await takeParts(asking.privateKey, envelope, request().id, [twice, { ...twice, holderId: b.id }])).toBeNull();
  });

  it("holds the key nowhere in the open", () => {
    const text = JSON.stringify(envelope);
    for (const form of ["hex", "base64"] as const) expect(text).not.toContain(key.toString(form).slice(0, 20));
  });

  it("is bound to person, device, generation and itself: for another no holder's part opens", async () => {
    const [a] = holders;
    for (const other of [{ ...whose, userId: randomUUID() }, { ...whose, deviceId: randomUUID() }]) expect(await handOver(a.privateKey, other, envelope, a.id, request())).toBeNull();
    for (const change of [{ id: randomUUID() }, { dekId: randomUUID() }]) expect(await handOver(a.privateKey, whose, { ...envelope, ...change }, a.id, request())).toBeNull();
    expect(await handOver(a.privateKey, whose, envelope, holders[1].id, request())).toBeNull();
    expect(await handOver(randomBytes(32), whose, envelope, a.id, request())).toBeNull();
  });

  it("put in another's place is noticed: parts of one do not go with the other, and the digest differs", async () => {
    const [a, b] = holders;
    const swapped = await sealEnvelope(randomBytes(32), dekId, whose, holders);
    expect(digestOf(swapped)).not.toBe(digestOf(envelope));
    expect(await takeParts(asking.privateKey, envelope, request().id, [await hand(a, swapped), await hand(b, swapped)])).toBeNull();
    expect(await takeParts(asking.privateKey, envelope, request().id, [await hand(a), await hand(b, swapped)])).toBeNull();
    expect(await takeParts(asking.privateKey, { ...envelope, commitment: swapped.commitment }, request().id, [await hand(a), await hand(b)])).toBeNull();
  });

  it("hands parts over for one request and to one machine's key only", async () => {
    const [a, b] = holders;
    const parts = [await hand(a), await hand(b)];
    expect(await takeParts(asking.privateKey, envelope, randomUUID(), parts)).toBeNull();
    expect(await takeParts((await newPair()).privateKey, envelope, request().id, parts)).toBeNull();
  });

  it("a bent part is refused, wherever it is bent", async () => {
    const [a, b] = holders;
    const good = await hand(b);
    const part = await hand(a);
    for (const field of ["enc", "ct"] as const) {
      const raw = Buffer.from(part.sealed[field], "base64");
      for (let i = 0; i < raw.length; i += 7) {
        const bent = Buffer.from(raw);
        bent[i] = bent[i]! ^ 1;
        expect(await takeParts(asking.privateKey, envelope, request().id, [{ ...part, sealed: { ...part.sealed, [field]: bent.toString("base64") } }, good]), `${field} ${i}`).toBeNull();
      }
    }
  });

  it("needs two holders at least", async () => {
    await expect(sealEnvelope(key, dekId, whose, holders.slice(0, 1))).rejects.toThrow();
  });
});

describe("a holder's key", () => {
  it("opens under its passphrase for its holder, and under nothing else", async () => {
    const who = { id: randomUUID(), no: "T0101" };
    const { privateKey } = await newPair();
    const pass = () => Buffer.from("seven quiet rivers at night");
    const wrapped = await wrapHolderKey(who, pass(), randomUUID(), privateKey, 1, FLOOR);
    expect(await unwrapHolderKey(who, pass(), wrapped)).toEqual(privateKey);
    expect(await unwrapHolderKey(who, Buffer.from("seven quiet rivers at nighx"), wrapped)).toBeNull();
    expect(await unwrapHolderKey({ ...who, no: "T0102" }, pass(), wrapped)).toBeNull();
    expect(await unwrapHolderKey(who, pass(), "rubbish")).toBeNull();
  });
});

describe("the sealing", () => {
  /** HPKE's base mode written out once more over `node:crypto`, from RFC 9180, sections 4 and 5. */
  function openByHand(privateKey: Buffer, publicKey: Buffer, enc: Buffer, info: Buffer, ct: Buffer): Buffer {
    const [kemSuite, suite] = [Buffer.from("KEM\u0000\u0020"), Buffer.from("HPKE\u0000\u0020\u0000\u0001\u0000\u0002")];
    const hmac = (k: Uint8Array, data: Uint8Array) => createHmac("sha256", k).update(data).digest();
    const extract = (suiteId: Buffer, salt: Buffer, label: string, ikm: Uint8Array) => hmac(salt.length ? salt : Buffer.alloc(32), Buffer.concat([Buffer.from("HPKE-v1"), suiteId, Buffer.from(label), ikm]));
    const expand = (suiteId: Buffer, prk: Buffer, label: string, about: Uint8Array, length: number) =>
      hmac(prk, Buffer.concat([Buffer.from([0, length]), Buffer.from("HPKE-v1"), suiteId, Buffer.from(label), about, Buffer.from([1])])).subarray(0, length);
    const der = (head: string, raw: Buffer) => Buffer.concat([Buffer.from(head, "hex"), raw]);
    const dh = diffieHellman({
      privateKey: createPrivateKey({ key: der("302e020100300506032b656e04220420", privateKey), format: "der", type: "pkcs8" }),
      publicKey: createPublicKey({ key: der("302a300506032b656e032100", enc), format: "der", type: "spki" }),
    });
    const none = Buffer.alloc(0);
    const shared = expand(kemSuite, extract(kemSuite, none, "eae_prk", dh), "shared_secret", Buffer.concat([enc, publicKey]), 32);
    const about = Buffer.concat([Buffer.from([0]), extract(suite, none, "psk_id_hash", none), extract(suite, none, "info_hash", info)]);
    const secret = extract(suite, shared, "secret", none);
    const decipher = createDecipheriv("aes-256-gcm", expand(suite, secret, "key", about, 32), expand(suite, secret, "base_nonce", about, 12), { authTagLength: 16 }).setAuthTag(ct.subarray(-16));
    return Buffer.concat([decipher.update(ct.subarray(0, -16)), decipher.final()]);
  }

  it("is HPKE over X25519, HKDF-SHA256 and AES-256-GCM, as another implementation opens it", async () => {
    const { privateKey, publicKey } = await newPair();
    const sealed = await sealTo(publicKey, "a purpose", key);
    expect(openByHand(privateKey, Buffer.from(publicKey, "base64"), Buffer.from(sealed.enc, "base64"), Buffer.from("a purpose"), Buffer.from(sealed.ct, "base64"))).toEqual(key);
    expect(await openSealed(privateKey, "a purpose", sealed)).toEqual(key);
    expect(await openSealed(privateKey, "another", sealed)).toBeNull();
  });
});
