/** State of synchronisation and the server's clock, as the vault last told it. */
import { create } from "zustand";
import type { SyncStatus } from "../../shared/ipc/contract.ts";
import { ask, listen } from "../lib/api.ts";
import { setServerNow } from "../lib/clock.ts";

interface SyncStore {
  status: SyncStatus | null;
  take: (status: SyncStatus) => void;
}

export const useSync = create<SyncStore>((set) => ({
  status: null,
  take: (status) => {
    setServerNow(status.serverNow);
    set({ status });
  },
}));

/** Asks once and follows the pushes; returns the function that stops following. */
export function followSync(): () => void {
  const { take } = useSync.getState();
  void ask("sync.status", {}).then((answer) => {
    if (answer.ok) take(answer.value);
  });
  return listen("sync.status", take);
}

/** True when the central service can be asked right now. */
export const useConnected = (): boolean => useSync((s) => s.status?.connected ?? false);
