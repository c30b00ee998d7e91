/** Empty, loading, refused: each with words and a next step. */
import { Button } from "antd";
import type { ReactNode } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { refusalWords, useWords } from "../i18n/index.ts";
import type { Loaded } from "../lib/use-call.ts";

/** Nothing to show; `next` says what to do or what will happen. */
export function EmptyState({ title, next, children }: { title?: string; next?: string; children?: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="state" role="status">
      <h2>{title ?? t("empty")}</h2>
      <p>{next ?? t("emptyNext")}</p>
      {children}
    </div>
  );
}

/** Waiting for an answer. */
export function LoadingState({ words }: { words?: string }) {
  const { t } = useWords();
  return (
    <div className="state" role="status" aria-live="polite">
      <span className="spinner" aria-hidden="true" />
      <p>{words ?? t("loading")}</p>
    </div>
  );
}

/** A refusal in full, with a way to try again. */
export function ErrorState({ refusal, onRetry }: { refusal: Refusal; onRetry?: () => void }) {
  const { t } = useWords();
  return (
    <div className="state" role="alert">
      <h2>{refusalWords(refusal)}</h2>
      <Issues refusal={refusal} />
      {onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}
    </div>
  );
}

/** Which fields a refusal names, and its code for the IT desk. */
export function Issues({ refusal }: { refusal: Refusal }) {
  const { t } = useWords();
  return (
    <p className="muted">
      {refusal.issues.length > 0 && `${t("issues")} ${refusal.issues.join("; ")} · `}
      {t("code", { code: refusal.code })}
    </p>
  );
}

export type Tone = "info" | "ok" | "warn" | "bad";
const SIGN: Record<Tone, string> = { info: "ⓘ", ok: "✓", warn: "▲", bad: "✕" };

/** One line or two that must be noticed; sign and words carry the meaning, not the colour. */
export function Notice({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <span aria-hidden="true">{SIGN[tone]}</span>
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}

/** A refusal beside the form it concerns; what was typed stays. */
export function RefusalNotice({ refusal, action }: { refusal: Refusal | null; action?: ReactNode }) {
  const { t } = useWords();
  if (!refusal) return null;
  return (
    <Notice tone="bad" action={action}>
      <strong>{refusalWords(refusal)}</strong>
      <div>
        {refusal.issues.length > 0 ? `${t("issues")} ${refusal.issues.join("; ")}` : t("errorNext")} <span>({t("code", { code: refusal.code })})</span>
      </div>
    </Notice>
  );
}

/** Shows `children(data)` or the state that stands in for it. */
export function LoadedView<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ReactNode }) {
  if (of.data !== null) return <>{children(of.data)}</>;
  if (of.refusal) return <ErrorState refusal={of.refusal} onRetry={of.reload} />;
  return <LoadingState />;
}
