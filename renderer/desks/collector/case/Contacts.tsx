/** Numbers of this person: status, relation, today's count, the gate's answer; which one is dialled next. */
import { Button, Dropdown } from "antd";
import { useState } from "react";
import type { CaseView, ChannelInput } from "../../../../shared/ipc/contract.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { Reveal } from "../../../components/Reveal.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useOpenCall } from "../state/call.ts";
import { gateWords } from "../logic/refusal-words.ts";
import { contactOf, showView, useCase } from "../state/case.ts";
import { aimAt } from "../state/flow.ts";
import { tellSaved } from "../state/saved.ts";
import { ContactAdd } from "./ContactAdd.tsx";

type Contact = CaseView["contacts"][number];
type Status = ChannelInput<"contact.mark">["status"];
const STATUSES = ["unverified", "valid", "invalid", "suspended", "refused"] as const;
const REVEAL_KEY = "Alt+KeyR";
const TONE: Record<(typeof STATUSES)[number], string> = { valid: "ok", invalid: "bad", suspended: "warn", refused: "bad", unverified: "" };
const SIGN: Record<(typeof STATUSES)[number], string> = { valid: "✓", invalid: "✕", suspended: "‖", refused: "⊘", unverified: "?" };

export function Contacts({ view }: { view: CaseView }) {
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  const contactId = useCase((s) => s.contactId);
  const dialled = useOpenCall((s) => (s.call?.caseId === view.caseId ? s.call.contactPointId : null));
  const target = dialled ?? contactOf(view, contactId)?.id ?? null;
  const whole = sharedRefusal(view.contacts);
  const act = useAct(async (what: { mark: Status } | "choose", contact: Contact) => {
    const base = { caseId: view.caseId, contactPointId: contact.id };
    const saved = what === "choose" ? await call("contact.choose", base) : await call("contact.mark", { ...base, status: what.mark, reason: "" });
    showView(saved.view);
    tellSaved(saved.savedAt, t("collector:contact.saved"));
  });
  return (
    <section aria-label={t("collector:contact.title")}>
      <table className="grid contacts">
        <caption className="visually-hidden">{t("collector:contact.title")}</caption>
        <tbody>
          {whole && (
            <tr className="why">
              <td />
              <td colSpan={5} title={whole.source}>
                <Why refusal={whole} />
              </td>
            </tr>
          )}
          {view.contacts.map((c) => (
            <Row key={c.id} c={c} view={view} aimed={c.id === target} why={whole ? null : c.refusal} onAct={(what) => void act.run(what, c)} />
          ))}
        </tbody>
      </table>
      <div className="row contact-foot">
        {view.contacts.length === 0 && <span className="muted">{t("collector:dial.noNumber")}</span>}
        <Button size="small" onClick={() => setAdding(true)}>
          ＋ {t("collector:contact.add")}
        </Button>
        <RefusalNotice refusal={act.refusal} />
      </div>
      <ContactAdd caseId={view.caseId} open={adding} onClose={() => setAdding(false)} />
    </section>
  );
}

interface RowProps {
  readonly c: Contact;
  readonly view: CaseView;
  readonly aimed: boolean;
  /** Why this number rests, when it is not the whole person that does. */
  readonly why: Contact["refusal"];
  readonly onAct: (what: { mark: Status } | "choose") => void;
}

function Row({ c, view, aimed, why, onAct }: RowProps) {
  const { t } = useWords();
  return (
    <>
      <tr className={aimed ? "aimed" : undefined} onClick={() => aimAt(c.id)} aria-current={aimed ? "true" : undefined}>
        <td className="aim">
          <button type="button" className="icon-button" aria-label={t("collector:contact.dialThis", { masked: c.masked })} aria-pressed={aimed} onClick={() => aimAt(c.id)}>
            {aimed ? "☎" : "○"}
          </button>
        </td>
        <td>
          <Reveal caseId={view.caseId} field="phone" contactPointId={c.id} masked={c.masked} {...(aimed ? { combo: REVEAL_KEY } : {})} />
        </td>
        <td className="ellipsis" title={t(`terms:contactSource.${c.source}`)}>
          {c.relation || t("collector:contact.self")} {c.ownerMasked} · {t(`terms:contactKind.${c.kind}`)}
        </td>
        <td>
          <StatusTag status={c.status} />
          {c.current && <span className="tag brand">{t("collector:contact.current")}</span>}
        </td>
        <td className={`num end${c.unansweredToday >= c.limit ? " over" : ""}`}>{t("collector:contact.today", { n: c.unansweredToday, limit: c.limit })}</td>
        <td className="end">
          <RowMenu c={c} onAct={onAct} />
        </td>
      </tr>
      {why && (
        <tr className={`why${aimed ? " aimed" : ""}`} onClick={() => aimAt(c.id)}>
          <td />
          <td colSpan={5} title={why.source}>
            <Why refusal={why} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Rule and words of a refusal on one line; the source is in the title. */
function Why({ refusal }: { refusal: NonNullable<Contact["refusal"]> }) {
  const { t } = useWords();
  return (
    <>
      <span aria-hidden="true">⊘</span> {t("collector:gate.title")} {refusal.rule}: {gateWords(refusal, t)}
    </>
  );
}

/** The refusal that speaks of the whole person: the same rule and words for every number. */
function sharedRefusal(contacts: readonly Contact[]): Contact["refusal"] {
  const first = contacts[0]?.refusal ?? null;
  return contacts.length > 1 && contacts.every((c) => c.refusal?.rule === first?.rule && c.refusal?.zh === first?.zh) ? first : null;
}

function StatusTag({ status }: { status: string }) {
  const { t } = useWords();
  const known = STATUSES.find((s) => s === status) ?? "unverified";
  return (
    <span className={`tag ${TONE[known]}`}>
      <span aria-hidden="true">{SIGN[known]}</span>
      {t(`terms:contactStatus.${known}`)}
    </span>
  );
}

function RowMenu({ c, onAct }: { c: Contact; onAct: (what: { mark: Status } | "choose") => void }) {
  const { t } = useWords();
  const marks = (["valid", "invalid", "suspended", "unverified"] as const).filter((s) => s !== c.status);
  const items = [
    ...(c.current ? [] : [{ key: "choose", label: t("collector:contact.makeCurrent") }]),
    ...marks.map((s) => ({ key: s, label: t("collector:contact.mark", { status: t(`terms:contactStatus.${s}`) }) })),
  ];
  return (
    <Dropdown
      menu={{ items, onClick: ({ key }) => onAct(key === "choose" ? "choose" : { mark: key as Status }) }}
      trigger={["click"]}
      getPopupContainer={overlay}
      disabled={c.status === "refused"}
    >
      <button type="button" className="icon-button" aria-label={t("collector:contact.menu", { masked: c.masked })} onClick={(e) => e.stopPropagation()}>
        ⋯
      </button>
    </Dropdown>
  );
}
