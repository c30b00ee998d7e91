/** What has been chosen so far, in words, and the attestation that goes with it. */
import { Checkbox } from "antd";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import type { Entry } from "../keys.ts";
import { editEntry } from "../state/call.ts";

export const IDENTITY_KEY = "Alt+KeyI";

export function Chosen({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const codes = [entry.line, entry.person, entry.outcome].filter((c) => c !== null);
  return (
    <div className="chosen" aria-live="polite" data-testid="chosen">
      {codes.map((c) => (
        <span key={c} className="tag brand">
          {t(`disposition:${c}`)}
        </span>
      ))}
      {entry.tags.map((c) => (
        <span key={c} className="tag">
          ＋{t(`disposition:${c}`)}
        </span>
      ))}
      {entry.line === "A1" && <IdentityStated entry={entry} />}
    </div>
  );
}

function IdentityStated({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const flip = () => editEntry((e) => ({ ...e, identityStated: !e.identityStated }));
  useHotkeys([{ combo: IDENTITY_KEY, label: t("collector:call.identityStated"), run: flip }]);
  return (
    <Checkbox checked={entry.identityStated} onChange={flip}>
      {t("collector:call.identityStated")} <Kbd combo={IDENTITY_KEY} />
    </Checkbox>
  );
}
