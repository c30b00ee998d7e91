import type { warning as source } from "../zh-CN/warning.ts";

export const warning: typeof source = {
  title: "Early warnings", list: "Warnings to act on", mine: "With me", told: "Told / done", which: "What to show",
  empty: "No warning waits for you", emptyNext: "One appears here as soon as the step before is sent.", emptyTold: "Nothing told or done yet", emptyToldNext: "Warnings you acted on or were told of stay here.",
  choose: "Choose a warning", chooseNext: "↑ ↓ to choose, Ctrl+Enter to send.",
  act: "Act", submit: "Send: {{step}}", done: "Sent: {{step}}, {{no}}", with: "Now with {{who}}", nobody: "Nobody on duty: with the next level", ended: "Finished", waiting: "What you sent is on its way",
  history: "History", late: "late", notCounted: "does not count (somebody was earlier)", escalated: "{{step}} overdue: went to {{to}}", half: "{{step}}: half of the time used", fourFifths: "{{step}}: four fifths of the time used", copied: "{{step}}: copy to {{to}}", whole: "The whole",
  form: "Form", pack: "Package", packNo: "Package no.", sha256: "SHA-256", bytes: "Size", bytesOf: "{{n}} bytes", relayHint: "Take the package on the centre's server with package export and send it on from the internet PC; customer service tells the bank the password another way.",
  password: "Show the package's password", passwordHint: "Tell the bank by telephone, never the way the package goes. This look is recorded.",
  derived: "Derived limit: {{n}} minutes for this step", registerNo: "Register no.", collector: "Collector", envelope: "The relaying post sees number and bank only, nothing of the form.",
  field: { result: "Soothing result", recordingNo: "Recording no.", promised: "What was promised, by when", disposal: "What follows", reason: "Reason", archiveNo: "Archive no.", opinion: "Opinion", channel: "How it was sent on", receiptNo: "Bank's receipt no." },
  timeHint: "like 2026-11-23 15:30",
  needed: "needed", emptyHere: "must be empty here", notRequired: "optional",
  later: "Soothing again", badge: "{{n}} warnings to act on",
};
