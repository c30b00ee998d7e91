/** `/proc/self/mountinfo` (proc(5)) as a table, and which of its lines are storage somebody has just put in. Pure. */

export interface Mount {
  /** `major:minor` of the device. */
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
}

const LINE = /^\d+ \d+ (\d+:\d+) \S+ (\S+) \S+(?: \S+)*? - (\S+) (\S+)/;

/** Blanks, tabs, line ends and backslashes are written as octal numbers. */
const plain = (text: string): string => text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The mounts of a mountinfo text; a line that is none is passed over. */
export function parseMountInfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const match = LINE.exec(line);
    if (!match) return [];
    const [, device = "", point = "", type = "", source = ""] = match;
    return [{ device, point: plain(point), type, source: plain(source) }];
  });
}

/** Where desktops mount what is plugged in. */
const PLUGGED_IN = /^\/(media|run\/media|mnt)\//;
/** Phones and cameras, shown as files by a helper. `fuse.gvfsd-fuse` is there on every desktop and carries them unseen. */
const PHONES = /^fuse\.(jmtpfs|simple-mtpfs|go-mtpfs|mtpfs|aft-mtp-mount|ifuse|gphotofs)$/;

/** Whether a mount is removable storage. `isRemovable` answers for a block device's `major:minor`. */
export function isRemovableMount(mount: Mount, isRemovable: (device: string) => boolean): boolean {
  return PLUGGED_IN.test(mount.point) || PHONES.test(mount.type) || (mount.source.startsWith("/dev/") && isRemovable(mount.device));
}

const keyOf = (mount: Mount): string => [mount.device, mount.point, mount.type, mount.source].join("\u0000");

/** The mounts of `now` that `before` had not. */
export function newMounts(before: readonly Mount[], now: readonly Mount[]): Mount[] {
  const known = new Set(before.map(keyOf));
  return now.filter((mount) => !known.has(keyOf(mount)));
}
