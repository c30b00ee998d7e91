/**
 * What is left of record data (ELECTRON.md 4.2, 6 and 7) on the built program: after a lock no process of ours
 * holds a key or a marker; after a crash no file the program touched does. Each with the control that finds it.
 */
import { createDecipheriv } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { fileKey, passwordBytes, SlotSchema, unwrap } from "../../electron/vault/keys.ts";
import { atWork, lockKey, openCaseId } from "./support/collector.ts";
import { hostOf } from "../../build/launch/workstation.ts";
import { openStage, passwordOf } from "./support/stage.ts";
import { until } from "./support/until.ts";
import { inFiles, inMemory, processTree, textNeedles, type Needle } from "../support/traces.ts";

const MARKER = "记号鲸鲨琥珀QX7491";
/** Its end, in pieces that are not it. */
const MARKER_PIECES = ["QX", "74", "91"];
const SEALED_HEAD = 4;

/** The keys of a user's data, by the weak store of the evaluation host and the demo password. */
async function keysOf(profileDir: string, userNo: string): Promise<Needle[]> {
  const device = JSON.parse(readFileSync(join(profileDir, "device.json"), "utf8")) as { deviceId: string; sealed: string };
  const sealed = Buffer.from(device.sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", readFileSync(join(profileDir, "evaluation-host-weak-key")), sealed.subarray(SEALED_HEAD, SEALED_HEAD + 12));
  decipher.setAuthTag(sealed.subarray(SEALED_HEAD + 12, SEALED_HEAD + 28));
  const { deviceSecret } = JSON.parse(Buffer.concat([decipher.update(sealed.subarray(SEALED_HEAD + 28)), decipher.final()]).toString("utf8")) as { deviceSecret: string };
  const slot = SlotSchema.parse(JSON.parse(readFileSync(join(profileDir, "users", userNo, "slot.json"), "utf8")));
  const dek = await unwrap({ userNo, deviceId: device.deviceId, password: passwordBytes(passwordOf(userNo)), deviceSecret: Buffer.from(deviceSecret, "base64") }, slot);
  return [{ name: "data key", bytes: dek! }, ...(["outbox", "cache"] as const).map((kind) => ({ name: `${kind} key`, bytes: fileKey(dek!, slot.dekId, kind) }))];
}

test("after a lock no process holds a key or a marker; after a crash no file does", async () => {
  test.skip(process.platform !== "linux" || hostOf() !== "evaluation", "reads /proc, and the evaluation host's weak secret store");
  const stage = await openStage("traces");
  try {
    const workstation = await stage.workstation("PC-T");
    const root = workstation.pid;
    const desk = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
    const caseId = await openCaseId(desk);
    const saved = await desk.evaluate(([id, text]) => window.lockdesk.call("note.add", { caseId: id ?? "", text: text ?? "" }), [caseId, MARKER]);
    expect(saved.ok).toBe(true);
    await desk.evaluate((text) => window.lockdesk.call("search.find", { text }), MARKER.slice(0, 4));
    for (const tab of ["all", "stale"] as const) await desk.evaluate((t) => window.lockdesk.call("queue.list", { tab: t, text: "", bucket: null, bankCode: null, after: null, limit: 200 }), tab);
    const marker = textNeedles("marker", MARKER);
    const needles = [...(await keysOf(workstation.profileDir, "A0101")), ...marker];
    const holders = () => processTree(root).flatMap((pid) => inMemory(pid, needles).map((what) => `${pid} ${readFileSync(`/proc/${pid}/comm`, "utf8").trim()}: ${what}`));
    // The control: while it is open, the vault holds the keys and the desk shows the marker.
    const open = holders().join("\n");
    for (const what of ["outbox key", "cache key", "marker"]) expect(open, "while unlocked").toContain(what);

    await lockKey(desk);
    await workstation.window("unlock");
    // Nothing main can still reach holds it; the control is the last user's number, which the unlock window is given.
    const reaches = (pieces: string[]) => workstation.probe({ ask: "reachable", pieces });
    expect([await reaches(["A0", "101"]), await reaches(MARKER_PIECES)]).toEqual([true, false]);
    // What main has freed and not used again may still hold a message between processes (SECURITY.md); no key, and no other process anything.
    const allowed = new RegExp(`^${root} \\S+: marker`);
    let left: string[] = [];
    await until("nobody holds a key or a marker", () => (left = holders()).every((what) => allowed.test(what)), 20_000).catch(() => undefined);
    test.info().annotations.push({ type: "left in freed memory of main", description: left.join(", ") });
    expect(left.filter((what) => !allowed.test(what))).toEqual([]);

    const again = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(again);
    await again.evaluate(([id, text]) => window.lockdesk.call("draft.save", { key: `note:${id}`, value: text ?? "" }), [caseId, MARKER]);
    const chromium = readdirSync(tmpdir()).filter((name) => name.includes(`-${root}-`)).map((name) => join(tmpdir(), name));
    expect(chromium.length, "the engine's own folder").toBeGreaterThan(0);
    await workstation.close("crash");
    expect(inFiles([workstation.profileDir, ...chromium], marker)).toEqual([]);
  } finally {
    await stage.close();
  }
});
