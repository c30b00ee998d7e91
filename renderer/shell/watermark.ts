/** Draws the watermark tile on a canvas; the page sets it as background through CSSOM (no style text). */
import { FONT } from "../theme/tokens.ts";

const TILE = { width: 420, height: 220, angle: -0.32 } as const;

/** A data URL of one tile with `lines`, faint enough to read through; "" where canvas is not to be had. */
export function watermarkTile(lines: readonly string[]): string {
  const scale = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = TILE.width * scale;
  canvas.height = TILE.height * scale;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.scale(scale, scale);
  pen.translate(TILE.width / 2, TILE.height / 2);
  pen.rotate(TILE.angle);
  pen.font = `14px ${FONT}`;
  pen.fillStyle = "rgba(23, 33, 43, 0.075)";
  pen.textAlign = "center";
  lines.forEach((line, i) => pen.fillText(line, 0, i * 22 - ((lines.length - 1) * 22) / 2));
  return canvas.toDataURL("image/png");
}

export const TILE_SIZE = `${TILE.width}px ${TILE.height}px`;
