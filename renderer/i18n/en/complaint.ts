import type { complaint as source } from "../zh-CN/complaint.ts";

export const complaint: typeof source = {
  title: "Complaints", list: "Complaints", mine: "With me", told: "Told / done", which: "What to show", view: "What to read", acts: "What to do", nextAct: "Another thing to do",
  empty: "No complaint waits for you", emptyNext: "One appears here as soon as the step before is sent.", emptyTold: "Nothing told or done yet", emptyToldNext: "Complaints you acted on or were told of stay here.",
  choose: "Choose a complaint", chooseNext: "↑ ↓ to choose, Ctrl+Enter to send.", badge: "{{n}} complaints to act on", done: "Sent: {{step}}, {{no}}", filed: "The complaint is filed and on its way; it gets its number from the centre", noNo: "No number yet",
  with: "Now with {{who}}", nobody: "Nobody on duty: with the next level", ended: "Closed", waiting: "What you sent is on its way", accountable: "{{who}} answers for the 30 minutes of this step", beside: "Open at any time", recusedNote: "Nobody accused or recused handles this complaint: {{names}}",
  form: "Complaint form", investigation: "Investigation", bankClock: "The bank's clock", bankDue: "Answer asked for by", day15: "Regulator: 15 days", day30: "Regulator: 30 days", day60: "Regulator: 30 days more", whole: "First answer, the whole", days: "{{n}} days left",
  packs: "Packages the bank has not signed for", packHint: "Tell IT the number of the package, tell the bank its password another way, and enter the bank's receipt when it comes.",
  number: "Show the number to call back", numberHint: "For calling back only; do not copy it. This look is recorded.",
  file: {
    open: "File a complaint", title: "Complaint form", send: "File and send", entrance: "Entrance", handedOn: "Handed on by bank or regulator", direct: "Direct", within: "To be sent within 10 minutes of receipt", lookup: "Find the case", noHit: "There is no such case; file it all the same, the director's assistant names the team", hit: "{{bank}} · {{name}} · {{team}} · collector {{collector}}", noTeam: "no team",
    offline: "Not connected: the case cannot be looked up now. File it; the centre finds the case", unknownAccused: "Empty = not known", pointsHint: "One point a line", accuseCollector: "Name as accused",
  },
  field: {
    no: "Complaint no.", receivedAt: "Received at", source: "Source", bankCode: "Client bank", bank: "Client bank", orderNo: "Their number", dueAt: "Answer due", complainant: "Complainant", relation: "Relation to debtor", phone: "Call-back number", caseNo: "Case no.", name: "Debtor", accused: "Accused",
    named: "Recused", occurredAt: "When it happened", types: "Kind", points: "Points", demand: "Demand", claim: "Compensation asked (yuan)", warningNo: "Early warning no.", level: "Level", answerBy: "Answer promised by", attachments: "Attachment no.", team: "Team answering", region: "Region",
    collector: "Case's collector", bucket: "Bucket", repeat: "Complained before", warnings: "Early warnings before", confirmNo: "Confirmation no.", cardLast4: "Card, last four", found: "Case found",
    department: "Team answering", recused: "Also recused", opinion: "Opinion", course: "What happened", cause: "Cause", conclusion: "Founded", correction: "Correction", result: "Result", contactedAt: "Contacted at", attempts: "Attempts", recordingNo: "Recording no.", promised: "What was promised, by when",
    report: "Report", channel: "Sent by way of", sentAt: "Sent at", receiptNo: "Receipt no.", statement: "Own statement", people: "People", decision: "Decision", answer: "Bank's answer", penalty: "Penalty", clause: "Clause", amount: "Amount (yuan)", outcome: "Outcome", doneAt: "Carried out at",
    content: "Confirmation", satisfaction: "Satisfaction", analysis: "Causes", solution: "How it was solved", future: "How disputes are handled from now on", understanding: "What we learned from it",
  },
  source: { bank: "Bank", regulator: "Regulator", line12345: "12345", call: "Telephone", letter: "Letter", warning: "Early warning" },
  relation: { self: "Debtor", family: "Family", colleague: "Colleague", agent: "Agent", other: "Other" },
  level: { normal: "Normal", important: "Important", major: "Major" },
  yesNo: { yes: "Yes", no: "No" },
  conclusion: { true: "Founded", partly: "Partly founded", untrue: "Unfounded", unverifiable: "Cannot be verified" },
  result: { calmed: "Calmed", followUp: "To be followed up", insists: "Insists", notReached: "Not reached" },
  decision: { approved: "Approved", returned: "Sent back" },
  answer: { satisfied: "Satisfied", supplement: "Wants more", returned: "Sent back" },
  penalty: { none: "No penalty", talk: "Talk", written: "Written warning", training: "Training off duty", deduction: "Deduction", transfer: "Transfer", dismissal: "Dismissal" },
  satisfaction: { satisfied: "Satisfied", neutral: "Neutral", dissatisfied: "Dissatisfied", notReached: "Not reached" },
  state: {
    received: "Received", filed: "Filed", collecting: "Being checked", reviewed: "Reviewed", returned: "Sent back", decided: "Approved", handedOver: "With customer service", passed: "To be sent", reported: "Answered to the bank", supplementing: "Bank wants more", answered: "Bank has answered",
    proposed: "Penalty proposed", noneProposed: "No penalty proposed", penaltyApproved: "Penalty approved", executed: "Penalty carried out", penaltySettled: "Penalty settled", confirmWritten: "Confirmation written", confirmPassed: "Confirmation approved", confirmSent: "Confirmation sent", visited: "Visited", closingWritten: "Closing report written", closingPassed: "Closing report approved", closed: "Closed",
  },
  step: {
    file: "Complaint form", forward: "To risk control", statement: "Statement", soothe: "Soothing call", pull: "Own pull of the records", firstReport: "Write the first report", progressReport: "Write a progress report", sendReport: "Send the report", receipt: "Bank's receipt", sootheAgain: "Call again", ownStatement: "Own statement", apology: "Accompanied apology",
    review: "Review", decide: "Director's approval", reviewAgain: "Review again", handOver: "To customer service", pass: "Manager's approval", report: "Answer the bank", answer: "The bank's answer", supplement: "Supplement", propose: "Penalty proposal", approvePenalty: "Penalty approval", approveNone: "Approval of no penalty",
    execute: "Carry out the penalty", penaltyReport: "Same-day report", confirm: "Confirmation form", passConfirm: "Confirmation approval", sendConfirm: "Send the confirmation", visit: "Return visit", closing: "Four-part closing report", passClosing: "Closing approval", sendClosing: "Send the closing report",
  },
  evidence: {
    title: "Ledger", none: "No case was found: there is nothing to check", period: "{{from}} to {{to}}", frozen: "Pulled by the data post", live: "The ledger as it is now", load: "Read the ledger", loadHint: "Calls, notes and refusals of the gate are listed by the centre from its ledger; reading is recorded.",
    calls: "Calls", connected: "Connected", notes: "Notes", refusals: "Refused by the gate", warnings: "Early warnings", busiest: "Most on one day", busiestOf: "{{n}} ({{day}})", ungated: "Calls no receipt allows", people: "Who called", more: "{{n}} more not listed", id: "Id",
    kind: { call: "Call", note: "Note", refusal: "Refused by the gate", warning: "Early warning" }, callNo: "Call no. (the recording goes by it)",
  },
  statement: { open: "Own statement", title: "Complaints that concern you", hint: "You are accused and take no part in handling it; you may make your statement here.", none: "No complaint concerns you", points: "Points", given: "You said: {{text}}" },
};
