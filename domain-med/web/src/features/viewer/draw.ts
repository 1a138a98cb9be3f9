import type { Finding } from "../../api/types.ts";
import { paint, type Window } from "./window.ts";

/** How a picture lies in its frame: 1 fits it in; offsets in pixels of the frame. */
export interface Placement {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const FITTED: Placement = { zoom: 1, x: 0, y: 0 };

export interface Picture {
  readonly values: Int16Array;
  readonly rows: number;
  readonly columns: number;
  /** Height of a pixel over its width. */
  readonly aspect: number;
  /** Width of a pixel in mm; undefined where it is unknown. */
  readonly pixelMm: number | undefined;
}

export interface Outline {
  readonly finding: Finding;
  readonly paths: readonly (readonly number[])[];
  readonly isSelected: boolean;
}

const COLORS = { open: "#ffb000", accepted: "#4de0a0", edited: "#6cc5ff", rejected: "#b8bbbe" } as const;

/** Pixels of the frame for one of the picture. */
export function scaleOf(picture: Picture, width: number, height: number, zoom: number): number {
  return Math.min(width / picture.columns, height / (picture.rows * picture.aspect)) * zoom;
}

/** Draws picture, outlines and a ruler into a canvas whose size is in device pixels. */
export function draw(
  canvas: HTMLCanvasElement,
  buffer: HTMLCanvasElement,
  picture: Picture,
  window: Window,
  placement: Placement,
  outlines: readonly Outline[],
  density: number,
): void {
  const context = canvas.getContext("2d");
  const source = buffer.getContext("2d");
  if (context === null || source === null) return;
  if (buffer.width !== picture.columns || buffer.height !== picture.rows) {
    buffer.width = picture.columns;
    buffer.height = picture.rows;
  }
  const image = source.createImageData(picture.columns, picture.rows);
  paint(picture.values, window, new Uint32Array(image.data.buffer));
  source.putImageData(image, 0, 0);

  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const scale = scaleOf(picture, canvas.width, canvas.height, placement.zoom);
  const left = (canvas.width - picture.columns * scale) / 2 + placement.x * density;
  const top = (canvas.height - picture.rows * picture.aspect * scale) / 2 + placement.y * density;
  context.setTransform(scale, 0, 0, scale * picture.aspect, left, top);
  context.imageSmoothingEnabled = scale < 6 * density;
  context.imageSmoothingQuality = "high";
  context.drawImage(buffer, 0, 0);
  for (const outline of outlines) outlined(context, outline, density / scale);
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (picture.pixelMm !== undefined) ruler(context, canvas, scale / picture.pixelMm, density);
}

function outlined(context: CanvasRenderingContext2D, { finding, paths, isSelected }: Outline, unit: number): void {
  const verdict = finding.decisions[0]?.verdict ?? "open";
  context.strokeStyle = COLORS[verdict];
  context.lineWidth = (isSelected ? 2.5 : 1.25) * unit;
  context.setLineDash(verdict === "rejected" ? [4 * unit, 4 * unit] : []);
  let right = -Infinity;
  let top = Infinity;
  context.beginPath();
  for (const path of paths) {
    for (let i = 0; i + 1 < path.length; i += 2) {
      const x = path[i] as number;
      const y = path[i + 1] as number;
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      right = Math.max(right, x);
      top = Math.min(top, y);
    }
    context.closePath();
  }
  context.stroke();
  context.setLineDash([]);
  if (right === -Infinity) return;
  context.font = `600 ${13 * unit}px "Red Hat Text", sans-serif`;
  context.lineWidth = 3 * unit;
  context.strokeStyle = "#000";
  context.fillStyle = COLORS[verdict];
  context.strokeText(String(finding.number), right + 4 * unit, top);
  context.fillText(String(finding.number), right + 4 * unit, top);
}

const LENGTHS_MM = [100, 50, 20, 10, 5, 2, 1] as const;

/** A line of a round length at the lower edge. */
function ruler(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement, pixelsPerMm: number, density: number): void {
  const length = LENGTHS_MM.find((mm) => mm * pixelsPerMm <= canvas.width / 4) ?? 1;
  const width = length * pixelsPerMm;
  const x = (canvas.width - width) / 2;
  const y = canvas.height - 14 * density;
  context.lineWidth = 2 * density;
  for (const [color, wide] of [
    ["#000", 4],
    ["#fff", 1.5],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = wide * density;
    context.beginPath();
    context.moveTo(x, y - 4 * density);
    context.lineTo(x, y);
    context.lineTo(x + width, y);
    context.lineTo(x + width, y - 4 * density);
    context.stroke();
  }
  context.font = `${12 * density}px "Red Hat Text", sans-serif`;
  context.textAlign = "center";
  context.lineWidth = 3 * density;
  context.strokeStyle = "#000";
  context.fillStyle = "#fff";
  context.strokeText(`${length} mm`, canvas.width / 2, y - 6 * density);
  context.fillText(`${length} mm`, canvas.width / 2, y - 6 * density);
  context.textAlign = "start";
}
