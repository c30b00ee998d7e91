/**
 * Remembers which keys a file has shown and where first, in 24 bytes a key: a Set of strings would hold
 * every piece of text the keys were cut from. Keys are kept as 64-bit fingerprints; among a million keys
 * the chance of a false match is under one in thirty million.
 */
export interface Seen {
  /** @returns the row that showed this key first; undefined when it is new, and then remembered. */
  firstRow(key: string, row: number): number | undefined;
}

const START_SLOTS = 1024;

/** @returns two independent 32-bit hashes (FNV-1a and a multiplicative one), never both zero. */
function fingerprint(key: string): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < key.length; i += 1) {
    const code = key.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
  }
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  return [a >>> 0, (b ^ (b >>> 16)) >>> 0 || 1];
}

export function createSeen(): Seen {
  let slots = START_SLOTS;
  let used = 0;
  let high = new Uint32Array(slots);
  let low = new Uint32Array(slots);
  let rows = new Uint32Array(slots);

  function slotOf(a: number, b: number): number {
    let slot = a & (slots - 1);
    while (low[slot] !== 0 && !(low[slot] === b && high[slot] === a)) slot = (slot + 1) & (slots - 1);
    return slot;
  }

  function put(a: number, b: number, row: number): void {
    const slot = slotOf(a, b);
    high[slot] = a;
    low[slot] = b;
    rows[slot] = row;
  }

  function grow(): void {
    const [oldHigh, oldLow, oldRows] = [high, low, rows];
    slots *= 2;
    high = new Uint32Array(slots);
    low = new Uint32Array(slots);
    rows = new Uint32Array(slots);
    oldLow.forEach((b, i) => {
      if (b !== 0) put(oldHigh[i] ?? 0, b, oldRows[i] ?? 0);
    });
  }

  return {
    firstRow(key, row) {
      const [a, b] = fingerprint(key);
      const slot = slotOf(a, b);
      if (low[slot] !== 0) return rows[slot];
      put(a, b, row);
      used += 1;
      if (used * 2 > slots) grow();
      return undefined;
    },
  };
}
