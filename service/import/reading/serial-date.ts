/** Excel's day numbers. The 1900 system counts a 29 February 1900 that never was. */

const DAY_MS = 86_400_000;
/** Day number of 1970-01-01 in the 1900 system. */
const UNIX_EPOCH_SERIAL = 25_569;
const SHIFT_1904 = 1_462;
const PHANTOM_DAY = 60;
const LAST_SERIAL = 2_958_465;

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/**
 * @param serial days since the epoch of the workbook, the time of day as fraction
 * @returns "yyyy-mm-dd", with " hh:mm:ss" where there is a time of day; undefined outside 1900 to 9999
 */
export function serialToIso(serial: number, date1904: boolean): string | undefined {
  const in1900 = date1904 ? serial + SHIFT_1904 : serial;
  if (!(in1900 >= 1) || in1900 >= LAST_SERIAL + 1) return undefined;
  if (Math.floor(in1900) === PHANTOM_DAY) return undefined;
  const days = in1900 < PHANTOM_DAY ? in1900 + 1 : in1900;
  const seconds = Math.round((days - UNIX_EPOCH_SERIAL) * 86_400);
  const at = new Date(seconds * 1000);
  const date = `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1, 2)}-${pad(at.getUTCDate(), 2)}`;
  if ((seconds * 1000) % DAY_MS === 0) return date;
  return `${date} ${pad(at.getUTCHours(), 2)}:${pad(at.getUTCMinutes(), 2)}:${pad(at.getUTCSeconds(), 2)}`;
}
