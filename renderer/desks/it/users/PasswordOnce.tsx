/** A new password, shown once; closing the dialog forgets it. */
import { Dialog } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";

export function PasswordOnce({ name, no, password, onClose }: { name: string; no: string; password: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog open title={t("it:users.passwordFor", { name, no })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <output className="it-secret num">{password}</output>
        <Notice tone="warn">{t("it:users.passwordOnce")}</Notice>
        <div className="row it-end">
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("it:users.passwordSeen")} onPress={onClose} />
        </div>
      </div>
    </Dialog>
  );
}
