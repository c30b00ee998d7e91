/** 异常待处理: every event the centre refused, why, and what to do; those dealt with can be looked at again. */
import { Checkbox } from "antd";
import { useEffect, useState } from "react";
import { SideSheet } from "../../components/Dialog.tsx";
import { EmptyState, LoadedView, Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useCall } from "../../lib/use-call.ts";
import { ReturnedNotes } from "./ReturnedNotes.tsx";
import { RefusedItemView } from "./RefusedItemView.tsx";
import { neighbour } from "./logic.ts";
import type { useReturned } from "./use-returned.ts";
import "./quarantine.css";

interface SheetProps {
  readonly open: boolean;
  readonly count: number;
  readonly returned: ReturnType<typeof useReturned>;
  readonly onClose: () => void;
}

export function QuarantineSheet({ open, count, returned, onClose }: SheetProps) {
  const { t } = useWords();
  return (
    <SideSheet open={open} title={t("shell:quarantine.title")} onClose={onClose} width={640} closeOutside={false}>
      <div className="col">
        <ReturnedNotes notes={returned.notes} onSeen={returned.reload} />
        <RefusedList count={count} />
      </div>
    </SideSheet>
  );
}

function RefusedList({ count }: { count: number }) {
  const { t } = useWords();
  const [resolved, setResolved] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useCall("quarantine.list", { resolved });
  const { reload } = list;
  useEffect(reload, [count, reload]);
  const items = list.data?.items ?? [];
  const ids = items.map((item) => item.entry.id);
  const current = chosen !== null && ids.includes(chosen) ? chosen : (ids[0] ?? null);
  useHotkeys([
    { combo: "ArrowDown", label: t("shell:quarantine.next"), run: () => setChosen(neighbour(ids, current, 1)) },
    { combo: "ArrowUp", label: t("shell:quarantine.previous"), run: () => setChosen(neighbour(ids, current, -1)) },
  ]);
  return (
    <div className="col">
      <p className="muted">{t("shell:quarantine.lead")}</p>
      <Checkbox checked={resolved} onChange={(e) => setResolved(e.target.checked)}>
        {t("shell:quarantine.showResolved")}
      </Checkbox>
      {said && <Notice tone="ok">{said}</Notice>}
      <LoadedView of={list}>
        {() =>
          items.length === 0 ? (
            <EmptyState title={t(resolved ? "shell:quarantine.noneResolved" : "shell:quarantine.none")} next={t("shell:quarantine.noneNext")} />
          ) : (
            <ul className="qu-list" aria-label={t("shell:quarantine.title")}>
              {items.map((item) => (
                <RefusedItemView
                  key={item.entry.id}
                  item={item}
                  open={item.entry.id === current}
                  onChoose={() => setChosen(item.entry.id)}
                  onDone={(words) => {
                    setSaid(words);
                    setChosen(neighbour(ids, item.entry.id, 1));
                    reload();
                  }}
                />
              ))}
            </ul>
          )
        }
      </LoadedView>
    </div>
  );
}
