/** The reports at this desk, looked at anew every half minute, for the page and for its badge. */
import { useEffect } from "react";
import { useDesk } from "../../lib/use-call.ts";

const LOOK_MS = 30_000;

export function useReports() {
  const list = useDesk("report.list", {});
  const { reload } = list;
  useEffect(() => {
    const timer = setInterval(reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return list;
}
