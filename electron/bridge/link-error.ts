/** The way to the centre is closed; carries the reason in words. */
import type { Refusal } from "../../shared/protocol/errors.ts";

export class LinkError extends Error {
  readonly refusal: Refusal;
  constructor(reason: Refusal) {
    super(reason.code);
    this.name = "LinkError";
    this.refusal = reason;
  }
}
