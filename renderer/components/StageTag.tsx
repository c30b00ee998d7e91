/** Bucket and stage: a sign, the bucket and the word; the colour only repeats them. */
import { useWords } from "../i18n/index.ts";
import type { Stage } from "../../shared/model/stage.ts";

const SIGN: Record<Stage, string> = { normal: "○", suspicious: "◐", malicious: "●" };
const TONE: Record<Stage, string> = { normal: "", suspicious: "warn", malicious: "bad" };

export function StageTag({ bucket, stage }: { bucket: string; stage: Stage }) {
  const { t } = useWords();
  return (
    <span className={`tag ${TONE[stage]}`}>
      <span aria-hidden="true">{SIGN[stage]}</span>
      <span className="num">{bucket}</span>
      {t(`terms:stage.${stage}`)}
    </span>
  );
}
