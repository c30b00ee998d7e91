/** Worklist tabs in their order on screen, each with its key (Alt+1 … Alt+8). */
import { QUEUE_TABS } from "../../../../shared/ipc/contract.ts";

export type QueueTab = (typeof QUEUE_TABS)[number];

/** N of 超 N 天未跟进 and of 即将退案, as the worklist's rules in the vault count them. */
export const STALE_DAYS = 3;
export const DUE_BACK_DAYS = 5;

export const tabKey = (tab: QueueTab): string => `Alt+Digit${QUEUE_TABS.indexOf(tab) + 1}`;
