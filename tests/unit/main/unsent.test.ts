import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createUnsent } from "../../../electron/main/machine/unsent.ts";

const dir = mkdtempSync(join(tmpdir(), "lockdesk-unsent-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("knows what the vault told last, over locks and restarts, and says unknown where it cannot know", () => {
  const first = createUnsent(dir);
  expect(first.last()).toBeNull();
  first.opened("A0101");
  expect(first.of("A0101").unsent).toBeNull();
  first.told({ pending: 3, oldestPendingAt: 7 });
  expect(first.of("A0101")).toEqual({ unsent: 3, oldestAt: 7 });
  // Died without a lock: something may have been saved after what was told.
  expect(createUnsent(dir).of("A0101").unsent).toBeNull();
  first.closed();
  expect(createUnsent(dir).of("A0101")).toEqual({ unsent: 3, oldestAt: 7 });
  first.opened("A0101");
  first.told({ pending: 0, oldestPendingAt: null });
  // A save on its way to the vault: zero is no longer true for sure.
  first.touched();
  first.closed();
  expect([first.of("A0101").unsent, first.last()?.unsent, createUnsent(dir).of("A0102").unsent]).toEqual([null, null, null]);
});
