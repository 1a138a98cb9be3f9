import type { Picture } from "./draw.ts";

/** A measured line in pixels of the picture; its second end is the one that keys move. */
export interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export function lengthMm(picture: Picture, line: Line): number {
  const pixel = picture.pixelMm ?? 0;
  return Math.hypot((line.x1 - line.x0) * pixel, (line.y1 - line.y0) * pixel * picture.aspect);
}

/** A line of that length through the middle of the picture, from which keys start. */
export function lineAcross(picture: Picture, mm: number): Line {
  const half = mm / (picture.pixelMm ?? 1) / 2;
  const x = picture.columns / 2;
  const y = picture.rows / 2;
  return { x0: x - half, y0: y, x1: x + half, y1: y };
}

/** The line after a key; nothing for keys that do not change it. */
export function moved(line: Line, key: string, step: number): Line | undefined {
  switch (key) {
    case "ArrowLeft":
      return { ...line, x1: line.x1 - step };
    case "ArrowRight":
      return { ...line, x1: line.x1 + step };
    case "ArrowUp":
      return { ...line, y1: line.y1 - step };
    case "ArrowDown":
      return { ...line, y1: line.y1 + step };
    case " ":
      return { x0: line.x1, y0: line.y1, x1: line.x0, y1: line.y0 };
    default:
      return undefined;
  }
}
