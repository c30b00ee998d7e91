import { describe, expect, it } from "vitest";
import { TRAINING_START, trainingNow } from "../../../service/clock.ts";
import { atLocal, formatDateTime, HOUR } from "../../../shared/model/time.ts";

const real = Date.parse("2026-02-01T03:00:00Z");
const kept = (at: number) => ({ offset: at - real, last: at });

describe("the training clock", () => {
  it("begins on Monday 2026-11-23 at 09:30 in Shanghai", () => {
    expect(formatDateTime(trainingNow(null, real))).toBe("2026-11-23 09:30");
    expect(new Date(TRAINING_START + 8 * HOUR).getUTCDay()).toBe(1);
  });

  it("goes on where it stopped within working hours", () => {
    const at = atLocal("2026-11-24", "14:05");
    expect(trainingNow(kept(at), real)).toBe(at);
  });

  it("goes on with the machine's clock while the service is down", () => {
    const at = atLocal("2026-11-24", "10:00");
    expect(trainingNow(kept(at), real + 2 * HOUR)).toBe(at + 2 * HOUR);
  });

  it("never goes back, even when the machine's clock does", () => {
    const at = atLocal("2026-11-24", "14:05");
    expect(trainingNow(kept(at), real - 30 * HOUR)).toBe(at);
  });

  it.each([
    ["2026-11-24 17:00", "2026-11-25 09:30"],
    ["2026-11-24 23:59", "2026-11-25 09:30"],
    ["2026-11-25 03:00", "2026-11-25 09:30"],
    ["2026-11-27 18:30", "2026-11-30 09:30"],
    ["2026-11-28 11:00", "2026-11-30 09:30"],
    ["2026-11-29 08:00", "2026-11-30 09:30"],
  ])("a start at %s moves on to %s", (stopped, begins) => {
    const [day = "", time = ""] = stopped.split(" ");
    expect(formatDateTime(trainingNow(kept(atLocal(day, time)), real))).toBe(begins);
  });
});
