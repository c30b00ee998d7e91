/** The sealed package: number and hash for whoever relays it, the password for whoever tells the bank (S-43). */
import { may } from "../../../shared/access/table.ts";
import { Button } from "antd";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { useAct } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";
import { useState } from "react";
import type { WarningRow } from "../supervisor/logic/inbox.ts";

export function PackagePart({ row }: { row: WarningRow }) {
  const { t } = useWords();
  const me = useMe();
  const { pack, state, id } = row.warning;
  if (!pack) return null;
  return (
    <section className="wd-pack" aria-label={t("warning:pack")}>
      <dl className="sv-facts">
        <div><dt>{t("warning:packNo")}</dt><dd className="num">{pack.no}</dd></div>
        <div><dt>{t("warning:sha256")}</dt><dd className="num">{pack.sha256}</dd></div>
        <div><dt>{t("warning:bytes")}</dt><dd className="num">{t("warning:bytesOf", { n: pack.bytes.toLocaleString("en-US") })}</dd></div>
      </dl>
      {me.roles.includes("it") && state === "sealed" && <Notice tone="info">{t("warning:relayHint")}</Notice>}
      {may(me.roles, "package.password") && state !== "signed" && <Password id={id} />}
    </section>
  );
}

function Password({ id }: { id: string }) {
  const { t } = useWords();
  const [password, setPassword] = useState<string | null>(null);
  const act = useAct(() => desk("package.password", { instanceId: id }));
  const show = async () => setPassword((await act.run())?.password ?? null);
  return (
    <>
      <RefusalNotice refusal={act.refusal} />
      {password === null ? (
        <Button onClick={() => void show()} loading={act.busy}>{t("warning:password")}</Button>
      ) : (
        <Notice tone="warn"><strong className="num wd-password">{password}</strong> {t("warning:passwordHint")}</Notice>
      )}
    </>
  );
}
