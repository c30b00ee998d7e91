import type { administrator as source } from "../zh-CN/administrator.ts";

export const administrator: typeof source = {
  sections: "Sections of the desk",
  section: { import: "Import", refused: "Refused rows", batches: "Batches", allocation: "Allocate" },

  kind: { cases: "Case file", repayments: "Repayment file", recalls: "Recall, stop or settled list", auto: "Find out" },
  state: { uploaded: "uploaded", checked: "checked, not imported", confirmed: "imported", undone: "undone" },

  step: { pick: "Choose a file", check: "Check", confirm: "Control totals", done: "Done" },

  pick: {
    title: "Import a client bank's file",
    lead: "The file is checked first and changes nothing. It is imported once the check is right and the control totals agree.",
    bank: "Client bank", bankHint: "Choose a client bank", bankNeeded: "Choose a client bank first", kind: "Kind of file",
    choose: "Choose a file", choosing: "Uploading and checking…", hint: "XLSX and CSV; title rows above the header are fine; the encoding is found out.",
    nothing: "No file chosen", noBanks: "No client bank yet", noBanksNext: "Ask IT to register one at the central service.",
    kept: "A file is waiting to be confirmed",
    keptText: "{{file}}, checked, not imported.",
    resume: "Go on", discard: "Drop it",
  },

  mapping: {
    title: "Columns", header: "Column in the file", field: "Field", samples: "Samples (masked)", ignored: "not imported",
    saved: "As last confirmed for this bank", suggested: "Suggested from the headings: check it", edited: "Changed, not checked again yet",
    missing: "Required columns missing: {{names}}", missingNext: "Give them a field below, or ask the bank for a complete file.",
    unmapped: "{{n}} columns without a field", unmappedOnly: "Unmapped only", apply: "Check again with the changes", reset: "Restore", extra: "other: {{name}}", or: " or ", and: "; ", column: "column {{n}}",
  },

  report: {
    title: "Result of the check",
    rows: "Data rows", imported: "New", updated: "Updated", unchanged: "Unchanged", refused: "Refused", unmatched: "Unmatched",
    willImport: "Would be new", willUpdate: "Would be updated",
    refusals: "Why rows were refused", noRefusals: "No row was refused", times: "{{n}} rows", place: "{{sheet}} row {{row}}", placeNoSheet: "row {{row}}", column: "Column", value: "Value (masked)", reason: "Reason and what to do",
    normalised: "Normalised", warnings: "Remarks", sample: "First rows (masked)", shownOf: "{{n}} of {{all}} rows shown", rowsCount: "{{n}} times",
    notReadable: "Required columns are missing: the content was not checked yet",
  },

  totals: {
    title: "Control totals", lead: "Type them from the bank's letter, not from the screen. Count and amount must both agree before the import.",
    count: "Count in the letter", amount: "Amount in the letter (yuan)", unreadable: "not a number",
    agrees: "agrees", more: "{{by}} more than the file", less: "{{by}} less than the file",
    countUnit: "{{n}} rows",
    differ: "They differ from the file, so it cannot be imported. Check the letter, or ask the bank and get a new file.",
    confirm: "Import for good", confirming: "Importing…",
    counted: "The file's count includes refused rows.",
  },

  done: {
    title: "Imported", text: "Batch {{no}}: {{imported}} new, {{updated}} updated, {{unchanged}} unchanged, {{refused}} refused.",
    unmatched: "{{n}} rows match no case; the business clerk has them.", undo: "It can be undone under Batches until the first contact.",
    next: "Import the next file", refused: "Repair refused rows", allocate: "Allocate",
  },

  refused: {
    title: "Refused rows", lead: "A corrected row joins its batch. Ask the bank for what you cannot see; do not guess.",
    batch: "Batch", empty: "No refused row to repair", emptyNext: "Rows refused at import appear here for their owner.",
    owner: "Owner", place: "Place", column: "Column", value: "Value", reason: "Reason", open: "{{n}} open", repaired: "repaired", showRepaired: "Show repaired",
    repair: "Repair", newValue: "The right content of “{{column}}”", other: "Correct other columns too", otherColumn: "Column", addColumn: "Add a column", submit: "Send correction",
    accepted: "Added to the batch", again: "Still not right; see the new reason", needValue: "Fill in the content", choose: "Choose a row to repair", chooseNext: "↑ ↓ to choose, Enter to type, Ctrl+Enter to send.",
    notConfirmed: "The batch is not imported yet; rows can be repaired afterwards.",
  },

  batches: {
    title: "Batches", empty: "No batch yet", emptyNext: "Choose a bank's file under Import.",
    no: "Batch", file: "File", bank: "Client bank", kind: "Kind", state: "State", at: "Imported at", by: "By", undo: "Undo batch",
    undoTitle: "Undo batch {{no}}?", undoText: "Cases new in it are removed. A batch that updated cases or has a contact on record cannot be undone.", undoReason: "Reason", undoReasonHint: "Required and recorded", undone: "Batch {{no}} undone",
    actions: "Actions", detail: "Show", detailTitle: "Batch {{no}}",
  },

  normalised: {
    spaceTrimmed: "surplus spaces removed", fullWidth: "full-width characters made half-width",
    thousands: "thousands separators removed", currencyMark: "currency marks removed",
    bracketNegative: "brackets or a trailing minus read as negative", roundedToFen: "rounded to fen",
    dateSeparator: "date separators made uniform", dateCompact: "eight-digit dates",
    dateChinese: "dates written with 年月日", dateSerial: "Excel day numbers", timeCut: "time of day cut off",
    apostrophe: "text apostrophes removed", separators: "separators inside numbers removed",
    countryCode: "country code removed", areaCodeZero: "leading 0 of an area code restored",
    upperX: "x of an ID number capitalised", numberAsText: "number cells read as text",
    formulaResult: "stored results of formulas used", placeholder: "placeholders read as empty",
  },
  warning: {
    phoneInvalid: "invalid phone numbers left out", contactIdInvalid: "invalid ID numbers of contacts left out",
    emailInvalid: "invalid e-mail addresses left out", cardLuhn: "card numbers failing the Luhn check, imported",
    cardRepeated: "card numbers that occur more than once",
    idOtherName: "ID numbers that occur under different names", bucketUnknown: "unknown buckets left empty",
    genderUnknown: "unknown genders left empty", birthdayDiffers: "birthdays that differ from the ID number",
    genderDiffers: "genders that differ from the ID number",
    precisionLost: "long numbers that lost their last digits left out",
    cellError: "Excel errors in optional columns left empty",
    termNotADate: "placement terms that are no date, kept as text",
    fileImportedBefore: "this very file was imported before",
  },
  field: {
    caseNo: "Case no.", placedOn: "Placed on", placedAmount: "Placed amount", placementTerm: "Placement term",
    dueBackOn: "Due back on", asOf: "Data as of", hand: "Placement hand", name: "Name", gender: "Gender",
    idType: "ID type", idNo: "ID no.", birthday: "Birthday", age: "Age", employer: "Employer", jobTitle: "Job title",
    department: "Department", employerAddress: "Employer's address", employerPostcode: "Employer's postcode",
    homeAddress: "Home address", homePostcode: "Home postcode", statementAddress: "Statement address",
    statementPostcode: "Statement postcode", householdAddress: "Household address",
    householdPostcode: "Household postcode", email: "E-mail", qq: "QQ", province: "Province", city: "City",
    district: "District", homePhone: "Home phone", workPhone: "Work phone", mobile: "Mobile", cardNo: "Card no.",
    cardType: "Card type", bankName: "Issuing bank", accountNo: "Account no.", creditLimit: "Credit limit",
    fixedLimit: "Fixed limit", openedOn: "Card opened on", blockedOn: "Card blocked on", billDay: "Bill day",
    principal: "Principal", remainingPrincipal: "Remaining principal", overdue: "Overdue amount",
    overduePrincipal: "Overdue principal", interest: "Overdue interest", managementFee: "Management fee",
    penaltyInterest: "Penalty interest", liquidatedDamages: "Liquidated damages", lateFee: "Late fee",
    overlimitFee: "Overlimit fee", deposit: "Deposit", minimumDue: "Minimum due", unbilled: "Unbilled amount",
    current: "Current debt", currency: "Currency", cny: "CNY", hkd: "HKD", foreign: "Foreign currency",
    bucket: "Bucket", level: "Delinquency level", overdueOn: "Overdue since", overduePeriods: "Overdue periods",
    overdueDays: "Overdue days", timesOverdueBefore: "Times overdue before",
    lastPaymentAmount: "Last payment amount", lastPaymentOn: "Last payment on", lastSpendOn: "Last purchase on",
    lastCashOn: "Last cash advance on", previousNotes: "Earlier collection notes", paidOn: "Paid on",
    amount: "Amount paid", flowNo: "Transaction no.", channel: "Channel", note: "Remark", type: "Type",
    effectiveOn: "Date", reason: "Reason",
  },
  caseSerial: "Case serial no.",
  contactField: "Contact {{n}}, {{part}}",
  remarkField: "Remark {{n}}",
  contactPart: {
    name: "name", idNo: "ID no.", relation: "relation", homePhone: "home phone", workPhone: "work phone",
    mobile: "mobile", address: "address", employer: "employer",
  },
};
