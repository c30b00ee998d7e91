/** The codes of the open layer with the keys that choose them; what was typed narrows the list. */
import { useWords } from "../../../i18n/index.ts";
import type { LineCode, OutcomeCode, PersonCode } from "../../../../shared/model/disposition.ts";
import { chooseLine, chooseOutcome, choosePerson, meant, optionsOf, type Entry } from "../keys.ts";
import { candidates } from "../logic/codes.ts";
import { editEntry } from "../state/call.ts";

type AnyCode = LineCode | PersonCode | OutcomeCode;

function choose(entry: Entry, code: AnyCode): Entry {
  if (entry.stage === "line") return chooseLine(entry, code as LineCode).entry;
  return entry.stage === "person" ? choosePerson(entry, code as PersonCode).entry : chooseOutcome(entry, code as OutcomeCode);
}

export function OptionList({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const all = optionsOf(entry);
  const left = new Set(candidates(all, entry.typed).map((o) => o.code));
  const taken = new Set<string | null>([entry.line, entry.person, entry.outcome, ...entry.tags]);
  const aimed = meant(entry);
  return (
    <ul className={`options layer-${entry.stage}`} aria-label={t(`collector:stage.${entry.stage}`)}>
      {all.map((o) => (
        <li key={o.code}>
          <button
            type="button"
            tabIndex={-1}
            className={`option${o.code === aimed ? " aimed" : ""}${left.has(o.code) ? "" : " out"}`}
            aria-pressed={taken.has(o.code)}
            data-code={o.code}
            onMouseDown={(e) => e.preventDefault()}
            onClick={() => editEntry((e) => choose(e, o.code as AnyCode))}
            title={o.pinyin}
          >
            <kbd className="kbd" aria-hidden="true">
              {o.digits}
            </kbd>
            <span className="ellipsis">{t(`disposition:${o.code as AnyCode}`)}</span>
            <span className="pinyin" aria-hidden="true">
              {o.pinyin}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
