/** A refusal on this window: what happened, and what to do next. */
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";

const NEXT = [
  "wrong_credentials", "account_locked", "account_disabled", "device_unknown", "device_revoked", "bad_enrolment_code", "offline", "vpn_down", "no_local_data", "second_factor_wrong", "second_factor_used", "second_factor_wait", "second_factor_known", "second_factor_off",
  "lease_over", "clock_doubtful", "posture_refused", "wiping", "wiped", "wipe_waits", "secret_destroyed", "too_many_requests", "busy", "internal", "disk_full", "disk_failed", "protocol_mismatch", "update_needed",
] as const;

export function Refused({ refusal }: { refusal: Refusal | null }) {
  const { t } = useWords();
  if (!refusal) return null;
  const known = NEXT.find((code) => code === refusal.code) ?? "other";
  return (
    <Notice tone="bad">
      <strong>{refusalWords(refusal)}</strong>
      <div>
        {t(`unlock:next.${known}`)} <span className="num">({t("code", { code: refusal.code })})</span>
      </div>
      {refusal.issues.length > 0 && <div className="prose">{refusal.issues.join("; ")}</div>}
    </Notice>
  );
}
