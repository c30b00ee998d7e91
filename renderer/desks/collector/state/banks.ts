/** The client banks, for filters. Asked of the centre once a day's window; the last answer serves offline. */
import { useEffect, useState } from "react";
import { z } from "zod";
import { askDesk } from "../../../lib/api.ts";
import { keepDraft, loadDraft } from "../../../lib/drafts.ts";
import { useConnected } from "../../../stores/sync.ts";

const BanksSchema = z.array(z.object({ code: z.string(), name: z.string() }));
type Bank = z.infer<typeof BanksSchema>[number];
const KEPT = "collector.banks";

async function keptBanks(): Promise<Bank[]> {
  try {
    const parsed = BanksSchema.safeParse(JSON.parse((await loadDraft(KEPT)) ?? "[]"));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

export function useBanks(): readonly Bank[] {
  const connected = useConnected();
  const [banks, setBanks] = useState<readonly Bank[]>([]);
  useEffect(() => {
    let dropped = false;
    void (async () => {
      const answer = connected ? await askDesk("import.banks", {}) : null;
      if (answer?.ok) keepDraft(KEPT, JSON.stringify(answer.value.banks));
      const got = answer?.ok ? answer.value.banks : await keptBanks();
      if (!dropped) setBanks(got);
    })();
    return () => {
      dropped = true;
    };
  }, [connected]);
  return banks;
}
