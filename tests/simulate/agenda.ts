/** What is to happen, by its simulated moment; of one moment in the order in which it was noted down. */
export interface Item {
  readonly at: number;
  readonly what: () => Promise<void>;
}

export class Agenda {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  add(at: number, what: () => Promise<void>): void {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      // Kept the last first, so that taking is cheap.
      if (this.items[middle]!.at <= at) high = middle;
      else low = middle + 1;
    }
    this.items.splice(low, 0, { at, what });
  }

  next(): Item | null {
    return this.items.pop() ?? null;
  }
}
