/**
 * Which desk a post has. A desk is a folder under `desks/` whose `index.tsx` exports its component as
 * default; it is loaded when first opened. A person with several posts chooses in the top bar.
 */
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Role } from "../../shared/access/roles.ts";

export interface Desk {
  readonly role: Role;
  readonly Component: LazyExoticComponent<ComponentType>;
}

/** In the order in which a person with several posts is offered them. */
export const DESKS: readonly Desk[] = [
  { role: "collector", Component: lazy(() => import("../desks/collector/index.tsx")) },
  { role: "supervisor", Component: lazy(() => import("../desks/supervisor/index.tsx")) },
  { role: "administrator", Component: lazy(() => import("../desks/administrator/index.tsx")) },
  { role: "clerk", Component: lazy(() => import("../desks/clerk/index.tsx")) },
  { role: "it", Component: lazy(() => import("../desks/it/index.tsx")) },
  { role: "head", Component: lazy(() => import("../desks/risk/index.tsx")) },
  { role: "assistant", Component: lazy(() => import("../desks/risk/index.tsx")) },
  { role: "customerService", Component: lazy(() => import("../desks/warning/index.tsx")) },
  { role: "customerServiceManager", Component: lazy(() => import("../desks/warning/index.tsx")) },
  { role: "operationsDirector", Component: lazy(() => import("../desks/warning/index.tsx")) },
];

/** The desks of somebody with these roles. */
export const desksOf = (roles: readonly Role[]): readonly Desk[] => DESKS.filter((d) => roles.includes(d.role));
