/** One recorded mutation per guard of the router: taken away, or made as somebody might in a hurry. Each must turn the check named beside it red. */
import type { Guards } from "../../../electron/main/ipc-guards.ts";
import { foreignRoles, foreignSenders, hugeInputs, tooOften, unfittingInputs, whileLocked } from "./hostile.ts";
import type { Rig } from "./router.ts";

export interface Mutation {
  readonly guard: keyof Guards;
  readonly title: string;
  readonly guards: Partial<Guards>;
  readonly notice: (rig: Rig) => Promise<string[]>;
}

const pass = () => null;
const roles = async (rig: Rig): Promise<string[]> => (await foreignRoles(rig)).breaches;

export const MUTATIONS: readonly Mutation[] = [
  { guard: "sender", title: "no sender is looked at", guards: { sender: pass }, notice: foreignSenders },
  { guard: "sender", title: "a sub-frame counts as its window", guards: { sender: ({ event }) => (event.senderFrame?.url.startsWith("app://workstation/") ? null : { code: "forbidden", issues: [] }) }, notice: foreignSenders },
  { guard: "session", title: "a locked workstation answers", guards: { session: pass }, notice: whileLocked },
  { guard: "rate", title: "no call is counted", guards: { rate: pass }, notice: tooOften },
  { guard: "permission", title: "every role may call every channel", guards: { permission: pass }, notice: roles },
  { guard: "size", title: "a schema is asked whatever the size", guards: { size: pass }, notice: hugeInputs },
  { guard: "schema", title: "inputs go on as they came", guards: { schema: pass, demand: pass }, notice: unfittingInputs },
  { guard: "demand", title: "what a desk request names is left to the vault", guards: { demand: pass }, notice: roles },
];
