/** `powerMonitor`: idle time from real input in the windows; sleep and screen lock only by a test's command. */
import { EventEmitter } from "node:events";

let lastActivity = Date.now();
let pinnedIdleSeconds: number | undefined;

/** A person pressed a key or moved the mouse in one of the windows. */
export function noteActivity(): void {
  lastActivity = Date.now();
}

/** Makes the idle time read `seconds` until the next call; undefined returns to the real one. */
export function pinIdleTime(seconds: number | undefined): void {
  pinnedIdleSeconds = seconds;
}

class HostPowerMonitor extends EventEmitter {
  getSystemIdleTime(): number {
    return pinnedIdleSeconds ?? Math.floor((Date.now() - lastActivity) / 1_000);
  }

  getSystemIdleState(idleThreshold: number): "active" | "idle" {
    if (!(idleThreshold > 0)) throw new TypeError("Invalid idle threshold, must be greater than or equal to 1");
    return this.getSystemIdleTime() >= idleThreshold ? "idle" : "active";
  }

  isOnBatteryPower(): boolean {
    return false;
  }

  get onBatteryPower(): boolean {
    return false;
  }

  getCurrentThermalState(): "unknown" {
    return "unknown";
  }
}

export const powerMonitor = new HostPowerMonitor();
