import type { Finding } from "../../api/types.ts";
import type { Line } from "./measure.ts";
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

/** The place in the picture below a place in the frame, both in pixels from the upper left corner. */
export function pointOf(picture: Picture, size: { readonly width: number; readonly height: number }, placement: Placement, x: number, y: number): { x: number; y: number } {
  const scale = scaleOf(picture, size.width, size.height, placement.zoom);
  return {
    x: (x - (size.width - picture.columns * scale) / 2 - placement.x) / scale,
    y: (y - (size.height - picture.rows * picture.aspect * scale) / 2 - placement.y) / (scale * picture.aspect),
  };
}

/** Draws picture, outlines, a measured line and a ruler into a canvas whose size is in device pixels. */
export function draw(
  canvas: HTMLCanvasElement,
  buffer: HTMLCanvasElement,
  picture: Picture,
  window: Window,
  placement: Placement,
  outlines: readonly Outline[],
  density: number,
  line?: Line,
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
  context.setTransform(1, 0, 0, 1, 0, 0);
  const toFrame = (x: number, y: number) => [left + x * scale, top + y * scale * picture.aspect] as const;
  for (const outline of outlines) outlined(context, outline, toFrame, density);
  if (line !== undefined) measured(context, toFrame(line.x0, line.y0), toFrame(line.x1, line.y1), density);
  if (picture.pixelMm !== undefined) ruler(context, canvas, scale / picture.pixelMm, density);
}

type ToFrame = (x: number, y: number) => readonly [number, number];

/** On a dark edge, so that it is seen on white tissue as well as on black. */
function onDark(context: CanvasRenderingContext2D, width: number, color: string, density: number): void {
  context.strokeStyle = "rgba(0, 0, 0, 0.75)";
  context.lineWidth = (width + 2) * density;
  context.stroke();
  context.strokeStyle = color;
  context.lineWidth = width * density;
  context.stroke();
}

function outlined(context: CanvasRenderingContext2D, { finding, paths, isSelected }: Outline, toFrame: ToFrame, density: number): void {
  const verdict = finding.decisions[0]?.verdict ?? "open";
  const isDashed = verdict === "rejected" || finding.kind === "unreliable";
  context.setLineDash(isDashed ? [4 * density, 4 * density] : []);
  let right = -Infinity;
  let top = Infinity;
  context.beginPath();
  for (const path of paths) {
    for (let i = 0; i + 1 < path.length; i += 2) {
      const [x, y] = toFrame(path[i] as number, path[i + 1] as number);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      right = Math.max(right, x);
      top = Math.min(top, y);
    }
    context.closePath();
  }
  onDark(context, isSelected ? 2.5 : 1.25, COLORS[verdict], density);
  context.setLineDash([]);
  if (right === -Infinity) return;
  const text = finding.kind === "unreliable" ? `${finding.number}?` : String(finding.number);
  context.font = `600 ${13 * density}px "Red Hat Text", sans-serif`;
  context.lineWidth = 4 * density;
  context.strokeStyle = "#000";
  context.fillStyle = COLORS[verdict];
  context.strokeText(text, right + 4 * density, top);
  context.fillText(text, right + 4 * density, top);
}

const MEASURED = "#ffe600";

function measured(context: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number], density: number): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  onDark(context, 1.5, MEASURED, density);
  for (const [x, y] of [from, to]) {
    context.beginPath();
    context.arc(x, y, 3.5 * density, 0, 2 * Math.PI);
    onDark(context, 1.5, MEASURED, density);
  }
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
