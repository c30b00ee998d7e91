/** The number to call back, for whoever calls; shown for a short while, and each look is on record. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { may } from "../../../shared/access/table.ts";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { intoView } from "../../lib/into-view.ts";
import { useAct } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";

const SHOWN_MS = 20_000;

export function NumberPart({ id }: { id: string }) {
  const { t } = useWords();
  const me = useMe();
  const [phone, setPhone] = useState<string | null>(null);
  const act = useAct(() => desk("complaint.number", { formId: id }));
  useEffect(() => {
    if (phone === null) return;
    const timer = setTimeout(() => setPhone(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phone]);
  if (!may(me.roles, "complaint.number")) return null;
  const show = async () => setPhone((await act.run())?.phone ?? null);
  return (
    <>
      <RefusalNotice refusal={act.refusal} />
      {phone === null ? (
        <Button size="small" onClick={() => void show()} loading={act.busy}>{t("complaint:number")}</Button>
      ) : (
        <div ref={intoView}><Notice tone="warn"><strong className="num">{phone}</strong> {t("complaint:numberHint")}</Notice></div>
      )}
    </>
  );
}
