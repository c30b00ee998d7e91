/**
 * Which desk a post has. A desk is a folder under `desks/` whose `index.tsx` exports its component as
 * default; it is loaded when first opened. A person with several posts chooses in the top bar.
 */
import { lazy, type ComponentType } from "react";
import type { Role } from "../../shared/access/roles.ts";

export interface Desk {
  readonly role: Role;
  /**
   * To be asked once per opening: the desk itself when its code is here already, else one that suspends. React holds
   * back whatever replaces a placeholder, which a desk that is there need not wait for.
   */
  component(): ComponentType;
}

type Load = () => Promise<{ default: ComponentType }>;
const loads: Load[] = [];

function desk(role: Role, load: Load): Desk {
  const Suspending = lazy(load);
  let here: ComponentType | null = null;
  loads.push(async () => {
    const module = await load();
    here = module.default;
    return module;
  });
  return { role, component: () => here ?? Suspending };
}

/** Fetches every desk's code, one after another, while nobody is there: whoever signs in next does not wait for it. */
export async function fetchDesks(): Promise<void> {
  for (const load of loads) await load().catch(() => undefined);
}

/** In the order in which a person with several posts is offered them. */
export const DESKS: readonly Desk[] = [
  desk("collector", () => import("../desks/collector/index.tsx")),
  desk("supervisor", () => import("../desks/supervisor/index.tsx")),
  desk("administrator", () => import("../desks/administrator/index.tsx")),
  desk("clerk", () => import("../desks/clerk/index.tsx")),
  desk("it", () => import("../desks/it/index.tsx")),
  desk("head", () => import("../desks/risk/index.tsx")),
  desk("assistant", () => import("../desks/risk/index.tsx")),
  desk("customerService", () => import("../desks/warning/index.tsx")),
  desk("customerServiceManager", () => import("../desks/warning/index.tsx")),
  desk("legalCollector", () => import("../desks/legal/index.tsx")),
  desk("legalSpecialist", () => import("../desks/legal/index.tsx")),
  desk("operationsDirector", () => import("../desks/warning/index.tsx")),
  desk("dataPost", () => import("../desks/complaint/index.tsx")),
  desk("generalManager", () => import("../desks/complaint/index.tsx")),
  desk("marketingDirector", () => import("../desks/complaint/index.tsx")),
  desk("hr", () => import("../desks/complaint/index.tsx")),
];

/** The desks of somebody with these roles. */
export const desksOf = (roles: readonly Role[]): readonly Desk[] => DESKS.filter((d) => roles.includes(d.role));
