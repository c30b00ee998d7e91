/** Notices main pushes to the desk (announcements, refusals of the background work). The last three stay until read. */
import { CloseOutlined } from "@ant-design/icons";
import { useState } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { usePush } from "../lib/use-push.ts";

export function Notices() {
  const { t } = useWords();
  const [notices, setNotices] = useState<readonly (Refusal & { n: number })[]>([]);
  usePush("desk.notice", (notice) => setNotices((all) => [...all.filter((x) => x.code !== notice.code), { ...notice, n: Date.now() }].slice(-3)));
  return notices.map((notice) => (
    <Notice
      key={`${notice.code} ${notice.n}`}
      tone="warn"
      action={
        <button type="button" className="icon-button" aria-label={t("close")} onClick={() => setNotices((all) => all.filter((x) => x !== notice))}>
          <CloseOutlined />
        </button>
      }
    >
      {refusalWords(notice)} {notice.issues.join("; ")}
    </Notice>
  ));
}
