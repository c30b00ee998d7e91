/** The idle lock announces itself; any key or click keeps working (main counts input itself). */
import { useEffect, useState } from "react";
import { useWords } from "../i18n/index.ts";
import { Notice } from "../components/States.tsx";
import { flushDrafts } from "../lib/drafts.ts";
import { usePush } from "../lib/use-push.ts";

export function LockSoon() {
  const { t } = useWords();
  const [soon, setSoon] = useState<{ at: number; pending: number } | null>(null);
  const [left, setLeft] = useState(0);
  usePush("lock.soon", ({ inMs, pending }) => {
    void flushDrafts();
    setSoon(inMs > 0 ? { at: performance.now() + inMs, pending } : null);
    setLeft(Math.ceil(inMs / 1000));
  });
  useEffect(() => {
    if (!soon) return;
    const timer = setInterval(() => setLeft(Math.ceil((soon.at - performance.now()) / 1000)), 500);
    const stay = () => setSoon(null);
    window.addEventListener("pointerdown", stay);
    window.addEventListener("keydown", stay);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pointerdown", stay);
      window.removeEventListener("keydown", stay);
    };
  }, [soon]);
  if (!soon || left < 0) return null;
  return (
    <Notice tone="warn" action={<button type="button" className="lock-button">{t("shell:lockSoonStay")}</button>}>
      {t("shell:lockSoon", { seconds: left })} {soon.pending > 0 && t("shell:lockSoonPending", { n: soon.pending })}
    </Notice>
  );
}
