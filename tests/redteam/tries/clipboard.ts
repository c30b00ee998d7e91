/** Copying and dragging out of the page (rows 16, 17). What counts is the clipboard as main reads it, a little later. */
import type { Page } from "@playwright/test";
import type { Ground } from "../ground.ts";
import { inPage, type Try } from "./try.ts";

/** Longer than main takes to look. */
const LATER_MS = 1_600;

interface Facts {
  readonly clipboard: string;
}
const clipboardNow = async ({ workstation }: Ground): Promise<string> => JSON.stringify(((await workstation.probe({ ask: "facts" })) as Facts).clipboard);

/** Puts a text with a marker into the page, selects it, and hands the page over. */
async function selectMarker(page: Page): Promise<void> {
  await page.evaluate(() => {
    const text = document.createElement("p");
    text.id = "redteam-marker";
    text.textContent = "marker of a record";
    text.style.userSelect = "text";
    document.body.prepend(text);
    getSelection()?.selectAllChildren(text);
  });
}

function copies(name: string, act: (ground: Ground) => Promise<void>): Try {
  return {
    name, row: 17, aim: "clipboard", expect: '""',
    run: async (ground) => {
      await selectMarker(ground.page);
      await act(ground).catch(() => undefined);
      await ground.page.waitForTimeout(LATER_MS);
      const found = await clipboardNow(ground);
      await ground.page.evaluate(() => document.getElementById("redteam-marker")?.remove());
      return found;
    },
  };
}

/** Runs a script inside a real press of a mouse button: some calls ask for a hand. */
async function byHand(page: Page, script: () => void): Promise<void> {
  await page.evaluate(`window.addEventListener("mousedown", ${script.toString()}, { once: true })`);
  await page.mouse.click(3, 3);
}

export const CLIPBOARD: readonly Try[] = [
  copies("the key Ctrl+C", ({ page }) => page.keyboard.press("Control+c")),
  copies("the key Ctrl+Insert", ({ page }) => page.keyboard.press("Control+Insert")),
  copies("the key Ctrl+X in a field", async ({ page }) => {
    await page.evaluate(() => {
      const field = document.createElement("input");
      field.value = "marker of a record";
      document.getElementById("redteam-marker")?.append(field);
      field.focus();
      field.select();
    });
    await page.keyboard.press("Control+x");
  }),
  copies("document.execCommand('copy')", ({ page }) => byHand(page, () => document.execCommand("copy"))),
  copies("document.execCommand('cut')", ({ page }) => byHand(page, () => document.execCommand("cut"))),
  copies("a copy listener with words of its own", async ({ page }) => {
    await page.evaluate(() => {
      document.addEventListener("copy", (event) => {
        event.clipboardData?.setData("text/plain", "marker of a record");
        event.preventDefault();
      });
    });
    await byHand(page, () => document.execCommand("copy"));
  }),
  copies("navigator.clipboard.writeText by hand", ({ page }) => byHand(page, () => void navigator.clipboard.writeText("marker of a record"))),
  copies("a copy inside a new frame", async ({ page }) => {
    await page.evaluate(() => {
      const frame = document.createElement("iframe");
      frame.id = "redteam-frame";
      document.body.append(frame);
      if (frame.contentDocument) frame.contentDocument.body.textContent = "marker of a record";
    });
    await byHand(page, () => {
      const frame = document.getElementById("redteam-frame") as HTMLIFrameElement;
      const inner = frame.contentDocument;
      frame.contentWindow?.focus();
      if (inner) frame.contentWindow?.getSelection()?.selectAllChildren(inner.body);
      inner?.execCommand("copy");
    });
    await page.evaluate(() => document.getElementById("redteam-frame")?.remove());
  }),
  ...(["copy", "cut"] as const).map((type): Try => ({
    name: `words of its own in the event ${type}`, row: 17, aim: "clipboard", expect: "prevented, unheard",
    run: ({ page }) => page.evaluate((each) => {
      let heard = false;
      const listener = () => (heard = true);
      document.addEventListener(each, listener, { capture: true });
      const event = new ClipboardEvent(each, { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
      document.body.dispatchEvent(event);
      document.removeEventListener(each, listener, { capture: true });
      return `${event.defaultPrevented ? "prevented" : "let through"}, ${heard ? "heard" : "unheard"}`;
    }, type),
  })),
  inPage("clipboard", 16, "a drag of text", "prevented, unheard", () => {
    let heard = false;
    const listener = () => (heard = true);
    document.addEventListener("dragstart", listener, { capture: true });
    const event = new DragEvent("dragstart", { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
    document.body.dispatchEvent(event);
    document.removeEventListener("dragstart", listener, { capture: true });
    return `${event.defaultPrevented ? "prevented" : "begun"}, ${heard ? "heard" : "unheard"}`;
  }),
  {
    name: "another's case number by the copy button's channel", row: 17, aim: "clipboard", expect: "not_found",
    run: ({ ask, foreign }) => ask("clipboard.copy", { caseId: foreign.caseId, field: "caseNo" }).then((answer) => answer.refusal?.code ?? "answered"),
  },
  {
    name: "a field that may not be copied, by the same channel", row: 17, aim: "clipboard", expect: "bad_input",
    run: ({ ask, own }) => ask("clipboard.copy", { caseId: own.caseId, field: "idNo" }).then((answer) => answer.refusal?.code ?? "answered"),
  },
  {
    name: "words of the page by the same channel", row: 17, aim: "clipboard", expect: '""',
    run: async (ground) => {
      await ground.ask("clipboard.copy", { caseId: "marker", field: "caseNo", value: "marker of a record" });
      return clipboardNow(ground);
    },
  },
];
