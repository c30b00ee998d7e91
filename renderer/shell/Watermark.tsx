/** User, staff number, machine and minute over everything, so that a photograph of the screen has an owner. */
import { useEffect, useRef } from "react";
import { useNow } from "../lib/clock.ts";
import { fullMoment } from "../lib/format.ts";
import { TILE_SIZE, watermarkTile } from "./watermark.ts";

export function Watermark({ name, no, device }: { name: string; no: string; device: string }) {
  const layer = useRef<HTMLDivElement>(null);
  const time = fullMoment(useNow(10_000));
  useEffect(() => {
    const style = layer.current?.style;
    if (!style) return;
    style.backgroundImage = `url(${watermarkTile([`${name} ${no}`, `${device} ${time}`])})`;
    style.backgroundSize = TILE_SIZE;
  }, [name, no, device, time]);
  return <div ref={layer} className="watermark" aria-hidden="true" />;
}
