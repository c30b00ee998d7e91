/** All keys that are live right now, on one sheet. */
import { useWords } from "../i18n/index.ts";
import { Dialog } from "../components/Dialog.tsx";
import { Kbd } from "../components/Kbd.tsx";
import type { Hotkey } from "../lib/hotkeys.ts";

export const HELP_KEY = "F1";

/** `keys` are taken before the sheet opens: the sheet itself puts the desk's keys to rest. */
export function HelpSheet({ open, keys, onClose }: { open: boolean; keys: readonly Hotkey[]; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog open={open} title={t("shell:helpTitle")} onClose={onClose} width={720}>
      <div className="key-table">
        {keys.map((k) => (
          <div key={k.combo}>
            <span>{k.label}</span>
            <Kbd combo={k.combo} />
          </div>
        ))}
      </div>
    </Dialog>
  );
}
