/** Words for the seconds between Enter and the desk. */
import { useEffect, useState } from "react";
import { useWords } from "../i18n/index.ts";
import { phaseAfter } from "./progress.ts";

/** What is going on while the answer is awaited. */
export function Waiting({ busy }: { busy: boolean }) {
  const { t } = useWords();
  const [ms, setMs] = useState(0);
  useEffect(() => {
    if (!busy) return;
    const since = performance.now();
    setMs(0);
    const timer = setInterval(() => setMs(performance.now() - since), 200);
    return () => clearInterval(timer);
  }, [busy]);
  return (
    <p className="unlock-waiting" role="status" aria-live="polite">
      {busy ? t(`unlock:progress.${phaseAfter(ms)}`) : ""}
    </p>
  );
}
