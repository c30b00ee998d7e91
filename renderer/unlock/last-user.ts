/** The staff number of whoever signed in last on this machine: kept for convenience, never the password. */
const KEY = "lockdesk.lastUserNo";

/** The remembered staff number, "" when there is none. */
export function lastUserNo(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Remembers it; without storage the next sign-in starts empty. */
export function rememberUserNo(userNo: string): void {
  try {
    localStorage.setItem(KEY, userNo);
  } catch {
    // Nothing to do: the field will be empty next time.
  }
}
