/** The strip's counts of refused events (异常待处理) and of notes that came back, and the sheet behind it; its key works with a count of none too. */
import { useState } from "react";
import { Kbd } from "../../components/Kbd.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { QuarantineSheet } from "./QuarantineSheet.tsx";
import { useReturned } from "./use-returned.ts";

export const QUARANTINE_KEY = "Alt+KeyU";

export function QuarantineButton({ count }: { count: number }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const returned = useReturned();
  useHotkeys([{ combo: QUARANTINE_KEY, label: t("shell:quarantine.title"), run: () => setOpen(true) }]);
  return (
    <>
      {count > 0 && (
        <button type="button" className="strip-button bad" onClick={() => setOpen(true)} aria-keyshortcuts="Alt+U" aria-haspopup="dialog">
          <span aria-hidden="true">✕</span> {t("shell:rejected", { n: count })} <Kbd combo={QUARANTINE_KEY} />
        </button>
      )}
      {returned.notes.length > 0 && (
        <button type="button" className="strip-button warn" onClick={() => setOpen(true)} aria-keyshortcuts="Alt+U" aria-haspopup="dialog">
          <span aria-hidden="true">↩</span> {t("shell:quarantine.returnedCount", { n: returned.notes.length })} {count === 0 && <Kbd combo={QUARANTINE_KEY} />}
        </button>
      )}
      <QuarantineSheet open={open} count={count} returned={returned} onClose={() => setOpen(false)} />
    </>
  );
}
