/** `app.commandLine`: the switches of this process, and those it adds for Chromium before it starts. */
import process from "node:process";
import type { SwitchList } from "./chromium.ts";

const given = new Map<string, string>();
const appended = new Map<string, string>();

for (const argument of process.argv.slice(2)) {
  const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
  if (match?.[1]) given.set(match[1], match[2] ?? "");
}

export const commandLine = {
  appendSwitch(theSwitch: string, value?: string): void {
    appended.set(theSwitch, value ?? "");
  },
  appendArgument(_value: string): void {},
  removeSwitch(theSwitch: string): void {
    given.delete(theSwitch);
    appended.delete(theSwitch);
  },
  hasSwitch(theSwitch: string): boolean {
    return given.has(theSwitch) || appended.has(theSwitch);
  },
  getSwitchValue(theSwitch: string): string {
    return appended.get(theSwitch) ?? given.get(theSwitch) ?? "";
  },
};

/** What the app added; passed to Chromium at its start. */
export function appendedSwitches(): SwitchList {
  return [...appended].map(([name, value]) => ({ name, value }));
}
