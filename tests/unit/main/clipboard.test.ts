import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const { app, board, front } = vi.hoisted(() => ({ app: {} as EventEmitter, board: { text: "" }, front: { window: null as object | null } }));
vi.mock("electron", () => ({
  app,
  BrowserWindow: { getFocusedWindow: () => front.window },
  clipboard: {
    readText: async () => board.text,
    write: async ([item]: { items: Record<string, string> }[]) => void (board.text = item?.items["text/plain"] ?? ""),
    clear: () => void (board.text = ""),
  },
  ClipboardItem: class {
    readonly items: Record<string, string>;
    constructor(items: Record<string, string>) {
      this.items = items;
    }
  },
}));
const { CLEAR_AFTER_MS, clipboardGuard, copyField, wipeOurs } = await import("../../../electron/main/lockdown/clipboard.ts");

const SECOND = 1_000;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  Object.assign(app, new EventEmitter());
  Object.setPrototypeOf(app, EventEmitter.prototype);
  board.text = "";
});
afterEach(async () => {
  app.emit("browser-window-blur");
  await wipeOurs();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a copied field", () => {
  it("is wiped after its time when nothing else has come", async () => {
    await copyField("HB-1");
    await pass(CLEAR_AFTER_MS - 1);
    expect(board.text).toBe("HB-1");
    await pass(1);
    expect(board.text).toBe("");
  });

  it("is wiped on lock at once", async () => {
    await copyField("HB-1");
    await wipeOurs();
    expect(board.text).toBe("");
  });

  it("copied again, has its full time again", async () => {
    await copyField("HB-1");
    await pass(CLEAR_AFTER_MS - SECOND);
    await copyField("HB-2");
    await pass(2 * SECOND);
    expect(board.text).toBe("HB-2");
  });

  it("that another program has replaced is not ours to wipe", async () => {
    await copyField("HB-1");
    board.text = "another program's";
    await pass(CLEAR_AFTER_MS);
    expect(board.text).toBe("another program's");
    await wipeOurs();
    expect(board.text).toBe("another program's");
  });
});

describe("while a window of ours is in front", () => {
  beforeEach(() => {
    board.text = "copied before, elsewhere";
    clipboardGuard.atReady?.();
  });

  it("what a page gets into the clipboard is wiped within a second", async () => {
    app.emit("browser-window-focus");
    await pass(SECOND);
    board.text = "a record";
    await pass(SECOND);
    expect(board.text).toBe("");
  });

  it("and at once when the window goes to the back", async () => {
    app.emit("browser-window-focus");
    await pass(10);
    board.text = "a record";
    app.emit("browser-window-blur");
    await pass(0);
    expect(board.text).toBe("");
  });

  it("what was there before, and what we put there, stays", async () => {
    app.emit("browser-window-focus");
    await pass(3 * SECOND);
    expect(board.text).toBe("copied before, elsewhere");
    await copyField("HB-1");
    await pass(3 * SECOND);
    expect(board.text).toBe("HB-1");
  });

  it("the watch goes on when the desk takes the place of the unlock window", async () => {
    app.emit("browser-window-focus");
    await pass(SECOND);
    app.emit("browser-window-blur");
    front.window = {};
    app.emit("browser-window-focus");
    await pass(SECOND);
    board.text = "a record";
    await pass(SECOND);
    expect(board.text).toBe("");
    front.window = null;
  });

  it("nothing is wiped once another program is in front", async () => {
    app.emit("browser-window-focus");
    await pass(SECOND);
    app.emit("browser-window-blur");
    await pass(SECOND);
    board.text = "another program's";
    await pass(10 * SECOND);
    expect(board.text).toBe("another program's");
  });
});
