/** One short, quiet tone. It is made here: no file is fetched, and it says nothing of what has come. */
import { useSound } from "../stores/sound.ts";

/** Two rising notes, Hz, of so many seconds each. */
const NOTES = [660, 880] as const;
const NOTE_S = 0.12;
const VOLUME = 0.08;

let context: AudioContext | null = null;

/** Sounds once, unless whoever sits here has switched it off or has not touched the window yet (the engine would refuse). */
export function chime(): void {
  if (!useSound.getState().on || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const { currentTime: now, destination } = context;
  NOTES.forEach((hz, i) => {
    const tone = new OscillatorNode(context!, { frequency: hz });
    const gain = new GainNode(context!, { gain: 0 });
    const from = now + i * NOTE_S;
    // Swells and fades: a tone that is cut off clicks.
    gain.gain.setValueAtTime(0, from).linearRampToValueAtTime(VOLUME, from + NOTE_S / 4).linearRampToValueAtTime(0, from + NOTE_S);
    tone.connect(gain).connect(destination);
    tone.start(from);
    tone.stop(from + NOTE_S);
  });
}
