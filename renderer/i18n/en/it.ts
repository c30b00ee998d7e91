import type { it as source } from "../zh-CN/it.ts";

export const it: typeof source = {
  sections: "Sections of the desk",
  section: { users: "Users", devices: "Devices", recovery: "Recovery", audit: "Audit trail", relay: "Packages to relay" },
  online: "This page comes from the central service and needs the network.",

  users: {
    title: "Users", search: "Staff number, name or team", count: "{{n}} in all", empty: "No user found", emptyNext: "Change the search, or paste a list under Add in bulk.",
    no: "Staff no.", name: "Name", roles: "Post", team: "Team", extension: "Ext.", pledged: "Pledge signed", state: "State", lastSignIn: "Last sign-in", actions: "Actions", noPledge: "not signed",
    active: "active", locked: "locked", disabled: "disabled",
    reset: "Reset password", resetTitle: "Reset the password of {{name}}?", resetText: "The old one stops working at once; a new one must be set at the next sign-in. Records waiting to upload are not lost.",
    unlock: "Unlock", unlocked: "{{name}} is unlocked", activate: "Enable", deactivate: "Disable", deactivateTitle: "Disable {{name}}?", deactivateText: "They can no longer sign in. Have the supervisor reassign the cases or set cover first.", activated: "{{name}} is enabled", deactivated: "{{name}} is disabled",
    password: "New password", passwordFor: "New password of {{name}} ({{no}})", passwordOnce: "Shown this once. Tell it in person; do not send it or write it down.", passwordSeen: "I have told it", bulk: "Add in bulk", onlyLocked: "Locked only",
  },

  factor: {
    button: "Reset step 2", title: "Reset {{name}}'s second step?", text: "Make sure first, in person or by the company's telephone, that it is really them. All their sessions end and the next sign-in sets up a new one; the password stays.",
    reason: "Reason", reset: "Reset", done: "{{name}}'s second step was reset", reasons: { lost: "Telephone lost", replaced: "New telephone", broken: "Telephone broken" },
  },
  alarm: { said: "{{name}} ({{no}}) said that the password may be known", next: "It is changed already and other sessions have ended. Look at the audit trail and ask what happened.", note: "What was done (needed, recorded)", seen: "Mark as handled" },

  recovery: {
    title: "Recovery of unsent work", requests: "Requests", none: "No request", noneNext: "When somebody has forgotten a password and signs in after a reset, a workstation with unsent work it cannot open asks here by itself.",
    holders: "Holders", noHolders: "none yet", tooFew: "Fewer than {{n}} holders: workstations seal no envelope, and what is unsent under a forgotten password cannot be recovered meanwhile. Two of IT at least should press “Become a holder”.",
    become: "Become a holder", renew: "Change my passphrase", became: "You are a holder. Each workstation seals a part to you at its next sign-in on line.", leave: "Remove", leaveTitle: "Remove {{name}} as a holder?", leaveText: "Workstations seal anew at their next sign-in on line; older envelopes still hold a part of theirs, which opens nothing alone.", left: "{{name}} removed",
    becomeTitle: "Become a recovery holder", becomeText: "Any two holders together open an envelope; one alone cannot. Your passphrase is used on this machine only; the centre does not know it.", becomeWarn: "A forgotten passphrase cannot be found again, only set anew. It must not be your sign-in password.", newPassphrase: "New recovery passphrase ({{n}} characters at least)", again: "Passphrase again", short: "{{n}} more characters needed", mismatch: "The two do not match", samePassword: "It must not be your sign-in password",
    wantedAt: "Asked", first: "First", second: "Second", until: "Until", waitsOther: "waits for another holder",
    state: { wanted: "to be opened", opened: "waits for the second", approved: "approved, to be fetched", gone: "ended" }, outcome: { done: "recovered", refused: "refused", expired: "run out" },
    open: "Open", openTitle: "Open recovery for {{name}} ({{no}})", opened: "Opened. Another holder must approve within 24 hours.", approve: "Approve", approveTitle: "Approve recovery for {{name}} ({{no}})", approvedDone: "Approved. The workstation fetches it when connected and uploads what was unsent.",
    about: "Workstation: {{device}}", openedBy: "opened by {{name}}", makeSure: "Make sure first, in person or by the company's telephone, that they have forgotten the password. Only unsent records are opened, not the cache of cases.",
    reason: "Reason (needed, recorded)", reasonHint: "e.g. forgot the password, confirmed in person", passphrase: "My recovery passphrase", proof: "Second step", proofHint: "Code from your telephone; without a second step your sign-in password",
    refuse: "Refuse", refuseTitle: "Refuse recovery for {{name}}?", refuseText: "The data stays on the workstation untouched; the next sign-in there asks again.", refusedDone: "Refused",
  },

  bulk: {
    title: "Add users in bulk", lead: "Copy from a sheet and paste, one person a line: 工号, 姓名, 组别, 岗位, 分机, 承诺书日期, 地区 (staff no., name, team, post, extension, pledge date, region). A known staff number is updated.",
    paste: "Paste the list", lines: "{{n}} lines", check: "Dry run", apply: "Add users", applyRest: "Add users (skip {{n}} faulty)", checking: "Checking…",
    row: "Line", verdict: "Check", ok: "fine", notChecked: "not checked",
    result: "{{created}} new, {{updated}} updated, {{refused}} faulty", dry: "Dry run: nothing written yet", done: "Written", stale: "The list changed: run it again",
    nothing: "Paste a list first", passwords: "First passwords", passwordsOnce: "Shown this once; each must be changed at the first sign-in. Tell them one by one in person; they cannot be seen again.", closePasswords: "All told, close",
    example: "Example: A0101⇥林知夏⇥A 组⇥信控员⇥8101⇥2026-01-05", fix: "Correct it above and run again, or skip the faulty lines.",
  },

  devices: {
    lease: "Lease until", posture: "Posture", revokeShort: "Revoke",
    title: "Devices", empty: "No device enrolled yet", emptyNext: "Make an enrolment code and type it on the new machine.",
    name: "Device", state: "State", enrolled: "Enrolled", lastSeen: "Last seen", version: "Version", unsent: "Waiting", lastUser: "Last user", actions: "Actions",
    active: "active", revoked: "revoked", silent: "not seen for over 3 days", unsentWarn: "{{n}} waiting", lost: "{{n}} records lost", quarantined: "{{n}} quarantined", clockAhead: "clock {{n}} min ahead", clockBehind: "clock {{n}} min behind", search: "Device or user", count: "{{n}} in all",
    revoke: "Revoke", revokeTitle: "Revoke {{name}}?", revokeText: "At its next contact the device erases its data and locks. This cannot be undone.", revokeUnsent: "It still has {{n}} records waiting to upload: let it connect first.", revokeReason: "Reason", revokeReasonHint: "Required and recorded", revoked2: "{{name}} is revoked",
    reasons: { lost: "Lost or stolen", replaced: "Machine replaced", repair: "Sent for repair", left: "Person left" },
    code: "Make an enrolment code", codeTitle: "Enrol a new device", codeName: "Device name", codeNameHint: "For example North-A-07", codeMake: "Make it", codeOnce: "Shown this once; works once.", codeExpires: "valid until {{time}}", codeHow: "Open Lockdesk on the new machine and type device name and code.", codeExpired: "Expired: make a new one", codeNeedName: "Enter a device name", showRevoked: "Show revoked",
  },

  fleet: {
    view: "Show", tabMachines: "Machines", tabBuilds: "Builds and rollout", nothing: "Nothing is published here yet.", search: "Machine name", machines: "Machines by build", empty: "No such machine", builds: "Machines per build", flags: "Filter by state", ownWords: "as the machines say, under their device keys",
    outgoing: "Goes out", share: "{{has}} have it · {{due}} due · {{waits}} wait · {{unknown}} unknown", waves: "Waves", noWave: "none yet", latestBy: "Everybody by", minimum: "Minimum", documents: "Documents", number: "no. {{n}}",
    paused: "The rollout is paused: nobody updates, and the minimum does not count.", renew: "{{role}} must be signed anew soon; it expires", expired: "{{role}} has expired, updating has stopped:",
    platforms: "Platform", count: "Machines", hash: "Program", ringTitle: "Ring", progress: "Rollout", update: "Updating", seen: "Documents seen", seenAll: "keys {{root}} · timestamp {{timestamp}} · snapshot {{snapshot}} · builds {{targets}} · rollout {{rollout}}", fine: "in order",
    chart: "Machines by build, last 30 days", chartUnit: "machines",
    ring: { pilot: "pilot", early: "early", broad: "broad" }, everyRing: "everybody",
    shareOf: { has: "has it", due: "due", waits: "waits", unknown: "unknown" },
    standing: { outgoing: "goes out", revoked: "revoked", belowMinimum: "below minimum", published: "published", foreign: "never published" },
    flag: { altered: "Altered program", foreign: "Foreign build", frozen: "Frozen documents", outOfService: "Out of service", refused: "Update refused", stale: "Channel stale", revoked: "Must update", silent: "Silent for 3 days", waits: "Waits to install", unpacked: "Evaluation run", unsaid: "Does not say" },
    phase: { off: "off", idle: "not looked yet", checking: "looking", current: "newest", waiting: "none due", downloading: "fetching {{version}}", ready: "{{version}} ready, once locked", handed_over: "{{version}} handed over", refused: "stopped" },
    next: "Next step", step: { pause: "Pause", resume: "Resume", wave: "Add a wave", revoke: "Revoke a build", minimum: "Raise the minimum", renew: "Sign anew" }, percent: "Share", inHours: "from {{n}} h on",
    how: "This screen holds no key. A duty officer runs the command below where their key is (REPO: the published folder, KEY: their key), and the content of answer.json is pasted here.", command: "Command to run", answer: "Paste the content of answer.json", publish: "Check and publish", elsewhere: "This service has no timestamp key: run the command on the publishing host, without --answer.",
  },

  posture: { unheard: "Not reported", fine: "In order", noted: "{{n}} off", warned: "{{n}} to note", refused: "{{n}} refused" },
  machine: {
    unheard: "This machine has not reported yet.", heard: "Last report", locked: "locked", unlocked: "in use", disk: "Disk free", gib: "{{n}} GB", fact: "Fact", value: "As read", verdict: "By policy", source: "Source",
    verdicts: { refuse: "not unlocked", warn: "to note", ignore: "off", fine: "in order" },
  },
  wipe: {
    short: "Wipe", title: "Wipe {{name}}?", text: "Keys, data and caches on this machine are destroyed for good. It happens when the machine is on and reaches the centre, locked or not, and comes back as a signed receipt.",
    how: "How", mode: { "flush-then-wipe": "Send, then wipe", "wipe-now": "Wipe now" }, why: { "flush-then-wipe": "only when nothing is unsent; a locked machine needs its user to sign in", "wipe-now": "what is unsent is destroyed too" },
    unsent: "{{n}} records on it are not sent; wiping now loses them.", reason: "Reason", order: "Order the wipe", withdraw: "Take it back",
    openUnsent: "There is an order ({{mode}}) that the machine has not heard yet.", openSent: "There is an order ({{mode}}) that the machine has heard.",
    said: { ordered: "Wipe ordered for {{name}}", withdrawn: "Wipe of {{name}} taken back" },
    state: { ordered: "Wipe ordered", sent: "Wipe delivered", waits: "Waits for unsent", done: "Wiped" },
    receipt: "Order and receipt", ordered: "Ordered", sent: "Delivered", done: "Done", waits: "(waits for what is unsent)",
    counts: { secrets: "secrets", slots: "slots", databases: "data files", caches: "caches", logs: "logs", other: "other", failed: "not removed", unsent: "destroyed unsent" },
  },
};
