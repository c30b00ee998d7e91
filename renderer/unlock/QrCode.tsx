/** A QR code drawn here, as one path: nothing is fetched, nothing leaves. */
import encodeQR from "qr";
import { useMemo } from "react";

/** Light modules around it, as the symbol demands. */
const QUIET = 4;

/** The dark modules of a text's code as an SVG path, and the side of the whole in modules. */
export function qrPath(text: string): { side: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { side: rows.length, path };
}

export function QrCode({ text, label }: { text: string; label: string }) {
  const { side, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg className="unlock-qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
