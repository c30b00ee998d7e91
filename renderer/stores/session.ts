/** Who sits here, on which machine. Loaded once per desk window; a lock destroys the window and all of it. */
import { create } from "zustand";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { ask } from "../lib/api.ts";

type SessionFacts = ChannelOutput<"session.me">;

interface SessionStore {
  facts: SessionFacts | null;
  refusal: Refusal | null;
  load: () => Promise<void>;
}

export const useSession = create<SessionStore>((set) => ({
  facts: null,
  refusal: null,
  load: async () => {
    const answer = await ask("session.me", {});
    set(answer.ok ? { facts: answer.value, refusal: null } : { refusal: answer.refusal });
  },
}));

/** The signed-in user; only for components below the loaded shell. */
export function useMe(): SessionFacts["me"] {
  const me = useSession((s) => s.facts?.me);
  if (!me) throw new Error("useMe outside the loaded shell");
  return me;
}
