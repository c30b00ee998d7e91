/** When somebody sits at their desk: long days for whoever is on call, the office's hours for the others, days off for who is rostered. */
import { addDays, atLocal, dayOf } from "../../shared/model/time.ts";
import { isWorkday } from "../../service/import/confirm-workdays.ts";
import type { Colleague } from "./house.ts";

const LONG = { from: "08:30", to: "20:00" } as const;
const OFFICE = { from: "08:30", to: "18:00" } as const;
const DAY_OFF = { from: "09:00", to: "18:00" } as const;

function hoursOf({ role, onCall }: Colleague, day: string): { from: number; to: number } | null {
  const hours = !isWorkday(day) ? (onCall ? DAY_OFF : null) : onCall || role === "collector" ? LONG : OFFICE;
  return hours && { from: atLocal(day, hours.from), to: atLocal(day, hours.to) };
}

/** The first moment at or after `at` (UTC ms) at which they are there. */
export function presentFrom(who: Colleague, at: number): number {
  for (let day = dayOf(at); ; day = addDays(day, 1)) {
    const hours = hoursOf(who, day);
    if (hours && at < hours.to) return Math.max(at, hours.from);
  }
}
