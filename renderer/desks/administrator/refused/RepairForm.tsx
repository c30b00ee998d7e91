/** The right content for a refused row: its column, and others if more is wrong; the centre judges again. */
import { Button, Input, type InputRef } from "antd";
import { useRef, useState } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { refusalWords, useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useAct } from "../../../lib/use-call.ts";
import { placeWords, type RefusedRow } from "../parts/RefusalGroups.tsx";

interface RepairFormProps {
  readonly row: RefusedRow;
  readonly disabled: boolean;
  readonly onAnswer: (answer: DeskOutput<"import.repair">) => void;
}

export function RepairForm({ row, disabled, onAnswer }: RepairFormProps) {
  const { t } = useWords();
  const [value, setValue] = useState("");
  const [others, setOthers] = useState<readonly { column: string; value: string }[]>([]);
  const [tried, setTried] = useState(false);
  const [again, setAgain] = useState(false);
  const field = useRef<InputRef>(null);
  const repair = useAct((values: Record<string, string>) => desk("import.repair", { rowId: row.id, values }));
  const values = { ...(value.trim() === "" ? {} : { [row.column]: value.trim() }), ...Object.fromEntries(others.filter((o) => o.column.trim() && o.value.trim()).map((o) => [o.column.trim(), o.value.trim()])) };
  const press = async () => {
    setTried(true);
    if (Object.keys(values).length === 0) return;
    const answer = await repair.run(values);
    if (!answer) return;
    setAgain(!answer.accepted);
    setTried(false);
    onAnswer(answer);
    if (!answer.accepted) field.current?.select();
  };
  useHotkeys([{ combo: "Enter", label: t("administrator:refused.repair"), run: () => field.current?.focus(), disabled }]);
  if (row.repaired) return <section className="panel"><div className="body"><Notice tone="ok">{t("administrator:refused.accepted")}</Notice></div></section>;
  const empty = tried && Object.keys(values).length === 0;
  return (
    <section className="panel" aria-label={t("administrator:refused.repair")}>
      <header>
        <h2 className="grow">{t("administrator:refused.repair")}</h2>
        <span className="num muted">{placeWords(row, t)}</span>
      </header>
      <div className="body col scroll">
        <Notice tone={again ? "bad" : "warn"}>
          {again && <strong>{t("administrator:refused.again")}</strong>}
          <div>{refusalWords(row)}</div>
          <div className="num">{row.column}: {row.value || "—"}</div>
        </Notice>
        <label className="ad-field">
          <span>{t("administrator:refused.newValue", { column: row.column })}</span>
          <Input ref={field} value={value} maxLength={200} disabled={disabled || repair.busy} status={empty ? "error" : ""} aria-invalid={empty} onChange={(e) => setValue(e.target.value)} />
          {empty && <span className="ad-fault" role="alert">✕ {t("administrator:refused.needValue")}</span>}
        </label>
        {others.map((other, i) => (
          <div key={i} className="row">
            <Input style={{ width: 130 }} value={other.column} placeholder={t("administrator:refused.otherColumn")} aria-label={t("administrator:refused.otherColumn")} onChange={(e) => setOthers(others.map((o, at) => (at === i ? { ...o, column: e.target.value } : o)))} />
            <Input value={other.value} maxLength={200} aria-label={t("administrator:refused.value")} onChange={(e) => setOthers(others.map((o, at) => (at === i ? { ...o, value: e.target.value } : o)))} />
          </div>
        ))}
        <Button size="small" type="dashed" onClick={() => setOthers([...others, { column: "", value: "" }])} disabled={disabled}>
          {t("administrator:refused.addColumn")}
        </Button>
        <RefusalNotice refusal={repair.refusal} />
        <KeyButton type="primary" combo="Ctrl+Enter" words={t("administrator:refused.submit")} onPress={() => void press()} loading={repair.busy} disabled={disabled} />
      </div>
    </section>
  );
}
