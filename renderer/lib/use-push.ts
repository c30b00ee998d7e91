/** React hooks over the pushes from the main process. */
import { useEffect, useRef } from "react";
import type { PushBody, PushName } from "../../shared/ipc/contract.ts";
import { listen } from "./api.ts";

/** Calls `listener` for every push while the component is mounted. */
export function usePush<P extends PushName>(push: P, listener: (body: PushBody<P>) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen(push, (body) => latest.current(body)), [push]);
}
