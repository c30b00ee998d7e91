/** 催记: one box per case. With a call open it goes with the result; without one Ctrl+Enter saves it alone. */
import { Button } from "antd";
import { useRef, useState } from "react";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { saveNote } from "../state/flow.ts";
import { typeNote, useNote } from "../state/notes.ts";

export const NOTE_KEY = "F6";
const MAX_WITH_CALL = 2000;
const MAX_ALONE = 4000;

interface Props {
  readonly inCall: boolean;
  /** Ctrl+Enter with a call open: log it with this note. */
  readonly onSubmitCall: () => void;
}

export function NoteBox({ inCall, onSubmitCall }: Props) {
  const { t } = useWords();
  const text = useNote((s) => s.text);
  const box = useRef<HTMLTextAreaElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const leave = () => {
    box.current?.blur();
    document.querySelector<HTMLElement>(".code-box")?.focus();
  };
  useHotkeys([{ combo: NOTE_KEY, label: t("collector:note.title"), run: () => (document.activeElement === box.current ? leave() : box.current?.focus()) }]);
  const save = async () => {
    if (inCall) onSubmitCall();
    else setRefusal(await saveNote(t("collector:saved.note")));
  };
  return (
    <div className="note-box">
      <label className="row" htmlFor="note">
        <span className="label grow">{t("collector:note.title")}</span>
        <Kbd combo={NOTE_KEY} />
      </label>
      <textarea
        id="note"
        ref={box}
        value={text}
        maxLength={inCall ? MAX_WITH_CALL : MAX_ALONE}
        placeholder={inCall ? t("collector:note.hintCall") : t("collector:note.hintAlone")}
        onChange={(e) => typeNote(e.target.value)}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === "Escape") leave();
          if (e.key === "Enter" && e.ctrlKey) {
            e.preventDefault();
            void save();
          }
        }}
        rows={2}
      />
      <RefusalNotice refusal={refusal} />
      {!inCall && text.trim() !== "" && (
        <Button onClick={() => void save()}>
          {t("collector:note.save")} <Kbd combo="Ctrl+Enter" />
        </Button>
      )}
    </div>
  );
}
