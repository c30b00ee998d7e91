import { describe, expect, it } from "vitest";
import { aptFailure, browserCandidates, distributionIds, installCommand, mayInstall } from "../../../build/bootstrap/chromium.mjs";
import { fetchIsHopeless, shouldFetch } from "../../../build/bootstrap/electron.mjs";

const HOUR = 3_600_000;
const stamp = { at: 1000 * HOUR, version: "45.4.1", mirror: "" };
const now = stamp.at + HOUR;

describe("Electron is fetched once, and not again for a day after a failure", () => {
  it.each([
    ["the first time", { stamp: undefined }, true],
    ["an hour after a failure", {}, false],
    ["a day after", { now: stamp.at + 24 * HOUR }, true],
    ["when the clock was set back", { now: stamp.at - HOUR }, true],
    ["when another version is locked", { version: "45.5.0" }, true],
    ["when a mirror was named", { env: { ELECTRON_MIRROR: "http://mirror.test/" } }, true],
    ["when told not to", { stamp: undefined, env: { LOCKDESK_SKIP_ELECTRON_FETCH: "1" } }, false],
    ["when the evaluation host is wished for", { stamp: undefined, env: { LOCKDESK_HOST: "evaluation" } }, false],
  ])("%s", (_name, change, fetches) => {
    expect(shouldFetch({ env: {}, stamp, version: "45.4.1", now, ...change })).toBe(fetches);
  });
});

describe("a download is given up when it leads nowhere", () => {
  it.each([
    [{ elapsedMs: 14_000, idleMs: 14_000, bytes: 0 }, false],
    [{ elapsedMs: 15_000, idleMs: 15_000, bytes: 0 }, true],
    [{ elapsedMs: 60_000, idleMs: 5_000, bytes: 5e6 }, false],
    [{ elapsedMs: 60_000, idleMs: 30_000, bytes: 5e6 }, true],
    [{ elapsedMs: 15 * 60_000, idleMs: 0, bytes: 5e7 }, true],
  ])("%j", (state, hopeless) => {
    expect(fetchIsHopeless(state) !== undefined).toBe(hopeless);
  });
});

const debian = { platform: "linux", ids: "debian", root: true, apt: true };

describe("who installs the browser", () => {
  it.each([
    ["Debian as root", debian, true],
    ["Ubuntu as root", { ...debian, ids: "ubuntu debian" }, true],
    ["Debian as a user", { ...debian, root: false }, false],
    ["Fedora as root", { ...debian, ids: "fedora", apt: false }, false],
    ["Windows", { platform: "win32", ids: "win32", root: false, apt: false }, false],
  ])("%s", (_name, system, ours) => {
    expect(mayInstall(system)).toBe(ours);
  });

  it.each([
    [{ ...debian, root: false }, "sudo apt-get install -y chromium fonts-noto-cjk"],
    [debian, "apt-get install -y chromium fonts-noto-cjk"],
    [{ ...debian, ids: "fedora", root: false }, "sudo dnf install -y chromium google-noto-sans-cjk-fonts"],
    [{ platform: "win32", ids: "win32", root: false, apt: false }, "winget install Google.Chrome"],
  ])("or which command is named: %j", (system, command) => {
    expect(installCommand(system)).toBe(command);
  });

  it("reads the distribution and its relatives", () => {
    expect(distributionIds('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"')).toBe("linuxmint ubuntu debian");
  });

  it("takes only the browser that LOCKDESK_CHROMIUM names", () => {
    expect(browserCandidates({ env: { LOCKDESK_CHROMIUM: "/opt/c", PATH: "/usr/bin" }, platform: "linux" })).toEqual(["/opt/c"]);
  });

  it.each([
    ["E: Unable to locate package chromium", "browser-install-failed"],
    ["E: You don't have enough free space in /var/cache/apt/archives/.", "disk-full"],
    ["dpkg: error: No space left on device", "disk-full"],
    ["", "browser-install-failed"],
  ])("says what apt said: %s", (output, code) => {
    expect(aptFailure(output, "apt-get install x").code).toBe(code);
  });
});
