import { describe, expect, it } from "vitest";
import { isRemovableMount, newMounts, parseMountInfo } from "../../../electron/main/removable/mountinfo.ts";
import { drivesShutByPolicy, parseRegDword } from "../../../electron/main/removable/windows.ts";

const ROOT = "29 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw";
const PROC = "24 29 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw";
const STICK = "412 29 8:17 / /media/anna/MY\\040STICK rw,nosuid,nodev,relatime shared:230 master:4 - vfat /dev/sdb1 rw,fmask=0022";
const ELSEWHERE = "413 29 8:17 / /home/anna/x rw,relatime - exfat /dev/sdb1 rw";
const PHONE = "414 29 0:70 / /home/anna/phone rw - fuse.jmtpfs jmtpfs rw,user_id=1000";
const BOOT = "31 29 259:1 / /boot/efi rw,relatime shared:30 - vfat /dev/nvme0n1p1 rw";
const onUsb = (device: string) => device === "8:17";
const removable = (line: string) => parseMountInfo(line).map((mount) => isRemovableMount(mount, onUsb));

describe("mounts of this machine", () => {
  it("are read with their octal blanks and their optional fields", () => {
    expect(parseMountInfo([ROOT, STICK].join("\n"))).toEqual([
      { device: "259:2", point: "/", type: "ext4", source: "/dev/nvme0n1p2" },
      { device: "8:17", point: "/media/anna/MY STICK", type: "vfat", source: "/dev/sdb1" },
    ]);
  });

  it("a line that is none is passed over", () => {
    expect(parseMountInfo("\nnonsense\n29 1 259:2 /\n")).toEqual([]);
  });

  it.each([
    ["a stick where desktops mount it", STICK, true],
    ["a stick mounted elsewhere by hand", ELSEWHERE, true],
    ["a phone's files", PHONE, true],
    ["the system's disk", ROOT, false],
    ["the boot partition", BOOT, false],
    ["the kernel's own", PROC, false],
  ])("%s", (_name, line, expected) => {
    expect(removable(line)).toEqual([expected]);
  });

  it("only what was not there before is new; a second stick at the same place is", () => {
    const before = parseMountInfo([ROOT, STICK].join("\n"));
    expect(newMounts(before, parseMountInfo([STICK, ROOT].join("\n")))).toEqual([]);
    const other = STICK.replace("8:17", "8:33").replace("/dev/sdb1", "/dev/sdc1");
    expect(newMounts(before, parseMountInfo([ROOT, other].join("\n"))).map((mount) => mount.source)).toEqual(["/dev/sdc1"]);
  });
});

describe("Windows' policy on removable drives", () => {
  const printed = (name: string, value: string) => `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\r\n    ${name}    REG_DWORD    ${value}\r\n\r\n`;

  it("is read from what reg.exe prints", () => {
    expect(parseRegDword(printed("Deny_All", "0x1"), "Deny_All")).toBe(1);
    expect(parseRegDword(printed("Start", "0x4"), "Start")).toBe(4);
    expect(parseRegDword(printed("Deny_All", "0x1"), "Deny_Write")).toBeNull();
    expect(parseRegDword("", "Start")).toBeNull();
  });

  it.each([
    ["Deny_All", "0x1", true], ["Deny_Write", "0x1", true], ["Start", "0x4", true], ["Start", "0x3", false], ["Deny_All", "0x0", false],
  ])("%s = %s shuts drives: %s", async (name, value, shut) => {
    const query = (_key: string, asked: string) => (asked === name ? Promise.resolve(printed(name, value)) : Promise.reject(new Error("not found")));
    expect(await drivesShutByPolicy(query)).toBe(shut);
  });

  it("shuts nothing when it cannot be read", async () => {
    expect(await drivesShutByPolicy(() => Promise.reject(new Error("no reg.exe")))).toBe(false);
  });
});
