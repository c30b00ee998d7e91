/** An act of the trail in words. */
import { knownAct, knownFact, TRIED } from "../../shared/model/audit.ts";
import type { Translate } from "../i18n/index.ts";

/** Keys of words cannot hold dots. */
type Key<A extends string> = A extends `${infer Head}.${infer Tail}` ? `${Head}_${Key<Tail>}` : A;
const keyOf = <A extends string>(action: A): Key<A> => action.replaceAll(".", "_") as Key<A>;

/** A closed way out is named with its code; what an older version wrote stands as it was written. */
export function actWords(t: Translate, action: string): string {
  if (action.startsWith(TRIED)) return t("audit:tried", { what: action.slice(TRIED.length) });
  const known = knownAct(action);
  return known ? t(`audit:act.${keyOf(known)}`) : action;
}

/** The name of a fact; what has no word stands as it was written. */
export function factWords(t: Translate, key: string): string {
  const known = knownFact(key);
  return known ? t(`audit:fact.${known}`) : key;
}
