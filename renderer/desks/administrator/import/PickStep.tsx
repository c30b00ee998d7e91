/** Bank and kind, then the file: main opens the dialog and streams it to the centre; the window never sees it. */
import { Select } from "antd";
import { useState } from "react";
import { FILE_KINDS } from "../../../../shared/protocol/desk.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import type { FileKind } from "../logic/fields.ts";
import type { Upload } from "./ImportPage.tsx";

export function PickStep({ busy, onPicked }: { busy: boolean; onPicked: (upload: Upload) => void }) {
  const { t } = useWords();
  const banks = useDesk("import.banks", {});
  const [bankCode, setBankCode] = useState<string | null>(null);
  const [kind, setKind] = useState<FileKind | null>(null);
  const [tried, setTried] = useState(false);
  const [nothing, setNothing] = useState(false);
  const pick = useAct(() => call("import.pick", {}));
  const press = async () => {
    setTried(true);
    setNothing(false);
    if (bankCode === null) return;
    const answer = await pick.run();
    if (!answer) return;
    if (answer.upload) onPicked({ uploadId: answer.upload.uploadId, fileName: answer.upload.fileName, bankCode, kind });
    else setNothing(true);
  };
  return (
    <section className="panel" aria-label={t("administrator:pick.title")}>
      <div className="body col ad-pick">
        <p>{t("administrator:pick.lead")}</p>
        <LoadedView of={banks}>
          {(data) =>
            data.banks.length === 0 ? (
              <EmptyState title={t("administrator:pick.noBanks")} next={t("administrator:pick.noBanksNext")} />
            ) : (
              <div className="ad-bar">
                <label>
                  {t("administrator:pick.bank")}
                  <Select<string> style={{ width: 220 }} {...(bankCode ? { value: bankCode } : {})} onChange={setBankCode} options={data.banks.map((b) => ({ value: b.code, label: b.name }))} placeholder={t("administrator:pick.bankHint")} status={tried && bankCode === null ? "error" : ""} getPopupContainer={overlay} autoFocus aria-label={t("administrator:pick.bank")} />
                </label>
                <label>
                  {t("administrator:pick.kind")}
                  <Select<string> style={{ width: 200 }} value={kind ?? ""} onChange={(value) => setKind(FILE_KINDS.find((k) => k === value) ?? null)} options={[{ value: "", label: t("administrator:kind.auto") }, ...FILE_KINDS.map((value) => ({ value, label: t(`administrator:kind.${value}`) }))]} getPopupContainer={overlay} aria-label={t("administrator:pick.kind")} />
                </label>
                <KeyButton type="primary" combo="Ctrl+KeyO" words={busy || pick.busy ? t("administrator:pick.choosing") : t("administrator:pick.choose")} onPress={() => void press()} loading={busy || pick.busy} />
              </div>
            )
          }
        </LoadedView>
        {tried && bankCode === null && <span className="ad-fault" role="alert">✕ {t("administrator:pick.bankNeeded")}</span>}
        <span className="muted">{t("administrator:pick.hint")}</span>
        {nothing && <Notice tone="info">{t("administrator:pick.nothing")}</Notice>}
        <RefusalNotice refusal={pick.refusal} />
      </div>
    </section>
  );
}
