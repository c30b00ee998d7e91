/** 安抚方案: text with quick phrases, who soothes (never the collector complained of), whom the pause covers, by when. */
import { Button, Dropdown, Input, Select } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useMemo, useState, type ReactNode, type RefObject } from "react";
import { DownOutlined } from "@ant-design/icons";
import { overlay } from "../../../components/Dialog.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useCall } from "../../../lib/use-call.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import type { Draft, DraftFault } from "../logic/decision.ts";
import type { WarningRow } from "../logic/inbox.ts";
import { SootheBy } from "./SootheBy.tsx";

interface PlanPartProps {
  readonly row: WarningRow;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly faults: readonly DraftFault[];
  readonly disabled: boolean;
  readonly field: RefObject<TextAreaRef | null>;
  /** Beside the heading: draft kept, or who planned when. */
  readonly remark: string;
  /** The button that sends. */
  readonly children: ReactNode;
}

const PHRASES = ["callBack", "explain", "changeHand", "stopThird", "hardship", "safety", "notUpheld"] as const;
const PLAN_MAX = 500;

export function PlanPart({ row, draft, change, faults, disabled, field, remark, children }: PlanPartProps) {
  const { t } = useWords();
  const soothers = useSoothers(row, draft.soother);
  const insert = (text: string) => {
    change({ plan: `${draft.plan}${draft.plan && !draft.plan.endsWith("\n") ? "\n" : ""}${text}`.slice(0, PLAN_MAX) });
    field.current?.focus({ cursor: "end" });
  };
  return (
    <div className="sv-plan">
      <div className="row">
        <strong>{t("supervisor:decide.plan")}</strong>
        {faults.includes("plan") && <span className="sv-fault" role="alert">✕ {t("supervisor:decide.planNeeded")}</span>}
        <span className="muted sv-small grow" role="status">{remark}</span>
      </div>
      <div className="sv-plan-text">
        <Input.TextArea
          ref={field}
          value={draft.plan}
          maxLength={PLAN_MAX}
          rows={3}
          disabled={disabled}
          placeholder={t("supervisor:decide.planHint")}
          aria-label={t("supervisor:decide.plan")}
          aria-invalid={faults.includes("plan")}
          status={faults.includes("plan") ? "error" : ""}
          onChange={(e) => change({ plan: e.target.value })}
        />
        <div className="sv-send">
          <Phrases disabled={disabled} onChoose={insert} />
          {children}
        </div>
      </div>
      <div className="row wrap">
        <label className="row" title={t("supervisor:decide.sootherHint")}>
          <span>{t("supervisor:decide.soother")}</span>
          <Select size="small" showSearch style={{ width: 128 }} value={draft.soother} disabled={disabled} onChange={(soother) => change({ soother })} options={soothers} getPopupContainer={overlay} aria-label={t("supervisor:decide.soother")} />
        </label>
        <label className="row">
          <span>{t("supervisor:decide.pauseScope")}</span>
          <Select
            size="small"
            style={{ minWidth: 184 }}
            value={draft.pauseScope}
            disabled={disabled}
            onChange={(pauseScope) => change({ pauseScope })}
            options={(["person", "case"] as const).map((value) => ({ value, label: t(`terms:pauseScope.${value}`) }))}
            getPopupContainer={overlay}
            aria-label={t("supervisor:decide.pauseScope")}
          />
        </label>
        <SootheBy receivedAt={row.warning.receivedAt} value={draft.sootheBy} onChange={(sootheBy) => change({ sootheBy })} disabled={disabled} />
      </div>
    </div>
  );
}

/** Colleagues of the team, supervisors first; the collector complained of is excused (reading 5). */
function useSoothers(row: WarningRow, chosen: string): { value: string; label: string }[] {
  const colleagues = useCall("colleagues.list", {}).data?.colleagues;
  const { teamId, collectorId } = row.warning;
  return useMemo(() => {
    const able = (colleagues ?? []).filter((c) => c.id !== collectorId && (c.teamId === teamId || c.roles.includes("head")));
    const ordered = [...able].sort((a, b) => Number(b.roles.includes("supervisor")) - Number(a.roles.includes("supervisor")) || a.no.localeCompare(b.no));
    const names = [...new Set([chosen, ...ordered.map((c) => c.name)])].filter((name) => name !== "");
    return names.map((name) => ({ value: name, label: name }));
  }, [colleagues, collectorId, teamId, chosen]);
}

const PHRASES_KEY = "F6";

function Phrases({ disabled, onChoose }: { disabled: boolean; onChoose: (text: string) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useHotkeys([{ combo: PHRASES_KEY, label: t("supervisor:decide.phrases"), run: () => setOpen(true), disabled }]);
  const items = PHRASES.map((key) => ({ key, label: t(`supervisor:decide.phrase.${key}`) }));
  return (
    <Dropdown
      open={open}
      onOpenChange={setOpen}
      trigger={["click"]}
      autoFocus
      disabled={disabled}
      placement="topRight"
      getPopupContainer={overlay}
      menu={{
        items,
        onClick: ({ key }) => {
          setOpen(false);
          onChoose(items.find((item) => item.key === key)?.label ?? "");
        },
      }}
    >
      <Button aria-keyshortcuts={PHRASES_KEY} aria-expanded={open}>
        {t("supervisor:decide.phrases")} <Kbd combo={PHRASES_KEY} /> <DownOutlined />
      </Button>
    </Dropdown>
  );
}
