/** Worklist tabs in their order on screen, each with its key (Alt+1 … Alt+8). */
import { QUEUE_TABS } from "../../../../shared/ipc/contract.ts";

export type QueueTab = (typeof QUEUE_TABS)[number];

export const tabKey = (tab: QueueTab): string => `Alt+Digit${QUEUE_TABS.indexOf(tab) + 1}`;
