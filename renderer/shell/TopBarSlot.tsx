/** Lets a desk put its own figures into the middle of the top bar. */
import { useEffect, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";

export function TopBarSlot({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById("top-bar-slot")), []);
  return place ? createPortal(children, place) : null;
}
