import type { legal as zh } from "../zh-CN/legal.ts";

export const legal: typeof zh = {
  title: "Legal referrals", list: "Legal referrals", mine: "With me", told: "Told / done", which: "Which", empty: "No referral waits here", emptyNext: "It appears as soon as the step before is sent.", emptyTold: "No referral passed here or copied to you yet", emptyToldNext: "Those you handled or were told of stay here.", choose: "Choose a referral", chooseNext: "↑ ↓ to choose, Ctrl+Enter to send.",
  done: "Sent: {{step}}, {{no}}", ended: "Archived", with: "With {{who}} now", act: "Act", badge: "{{n}} referrals wait", waiting: "What you sent is being uploaded",
  file: "Hand over material", fileDone: "Handed over; the centre gives the number", bank: "Client bank", caseNo: "Case no.", confirmNo: "Bank's confirmation", materials: "Material", material: "What", copies: "Copies", addMaterial: "Add material", proofs: "Recordings and proofs of delivery", proofKind: "Kind", proofAt: "When", proofNo: "Number", addProof: "Add proof", remove: "Remove",
  note: "Note", needed: "{{what}} is needed", timeHint: "2026-11-23 15:30", facts: "The case", evidence: "Two effective collections (R-30)", evidenceAt: "looked at", enough: "Enough", notEnough: "Not enough", counts: "counts", countsNot: "does not count", reached: "the debtor", notReached: "not the debtor",
  apart: "{{n}} days apart", noContacts: "No answered call in the ledger", noProof: "no proof",
  gap: { noContact: "No effective collection that reached the debtor", noProof: "{{n}} contacts with the debtor lack a recording or proof of delivery", onlyOne: "Only one effective collection; another counts from {{from}} on", tooClose: "Less than 30 days apart, {{n}} days missing (from {{from}})", waiting: "More than three months unpaid since the second: from {{from}}", amount: "Principal below 50,000 yuan by {{amount}}" },
  kind: { call: "Call", letter: "Letter", visit: "Visit" },
  fact: { no: "No.", bank: "Client bank", caseNo: "Case no.", name: "Name", idLast4: "ID, last four", cardLast4: "Card, last four", bucket: "Bucket", placed: "Placed", current: "Owed now", principal: "Principal", team: "Team", region: "Region", collector: "Collector", usageNo: "Usage register" },
  state: { confirmed: "Confirmed by the bank", filed: "Handed over", registered: "Registered", signed: "Signed for", incomplete: "Incomplete", checked: "Checked", channelled: "Channel confirmed", delivered: "Delivered", stopped: "Stop confirmed", concluded: "Concluded", archived: "Archived" },
  step: {
    file: "Hand over", register: "Register", signFor: "Sign for", check: "Check", confirmChannel: "Confirm the channel", deliver: "Deliver", confirmStop: "Confirm the stop", arrest: "Arrest told", assist: "Assist", askRepayment: "Ask: repayment", decideRepayment: "Decide on the repayment",
    askSupplement: "Ask: supplement", decideSupplement: "Decide on the supplement", askMerge: "Ask: merge (special)", decideMerge: "Decide on the merge", conclude: "Conclude", archive: "Archive",
  },
  field: {
    registerNo: "Register no.", receiptNo: "Receipt no.", check: "Result", opinion: "Opinion", unit: "Partner unit", deliveredAt: "Delivered at", arrestAt: "Arrested at", amount: "Amount (yuan)", paidAt: "Paid at", decision: "Decision", material: "Material", otherBank: "Other bank", admission: "What the debtor admits", applicationNo: "Application no.", outcome: "Outcome", archiveNo: "Archive no.",
  },
  check: { complete: "Complete", incomplete: "Incomplete, sent back" }, decision: { approved: "Approved", returned: "Sent back" }, outcome: { accepted: "Accepted", notAccepted: "Not accepted", repaid: "Repaid", withdrawn: "Withdrawn" },
};
