import type { collector as source } from "../zh-CN/collector.ts";

export const collector: typeof source = {
  title: "Collector's desk",
  reminders: "Reminders",
  queue: {
    title: "Worklist", tabs: "Worklist sections", find: "Find in the worklist", filterHint: "Name / case no. / last four", bucket: "Bucket", bank: "Bank",
    up: "Row up", down: "Row down", pageUp: "Page up", pageDown: "Page down", open: "Open the chosen case",
    downloading: "First download running; start with what has arrived…", nothingFound: "No case matches", nothingFoundNext: "Try another filter or clear it.", clear: "Clear filters",
    empty: "This list is done", emptyNext: "Go to another section; newly allocated cases appear by themselves.",
  },
  tab: { new: "New today", followUp: "Follow up today", callback: "Call-backs", promiseDue: "Promises due", promiseBroken: "Promises broken", stale: "{{n}} days untouched", dueBack: "Return soon", all: "All" },
  reason: {
    callbackDue: "Call back", promiseBroken: "Promise broken", promiseDue: "Promise due", followUpDue: "Follow up", dueBack: "Return soon", new: "New", stale: "{{n}} d untouched", paused: "Contact paused", amount: "By amount",
  },
  row: { accounts: "{{n}} acc.", accountsHint: "Accounts of this person at this bank", dueBack: "{{n}} d to return", held: "Paused", next: "Next", untouched: "Not contacted yet" },
  case: {
    title: "Case", none: "No case open", goneNext: "What you saved is safe; go on with the next one.", noneNext: "Choose one on the left: ↑ ↓ to move, Enter to open.", sheets: "About the case", since: "since", placedAgain: "Placement no. {{n}}",
    effective: "Effective today {{n}}/{{limit}}", effectiveHint: "At most 3 effective calls per debtor and day (GB/T 45251-2025)",
  },
  sheet: { timeline: "History", balances: "Balances", previous: "Previous agency", person: "Debtor" },
  accounts: { title: "Accounts", account: "Account", bucket: "Bucket", current: "Current debt", minimum: "Minimum due", overdue: "Overdue", asOf: "Data as of", placement: "Placement", sum: "{{n}} accounts together" },
  balances: {
    asOf: "Data as of {{day}}", currentFen: "Current debt", principalFen: "Principal", interestFen: "Interest", managementFeeFen: "Management fee", penaltyInterestFen: "Penalty interest", liquidatedDamagesFen: "Liquidated damages",
    lateFeeFen: "Late fee", overlimitFeeFen: "Over-limit fee", minimumDueFen: "Minimum due", caseNo: "Case no.", placed: "Placed amount", paid: "Paid since placement", lastPayment: "Last payment", limit: "Credit limit",
    overdueOn: "Overdue since", billDay: "Bill day", hand: "Placement hand", batch: "Batch", assignee: "Collector",
  },
  previous: { none: "The bank gave no earlier notes", noneNext: "Ask your supervisor if you need them.", source: "From the bank's placement file; read-only, not our record." },
  person: { name: "Name", idNo: "ID number", gender: "Gender", birthday: "Born", email: "E-mail", place: "Place", home: "Home", household: "Household register", employer: "Employer", job: "Position", work: "Work address" },
  contact: {
    title: "Numbers", self: "Debtor", today: "Today {{n}}/{{limit}}", current: "Current", makeCurrent: "Make current", mark: "Mark as {{status}}", menu: "Acts on {{masked}}", dialThis: "Dial {{masked}} next",
    add: "Add a number", saved: "Number updated", number: "Number", numberHint: "5 to 20 digits", kind: "Kind", relation: "Relation to the debtor", owner: "Owner's name", source: "Source",
  },
  promise: {
    list: "Promises", amount: "Amount", amountOf: "Amount for card {{card}}", day: "Date", current: "Current debt", minimum: "Minimum due", split: "By account", monthEnd: "Month end",
    wrong: "Not an amount, or more than is owed", paid: "paid", more: "{{n}} more",
  },
  filter: { all: "All", calls: "Calls", notes: "Notes", promises: "Promises", other: "Other" },
  entry: {
    none: "Nothing recorded yet", noneNext: "Calls, notes and promises appear here.", older: "Earlier entries", seconds: "{{n}} s", note: "Note", promise: "Promise", followUp: "Next follow-up", callback: "Call-back agreed",
    contactAdded: "Number added", contactMarked: "Number marked", contactChosen: "Current number changed", reveal: "Shown in full (recorded)", inbound: "Inbound lookup", warningStamped: "Early warning stamped (T0)",
    warningFiled: "Early warning filed", workflow: "Early warning", spotCheck: "Spot check", other: "Other entry ({{type}})",
  },
  panes: { title: "Panes", queue: "Worklist", case: "Case", action: "Dial and log", next: "To the next pane" },
  action: {
    title: "Dial and log", noCase: "No case open", noCaseNext: "Open a case to dial and log here.", keys: "Keys", keyResult: "After dialling: a digit for the result, Enter saves", save: "Save result", caseGone: "This case has left your workstation. Its call can still be logged and is sent.", openCall: "A call on another case has no result yet.", backToCall: "Back to that call",
  },
  dial: {
    dial: "Dial", nextNumber: "Next number", previousNumber: "Previous number", nextCase: "Next case", noNumber: "No number", nonePermitted: "No own number may be called", inbound: "Inbound call", hides: "Hides when the result is saved (recorded)",
    restored: "The call has no result yet; the number is hidden", duration: "Call time",
  },
  gate: { title: "Refused by the gate", source: "Source: {{source}}", otherNumber: "← → for another number, or N for the next case.", otherCase: "N for the next case; ask your supervisor if in doubt." },
  stage: { line: "Call result", person: "Person reached", outcome: "Outcome", promise: "Promise date", time: "Call-back time" },
  code: { label: "{{stage}}: type digits or pinyin initials" },
  call: {
    identityStated: "Identity stated", callbackAt: "Call back at", callbackNone: "Choose a time", timeHint: "A digit, or hours and minutes such as 1430; m0930 for tomorrow. Enter confirms.", followUp: "Next follow-up", followUpNone: "None", proposed: "(proposed)",
  },
  slot: { in30m: "In 30 min", in1h: "In 1 h", in2h: "In 2 h" },
  note: { title: "Note", hintCall: "Saved with the call result. Ctrl+Enter saves.", hintAlone: "A note without a call. Ctrl+Enter saves.", save: "Save note" },
  saved: { call: "Call result", note: "Note", warning: "Early warning filed" },
  warning: {
    title: "Early-warning account form", stamp: "Early warning", stamped: "Early warning", within: "file within {{n}} min", form: "Fill in", send: "Send the form", types: "Type", emotion: "Emotion", channels: "Threatened channel", urgency: "Urgency",
    summary: "What happened", demand: "Demand", explained: "Explained already", reached: "Person spoken to", named: "Colleagues named (recused)",
  },
  inbound: {
    title: "Inbound lookup", button: "Inbound", hint: "Last four digits or name", none: "Not found", noneNext: "Check the digits or the name; say nothing about any debt.", noneOffline: "Not connected: only this machine was searched. Try again once connected.",
    offline: "Not connected: only this machine was searched.", take: "Open and log", other: "With a colleague:", extension: "ext.", messageHint: "Message for the colleague (nothing about the debt)", leave: "Leave message", sent: "Message delivered", callOpen: "Save the result of the open call first.",
  },
  callback: { due: "Time to call back, agreed for", open: "Open the case" },
  figures: { title: "My figures today", attempts: "Attempts", connected: "Connected", debtor: "Debtor", promises: "Promises", kept: "Kept", refused: "Refused" },
};
