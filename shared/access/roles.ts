/** Roles named by the plan (DOMAIN.md 1.0) and the data each may reach. */
import { z } from "zod";

export const ROLES = [
  "collector", "supervisor", "head", "clerk", "assistant", "operationsDirector", "marketingDirector", "generalManager",
  "dataPost", "customerService", "customerServiceManager", "legalCollector", "legalSpecialist", "hr", "administrator", "it",
] as const;
export type Role = (typeof ROLES)[number];
export const RoleSchema = z.enum(ROLES);

/** How far a permission reaches: own cases, own team's, own region's, what was addressed to the post, or all banks'. */
export type Scope = "own" | "team" | "desk" | "region" | "all";
