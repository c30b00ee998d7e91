/** React hooks over `ask` and `askDesk`: load on mount and on change, reload on demand, run once. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer, ChannelInput, ChannelName, ChannelOutput } from "../../shared/ipc/contract.ts";
import type { DeskInput, DeskOutput, DeskRoute } from "../../shared/protocol/desk.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { ask, askDesk, refusalOf } from "./api.ts";

export interface Loaded<T> {
  readonly data: T | null;
  readonly refusal: Refusal | null;
  /** True until the first answer, and while a reload runs. */
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Runs `request` whenever `key` changes; `null` key = nothing to ask. An answer that comes too late is dropped. */
export function useAnswer<T>(key: string | null, request: () => Promise<Answer<T>>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; data: T | null; refusal: Refusal | null; loading: boolean }>({ key: null, data: null, refusal: null, loading: key !== null });
  const [turn, setTurn] = useState(0);
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  useEffect(() => {
    if (key === null) return;
    let dropped = false;
    setState((s) => ({ ...s, loading: true }));
    void latest.current().then((answer) => {
      if (dropped) return;
      setState((s) => (answer.ok ? { key, data: answer.value, refusal: null, loading: false } : { key, data: s.key === key ? s.data : null, refusal: answer.refusal, loading: false }));
    });
    return () => {
      dropped = true;
    };
  }, [key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const fresh = key !== null && state.key === key;
  return { data: fresh ? state.data : null, refusal: fresh ? state.refusal : null, loading: key !== null && (state.loading || !fresh), reload };
}

/** Loads a channel; `input` null = not yet. Asks again when the input changes (by value). */
export function useCall<C extends ChannelName>(channel: C, input: ChannelInput<C> | null): Loaded<ChannelOutput<C>> {
  return useAnswer(input === null ? null : `${channel} ${JSON.stringify(input)}`, () => ask(channel, input as ChannelInput<C>));
}

/** Loads a desk route from the central service; `input` null = not yet. */
export function useDesk<R extends DeskRoute>(route: R, input: DeskInput<R> | null): Loaded<DeskOutput<R>> {
  return useAnswer(input === null ? null : `${route} ${JSON.stringify(input)}`, () => askDesk(route, input as DeskInput<R>));
}

export interface Act<A extends unknown[], T> {
  /** Runs the act; resolves to its value, or null when it was refused (then `refusal` is set). */
  readonly run: (...args: A) => Promise<T | null>;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly clear: () => void;
}

/** Wraps an act that may throw a refusal (`call`, `desk`) with its busy and refused states. */
export function useAct<A extends unknown[], T>(act: (...args: A) => Promise<T>): Act<A, T> {
  const [state, setState] = useState<{ busy: boolean; refusal: Refusal | null }>({ busy: false, refusal: null });
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  const run = useCallback(async (...args: A): Promise<T | null> => {
    setState({ busy: true, refusal: null });
    try {
      const value = await latest.current(...args);
      setState({ busy: false, refusal: null });
      return value;
    } catch (error) {
      setState({ busy: false, refusal: refusalOf(error) });
      return null;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false, refusal: null }), []);
  return { run, busy: state.busy, refusal: state.refusal, clear };
}
