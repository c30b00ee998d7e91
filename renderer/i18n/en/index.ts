/** All words in English. */
import { administrator } from "./administrator.ts";
import { audit } from "./audit.ts";
import { clerk } from "./clerk.ts";
import { collector } from "./collector.ts";
import { common } from "./common.ts";
import { complaint } from "./complaint.ts";
import { disposition } from "./disposition.ts";
import { it } from "./it.ts";
import { legal } from "./legal.ts";
import { report } from "./report.ts";
import { shell } from "./shell.ts";
import { supervisor } from "./supervisor.ts";
import { terms } from "./terms.ts";
import { unlock } from "./unlock.ts";
import { stop } from "./stop.ts";
import { warning } from "./warning.ts";
import type { zhCN } from "../zh-CN/index.ts";

export const en: typeof zhCN = { common, shell, terms, disposition, collector, unlock, supervisor, administrator, it, clerk, audit, complaint, report, warning, stop, legal };
