/** An amount: tabular figures, separators, `¥`. */
import { formatFen } from "../../shared/model/money.ts";

export function Money({ fen, strong = false }: { fen: number; strong?: boolean }) {
  const text = formatFen(fen);
  return strong ? <strong className="num">{text}</strong> : <span className="num">{text}</span>;
}
