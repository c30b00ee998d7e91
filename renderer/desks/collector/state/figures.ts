/** The collector's own figures of today. */
import { create } from "zustand";
import type { ChannelOutput } from "../../../../shared/ipc/contract.ts";
import { ask } from "../../../lib/api.ts";

export const useFigures = create<{ figures: ChannelOutput<"figures.today"> | null }>(() => ({ figures: null }));

export async function loadFigures(): Promise<void> {
  const answer = await ask("figures.today", {});
  if (answer.ok) useFigures.setState({ figures: answer.value });
}
