import type { disposition as source } from "../zh-CN/disposition.ts";

export const disposition: typeof source = {
  A1: "Connected", A2: "No answer", A3: "Busy / on a call", A4: "Rejected", A5: "Powered off", A6: "Service suspended", A7: "Empty number", A8: "Out of reach", A9: "Voicemail / assistant", A10: "Incoming barred", A11: "Own line fault",
  B1: "Debtor, verified", B2: "Identity not verified", B3: "Guarantor", B4: "Debt-related third party", B5: "Unrelated third party", B6: "Wrong number", B7: "Lawyer / agent", B8: "Minor answered",
  C1: "Paid / says paid", C2: "Promise in full", C3: "Promise in part", C4: "Wants instalments", C5: "Plan agreed", C6: "Cannot pay", C7: "Refuses to pay", C8: "Call back later", C9: "Hung up mid-call",
  C10: "Dispute (amount, identity)", C11: "Complaint tendency", C12: "Complains now", C13: "Asks to stop / limits time", C14: "Deceased", C15: "Incapacitated, ill, in custody", C16: "Safety risk",
  C17: "Suspected proxy complaint", C18: "Asked to relay", C19: "Third party refuses", C20: "Third party offers to pay", C21: "New contact or address", C22: "Dispute with the bank", C23: "Sued / judgment / bankrupt", C24: "Reported to police, stop",
};
