/** Every desk route's handler, one file per area. The service registers them by `DESK_ROUTES`. */
import type { DeskHandlers } from "../context.ts";
import { allocationHandlers } from "./allocation.ts";
import { auditHandlers } from "./audit.ts";
import { complaintHandlers } from "./complaints.ts";
import { coverHandlers } from "./cover.ts";
import { deviceHandlers } from "./devices.ts";
import { dutyHandlers } from "./duty.ts";
import { importHandlers } from "./imports.ts";
import { lookupHandlers } from "./lookup.ts";
import { packageHandlers } from "./packages.ts";
import { recoveryHandlers } from "./recovery.ts";
import { rejectionHandlers } from "./rejections.ts";
import { reportHandlers } from "./reports.ts";
import { reviewHandlers } from "./review.ts";
import { rosterHandlers } from "./roster.ts";
import { teamHandlers } from "./team.ts";
import { userHandlers } from "./users.ts";

export const deskHandlers: DeskHandlers = {
  ...lookupHandlers,
  ...importHandlers,
  ...allocationHandlers,
  ...coverHandlers,
  ...rosterHandlers,
  ...teamHandlers,
  ...dutyHandlers,
  ...packageHandlers,
  ...complaintHandlers,
  ...rejectionHandlers,
  ...reportHandlers,
  ...reviewHandlers,
  ...userHandlers,
  ...recoveryHandlers,
  ...deviceHandlers,
  ...auditHandlers,
};
