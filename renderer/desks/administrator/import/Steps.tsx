/** Where in the import we are. */
import { useWords } from "../../../i18n/index.ts";

const STEPS = [
  { key: "pick", at: "pick" },
  { key: "check", at: "check" },
  { key: "confirm", at: "check" },
  { key: "done", at: "done" },
] as const;

export function Steps({ at }: { at: "pick" | "check" | "done" }) {
  const { t } = useWords();
  const order = { pick: 0, check: 1, done: 3 }[at];
  return (
    <ol className="ad-steps">
      {STEPS.map((step, i) => (
        <li key={step.key} className={step.at === at ? "now" : i < order ? "past" : ""} aria-current={step.at === at ? "step" : undefined}>
          <span className="num" aria-hidden="true">{i < order ? "✓" : i + 1}</span> {t(`administrator:step.${step.key}`)}
        </li>
      ))}
    </ol>
  );
}
