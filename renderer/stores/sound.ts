/** Whether this desk makes itself heard, for this stay: a window keeps nothing. */
import { create } from "zustand";

export const useSound = create<{ on: boolean; setOn: (on: boolean) => void }>((set) => ({ on: true, setOn: (on) => set({ on }) }));
