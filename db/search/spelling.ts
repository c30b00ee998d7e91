/**
 * How a name is typed on a keyboard: pinyin initials and whole syllables, 林知夏 as `lzx` and `linzhixia`,
 * from any character on. Characters with several readings give several spellings; a family name's own
 * reading comes first (单 shan, 解 xie, 尉迟 yu chi).
 */
const MAX_SPELLINGS = 12;

/** Spellings of a name: each begins after a space, so that a typed beginning is found with a space before it. */
export type Spell = (name: string) => string;

/** The dictionary is large: it is read when first wanted, never on the way to unlocking. */
export async function loadSpelling(): Promise<Spell> {
  const { pinyin, polyphonic } = await import("pinyin-pro");
  const plain = { toneType: "none", type: "array", v: true } as const;
  return (name) => {
    const letters = name.normalize("NFKC").toLowerCase();
    const usual = pinyin(letters, { ...plain, surname: "head" });
    const others = polyphonic(letters, plain);
    return spellings(usual.map((reading, i) => [...new Set([reading, ...(others[i] ?? [])])].map((r) => r.trim()).filter((r) => r !== "")));
  };
}

/** Joins the readings of each character; the usual ones first, others as far as room allows. */
function spellings(readings: readonly (readonly string[])[]): string {
  const chars = readings.filter((options) => options.length > 0);
  let ways: string[][] = [[]];
  for (const options of chars) ways = options.flatMap((option) => ways.map((way) => [...way, option])).slice(0, MAX_SPELLINGS);
  const keys = new Set<string>();
  for (const way of ways) {
    for (let from = 0; from < way.length; from++) {
      const rest = way.slice(from);
      keys.add(rest.map((syllable) => syllable[0]).join(""));
      keys.add(rest.join(""));
    }
  }
  return [...keys].map((key) => ` ${key}`).join("");
}

/** What to look for among the spellings when somebody typed this; null when it is no pinyin. */
export function spelledKey(typed: string): string | null {
  const key = typed.normalize("NFKC").toLowerCase().replace(/[\s']/g, "");
  return /^[a-zü]+$/.test(key) ? ` ${key.replaceAll("ü", "v")}` : null;
}
