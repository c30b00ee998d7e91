import { beforeEach, describe, expect, it, vi } from "vitest";

const started: number[] = [];
class Node {
  gain = { setValueAtTime: () => this.gain, linearRampToValueAtTime: () => this.gain };
  connect = (to: unknown) => to;
  start = (at: number) => void started.push(at);
  stop = () => undefined;
}
const activation = { hasBeenActive: true };
vi.stubGlobal("document", { title: "" });
vi.stubGlobal("navigator", { userActivation: activation });
vi.stubGlobal("AudioContext", class { currentTime = 0; destination = {}; });
vi.stubGlobal("OscillatorNode", Node);
vi.stubGlobal("GainNode", Node);
const { sayOwed } = await import("../../../renderer/lib/owed-count.ts");
const { useSound } = await import("../../../renderer/stores/sound.ts");

let source = 0;
const next = () => `source ${++source}`;
beforeEach(() => {
  started.length = 0;
  activation.hasBeenActive = true;
  useSound.setState({ on: true });
});

describe("what is owed at a desk", () => {
  it("is counted in the window's title over all sources, with no name", () => {
    const [a, b] = [next(), next()];
    sayOwed(a, 2);
    sayOwed(b, 1);
    expect(document.title).toBe("(3) Lockdesk");
    sayOwed(a, 0);
    sayOwed(b, 0);
    expect(document.title).toBe("Lockdesk");
  });

  it("sounds when one more comes, and not for what was there when the desk opened", () => {
    const a = next();
    sayOwed(a, 4);
    expect(started).toEqual([]);
    sayOwed(a, 5);
    expect(started).toHaveLength(2);
    sayOwed(a, 3);
    expect(started).toHaveLength(2);
  });

  it("is silent when switched off, and before anybody has touched the window", () => {
    const a = next();
    sayOwed(a, 0);
    useSound.setState({ on: false });
    sayOwed(a, 1);
    useSound.setState({ on: true });
    activation.hasBeenActive = false;
    sayOwed(a, 2);
    expect(started).toEqual([]);
  });
});
