/** The sealed package: number and hash for whoever relays it, the password for whoever tells the bank (S-43). */
import { may } from "../../../shared/access/table.ts";
import { Button } from "antd";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { intoView } from "../../lib/into-view.ts";
import { useAct } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";
import { useState, type ReactNode } from "react";
import "./warning.css";

interface PackagePartProps {
  /** Of the warning or the complaint it was made of. */
  readonly instanceId: string;
  readonly pack: { readonly no: string; readonly sha256: string; readonly bytes: number };
  /** The bank has it: its password is gone. */
  readonly signed: boolean;
  /** What is to be done with it now. */
  readonly hint?: ReactNode;
}

export function PackagePart({ instanceId, pack, signed, hint }: PackagePartProps) {
  const { t } = useWords();
  const me = useMe();
  return (
    <section className="wd-pack" aria-label={`${t("warning:pack")} ${pack.no}`}>
      <dl className="sv-facts">
        <div><dt>{t("warning:packNo")}</dt><dd className="num">{pack.no}</dd></div>
        <div><dt>{t("warning:sha256")}</dt><dd className="num">{pack.sha256}</dd></div>
        <div><dt>{t("warning:bytes")}</dt><dd className="num">{t("warning:bytesOf", { n: pack.bytes.toLocaleString("en-US") })}</dd></div>
      </dl>
      {hint && <Notice tone="info">{hint}</Notice>}
      {may(me.roles, "package.password") && !signed && <Password instanceId={instanceId} no={pack.no} />}
    </section>
  );
}

function Password({ instanceId, no }: { instanceId: string; no: string }) {
  const { t } = useWords();
  const [password, setPassword] = useState<string | null>(null);
  const act = useAct(() => desk("package.password", { instanceId, no }));
  const show = async () => setPassword((await act.run())?.password ?? null);
  return (
    <>
      <RefusalNotice refusal={act.refusal} />
      {password === null ? (
        <Button onClick={() => void show()} loading={act.busy}>{t("warning:password")}</Button>
      ) : (
        <div ref={intoView}>
          <Notice tone="warn"><strong className="num wd-password">{password}</strong> {t("warning:passwordHint")}</Notice>
        </div>
      )}
    </>
  );
}
