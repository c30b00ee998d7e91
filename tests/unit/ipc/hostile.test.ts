import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { journalFile, openJournal } from "../../../electron/main/journal.ts";
import { CHANNELS } from "../../../shared/ipc/contract.ts";
import { LIMITS } from "../../../shared/ipc/limits.ts";
import { MAX_CHARS, messageFault } from "../../../shared/ipc/plain.ts";
import { foreignRoles, foreignSenders, hugeInputs, tooOften, unfittingInputs, whileLocked } from "../../support/ipc/hostile.ts";
import { channels, fittingInput, newRig } from "../../support/ipc/router.ts";

vi.mock("electron", async () => (await import("../../support/ipc/router.ts")).straw);

// The first load of every channel's code is counted with the first test, and the machine may be busy: a limit is for what hangs.
vi.setConfig({ testTimeout: 60_000 });

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  return () => write.mockRestore();
});

describe("every channel", () => {
  it("answers its own window with a fitting input, and the handler gets what the schema parsed", async () => {
    const rig = await newRig();
    for (const channel of channels) {
      const answer = await rig.call(channel, fittingInput(channel));
      expect(answer, `${channel} ${JSON.stringify(answer).slice(0, 300)}`).toMatchObject({ ok: true });
      expect(rig.reached(), channel).toEqual([{ channel, input: CHANNELS[channel].input.parse(fittingInput(channel)) }]);
    }
  });

  it("refuses every sender but the main frame of its own window at its own page", async () => expect(await foreignSenders(await newRig())).toEqual([]));

  it("refuses a window that has been closed", async () => {
    const rig = await newRig();
    const own = rig.window("desk");
    rig.close("desk");
    for (const channel of channels.filter((c) => CHANNELS[c].window === "desk")) expect(await rig.call(channel, fittingInput(channel), own), channel).toMatchObject({ refusal: { code: "forbidden" } });
    expect(rig.reached()).toEqual([]);
  });

  it("refuses what does not fit its schema, a field too many included", async () => expect(await unfittingInputs(await newRig())).toEqual([]));

  it("refuses 10 MB before it looks inside", async () => expect(await hugeInputs(await newRig())).toEqual([]));

  it("refuses while locked", async () => expect(await whileLocked(await newRig())).toEqual([]));

  it("serves each role what the access table says, on every route a desk request may name", async () => {
    const { breaches, cells } = await foreignRoles(await newRig());
    expect(breaches).toEqual([]);
    console.log(`access matrix, cells: IPC ${cells}`);
  });

  it("may be called as often as its limit says and no more, and again after a while", async () => {
    const rig = await newRig();
    expect(await tooOften(rig)).toEqual([]);
    for (let i = 0; i <= LIMITS.reveal.burst; i += 1) await rig.call("reveal.field", fittingInput("reveal.field"));
    rig.advance(60_000);
    expect(await rig.call("reveal.field", fittingInput("reveal.field"))).toMatchObject({ ok: true });
  }, 30_000);

  it("answers nothing that its output schema does not name", async () => {
    const rig = await newRig({ reply: () => ({ ok: true, value: { secret: "110101199003070011" } }) });
    for (const channel of channels) {
      const answer = await rig.call(channel, fittingInput(channel));
      expect(JSON.stringify(answer), channel).not.toContain("110101199003070011");
    }
  });

  it("turns a handler that throws into a refusal without its words", async () => {
    const rig = await newRig({ reply: () => { throw new Error("13800138622"); } });
    for (const channel of channels) {
      const answer = await rig.call(channel, fittingInput(channel));
      expect(answer, channel).toMatchObject({ ok: false, refusal: { code: "internal" } });
      expect(JSON.stringify(answer)).not.toContain("13800138622");
    }
  });
});

describe("a refusal", () => {
  it("is counted by code until it is taken for the report", async () => {
    const rig = await newRig();
    for (let i = 0; i < 3; i += 1) await rig.call("note.add", { surplus: true });
    await rig.call("case.open", fittingInput("case.open"), rig.window("unlock"));
    expect(rig.refusals.take()).toEqual({ bad_input: 3, forbidden: 1 });
    expect(rig.refusals.take()).toEqual({});
  });

  it("is one line however often it comes within ten seconds; the next line says how many went unsaid", async () => {
    const rig = await newRig();
    for (let i = 0; i < 100; i += 1) await rig.call("note.add", { text: "13800138622" });
    rig.advance(10_000);
    await rig.call("note.add", { text: "13800138622" });
    expect(lines.filter((l) => l.includes("ipc.refused"))).toHaveLength(2);
    expect(lines.at(-1)).toContain('"unsaid":99');
    expect(lines.join()).not.toContain("13800138622");
  });
});

describe("a refusal's entry in the machine's journal", () => {
  it("is chained, names channel, code and reason, and becomes rarer the longer a page goes on", async () => {
    const dir = mkdtempSync(join(tmpdir(), "lockdesk-journal-"));
    openJournal(dir);
    try {
      const rig = await newRig();
      for (let second = 0; second < 3_600; second += 1) {
        rig.advance(1_000);
        await rig.call("note.add", { text: "13800138622" });
      }
      const text = readFileSync(journalFile(dir), "utf8");
      const entries = text.trimEnd().split("\n").map((entry) => JSON.parse(entry) as { what: string; facts: object; prev: string; hash: string });
      expect(entries.length).toBeLessThan(15);
      expect(entries[0]).toMatchObject({ what: "ipc.refused", facts: { channel: "note.add", code: "bad_input" } });
      expect(entries.slice(1).map((entry) => entry.prev)).toEqual(entries.slice(0, -1).map((entry) => entry.hash));
      expect(text).not.toContain("13800138622");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe("the size of a message", () => {
  it("leaves room for the longest list of staff and for the longest draft", () => {
    expect(messageFault({ route: "user.bulk", input: { text: "员".repeat(200_000), dryRun: true } })).toBeNull();
    expect(messageFault({ key: "k", value: "x".repeat(20_000) })).toBeNull();
  });
  it("is judged without walking all of it", () => {
    const endless = { get a() { throw new Error("walked on"); } };
    expect(messageFault(["x".repeat(MAX_CHARS + 1), endless])).toBe("too large");
  });
});
