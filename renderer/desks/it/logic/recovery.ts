/** Which step of a recovery request is this person's. The centre judges again. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

export type RequestRow = DeskOutput<"recovery.list">["requests"][number];

/** `other`: the request waits for somebody else; null: nothing is to be done here. */
export function stepFor(request: Pick<RequestRow, "state" | "openedByMe" | "ofMine">, holder: boolean): "open" | "approve" | "other" | null {
  if (request.state !== "wanted" && request.state !== "opened") return null;
  if (!holder || request.ofMine || request.openedByMe) return "other";
  return request.state === "wanted" ? "open" : "approve";
}
