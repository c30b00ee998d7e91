/**
 * How often a window may call each channel. A person at the desk never meets a limit; a page that has been
 * taken over meets one before it has copied the worklist out value by value or worn the disk.
 */
import type { RateLimit } from "../access/bucket.ts";
import type { ChannelName } from "./contract.ts";

interface Reasoned extends RateLimit {
  readonly why: string;
}

/** `burst` at once, `perMinute` from then on. */
export const LIMITS = {
  door: { burst: 20, perMinute: 20, why: "a password or a code is typed by hand, and each try costs a key derivation of 0.1 to 0.4 s" },
  look: { burst: 400, perMinute: 1_200, why: "a busy desk asks again whenever synchronisation has brought something; 20 a second is more than can be read" },
  type: { burst: 200, perMinute: 1_200, why: "a key press may search or save a draft; nobody types 20 a second" },
  reveal: { burst: 40, perMinute: 40, why: "each full value is looked at for up to 20 s and leaves a trace; more than one every 1.5 s is copying" },
  dial: { burst: 20, perMinute: 20, why: "a number is dialled by hand, and each attempt leaves a trace and gives out a full number" },
  save: { burst: 120, perMinute: 240, why: "each is a durable write; the quickest hand saves one every few seconds, and four a second leave room for a list worked off by key" },
  centre: { burst: 120, perMinute: 600, why: "each goes to the central service, which a thousand workstations share" },
  command: { burst: 30, perMinute: 60, why: "locking, picking a file, copying a number, synchronising now: pressed by hand" },
} as const satisfies Record<string, Reasoned>;
export type LimitName = keyof typeof LIMITS;

export const LIMIT_OF: Readonly<Record<ChannelName, LimitName>> = {
  "unlock.state": "look", "unlock.enrol": "door", "unlock.signIn": "door", "unlock.proposeFactor": "door",
  "session.me": "look", "session.passwordKnown": "command", "session.code": "door", "session.lock": "command", "sync.status": "look", "sync.now": "command", "desk.request": "centre", "draft.load": "look", "draft.save": "type",
  "duty.set": "save", "colleagues.list": "look", "quarantine.list": "look", "quarantine.resend": "save", "quarantine.settle": "save", "recovery.becomeHolder": "door", "recovery.handOver": "door", "import.pick": "command",
  "session.update": "look", "queue.list": "look", "queue.counts": "look", "queue.next": "look", "search.find": "type", "case.open": "look", "clipboard.copy": "command", "case.timeline": "look", "reveal.field": "reveal",
  "dial.start": "dial", "call.log": "save", "note.add": "save", "promise.make": "save", "followUp.set": "save", "contact.add": "save", "contact.mark": "save", "contact.choose": "save",
  "warning.stamp": "save", "warning.file": "save", "inbound.find": "centre", "figures.today": "look", "warnings.list": "look", "warning.step": "save",
  "stops.list": "look", "stop.set": "save", "stop.lift": "save", "stop.tick": "save", "forms.list": "look", "form.step": "save", "complaint.file": "save", "referral.file": "save",
  "spotCheck.draw": "save", "spotCheck.judge": "save",
};
