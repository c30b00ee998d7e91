/** 退回说明: what a supervisor says to the writer of a record that came too late. */
import { DateTime } from "../../components/DateTime.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { RefusalNotice } from "../../components/States.tsx";
import { entryWords } from "../../desks/collector/case/entry-words.ts";
import { useWords } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { serverNow } from "../../lib/clock.ts";
import { useAct } from "../../lib/use-call.ts";
import type { ReturnedNote } from "./use-returned.ts";

export function ReturnedNotes({ notes, onSeen }: { notes: readonly ReturnedNote[]; onSeen: () => void }) {
  const { t } = useWords();
  const seen = useAct((eventId: string) => desk("review.seen", { eventId }));
  const [first] = notes;
  if (!first) return null;
  const press = async () => {
    if (await seen.run(first.eventId)) onSeen();
  };
  return (
    <section className="qu-returned" aria-label={t("shell:quarantine.returned")}>
      <h2>{t("shell:quarantine.returnedCount", { n: notes.length })}</h2>
      <ul className="qu-list">
        {notes.map((note, i) => (
          <li key={note.eventId} className="qu-item">
            <div className="qu-body first">
              <Told note={note} />
              {i === 0 && <KeyButton combo="Alt+KeyK" words={t("shell:quarantine.understood")} onPress={() => void press()} loading={seen.busy} />}
            </div>
          </li>
        ))}
      </ul>
      <RefusalNotice refusal={seen.refusal} />
    </section>
  );
}

function Told({ note }: { note: ReturnedNote }) {
  const { t } = useWords();
  const { title, text } = entryWords({ id: note.eventId, type: note.type, caseId: null, personId: null, userId: "", userName: "", at: note.writtenAt, body: note.body, pending: false }, t, serverNow());
  return (
    <>
      <span className="row">
        <strong className="grow ellipsis">{title}</strong>
        <DateTime at={note.writtenAt} />
      </span>
      {text && <p className="muted prose">{text}</p>}
      <p className="prose">{t("shell:quarantine.says", { name: note.byName })}<strong>{note.note}</strong> <DateTime at={note.at} /></p>
    </>
  );
}
