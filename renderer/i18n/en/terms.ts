import type { terms as source } from "../zh-CN/terms.ts";

export const terms: typeof source = {
  stage: { normal: "Normal", suspicious: "Suspicious", malicious: "Malicious" },
  hold: {
    warning: "Early warning open", bankOrder: "Stopped by the bank", settled: "Settled", deceased: "Deceased", complaint: "Complaint open", dispute: "Dispute being checked",
    bankruptcy: "Sued / bankrupt", planAgreed: "Plan agreed", askedToStop: "Asked to stop", safety: "Safety risk", incapacitated: "Incapacitated", reported: "Reported to police",
  },
  contactKind: { mobile: "Mobile", home: "Home", work: "Work" },
  contactSource: { contract: "Contract", reserved: "Reserved contact", authorised: "Authorised query", publicRecord: "Public record", toldByContact: "Told by a contact", creditBureau: "Credit bureau" },
  contactStatus: { unverified: "Unverified", valid: "Valid", invalid: "Invalid", suspended: "Suspended", refused: "Refuses contact" },
  promiseState: { pending: "Open", kept: "Kept", partial: "Partly kept", broken: "Broken", cancelled: "Cancelled" },
  caseStatus: { open: "Placed", settled: "Settled", recalled: "Recalled", returned: "Returned" },
  duty: { working: "Working", break: "Break", busy: "Busy", off: "Off duty" },
  role: {
    collector: "Collector", supervisor: "Supervisor", head: "Head", clerk: "Clerk", assistant: "Director's assistant", operationsDirector: "Operations director",
    marketingDirector: "Marketing director", generalManager: "General manager", dataPost: "Data post", customerService: "Customer service", customerServiceManager: "Customer service manager",
    legalCollector: "Legal collector", legalSpecialist: "Legal specialist", hr: "HR", administrator: "Administrator", it: "IT",
  },
  warningType: {
    frequency: "Call frequency", conduct: "Conduct", thirdParty: "Third party contacted", dataLeak: "Data leak", amountDispute: "Amount or fees", notMe: "Not me / identity theft",
    instalmentFailed: "Instalments refused", creditRecord: "Credit record", hardship: "Hardship", suspectedAgent: "Suspected agent", other: "Other",
  },
  emotion: { dissatisfied: "Dissatisfied", agitated: "Agitated", abusive: "Abusive", selfHarmRisk: "Self-harm risk" },
  channel: { bank: "Bank", "12378": "12378", "12345": "12345", "12363": "12363", media: "Media", court: "Court", unsaid: "Not said" },
  urgency: { normal: "Normal", urgent: "Urgent", critical: "Critical" },
  warningState: {
    stamped: "Stamped", filed: "Filed", found: "Upheld", unfounded: "Not upheld", planned: "Soothing planned", soothed: "Soothed", forwarded: "Forwarded", rechecked: "Checked again", approved: "Approved", sealed: "Sealed", sent: "Sent on", signed: "Signed for by the bank",
  },
  warningStep: {
    file: "File", find: "Finding", plan: "Soothing plan", release: "Disposal", soothe: "Soothing result", sootheAgain: "Soothing again", read: "Read", forward: "Forward", recheck: "Check again", approve: "Approval", seal: "Seal", relay: "Send on", sign: "Bank's receipt",
  },
  finding: { upheld: "Upheld", notUpheld: "Not upheld" },
  ourFault: { none: "None", possible: "Possible", yes: "Yes" },
  pauseScope: { person: "Pause the person (all accounts)", case: "Pause this case only" },
  soothingResult: { calmed: "Calmed", followUp: "To be followed up", insists: "Insists on complaining", notReached: "Not reached", quietHours: "Quiet hours, not yet soothed" },
  disposal: { resume: "Resume", handOver: "Another collector", stop: "Stop collecting", toComplaint: "To a complaint" },
  revealField: { phone: "number", idNo: "ID number", cardNo: "card number", address: "address", employer: "employer", email: "e-mail", name: "name" },
  verdict: { pass: "Passed", fail: "Failed" },
  direction: { out: "Outgoing", in: "Inbound" },
};
