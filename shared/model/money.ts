/** Money is an integer number of fen (1/100 yuan) everywhere; floating point never touches it. */

/** `¥1,234.56`; negative amounts as `-¥1,234.56`. */
export function formatFen(fen: number): string {
  const sign = fen < 0 ? "-" : "";
  const abs = Math.abs(fen);
  const yuan = Math.floor(abs / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}¥${yuan}.${String(abs % 100).padStart(2, "0")}`;
}

/**
 * Parses what a collector types into an amount field: digits, optional separators and up to two
 * decimals, full-width forms accepted. Returns fen, or null when it is not an amount.
 */
export function parseYuan(text: string): number | null {
  const plain = text
    .replace(/[０-９．，]/g, (ch) => String.fromCharCode(ch.charCodeAt(0) - 0xfee0))
    .replace(/[\s,¥￥]/g, "");
  const match = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
