import type { clerk as source } from "../zh-CN/clerk.ts";

export const clerk: typeof source = {
  unmatched: {
    title: "Unmatched rows",
    lead: "Rows of repayments or lists that match no case. Name the case and the row is booked or carried out by itself; otherwise say what became of it.",
    open: "{{n}} open", showDone: "Show settled rows", search: "Case no., last four of the card, batch",
    empty: "No row to settle", emptyNext: "Rows that match no case when a repayment file or list is imported appear here.",
    allDone: "Every row that fits is settled",
    batch: "Batch", bank: "Client bank", kind: "Kind", row: "Row", caseNo: "Case no.", card: "Card", amount: "Amount", on: "Date", reason: "Why unmatched", resolution: "Resolution",
    choose: "Choose a row to settle", chooseNext: "↑ ↓ to choose, Enter to type, Ctrl+Enter to send.",
    resolve: "Settle", given: "As given in the file", toCase: "Belongs to case no.", toCaseHint: "optional; the row is then booked or carried out", resolutionHint: "What was found, what was done", resolutionNeeded: "Say what became of it",
    submit: "Settle the row", done: "Settled: {{what}}", noCase: "This bank has no case of that number; check it.",
    quick: "Phrases",
    phrase: { matched: "Checked and booked on the case named", notOurs: "Not placed with us; the bank was told", settledBefore: "Paid before the placement; nothing to book", bankAsked: "The bank was asked to check; waiting for its answer", returned: "The case was returned; passed on to the bank", duplicate: "A duplicate; booked elsewhere" },
    online: "This page comes from the central service and needs the network.",
  },
};
