/** The window's title counts what is owed at this desk: a number, no name. Several pages count; the title says the sum. */
const counts = new Map<string, number>();

/** Says how much one source counts; 0 takes it out. */
export function countInTitle(source: string, n: number): void {
  counts.set(source, n);
  const sum = [...counts.values()].reduce((a, b) => a + b, 0);
  document.title = sum > 0 ? `(${sum}) Lockdesk` : "Lockdesk";
}
