/** Values of a CT slice that are shown between black and white, HU. */
export interface Window {
  readonly centre: number;
  readonly width: number;
}

export type PresetName = "lung" | "soft" | "bone" | "full";

/** Usual windows of the chest, in the order of their keys 1 to 4. */
export const PRESETS: Readonly<Record<PresetName, Window>> = {
  lung: { centre: -600, width: 1500 },
  soft: { centre: 40, width: 400 },
  bone: { centre: 400, width: 1800 },
  full: { centre: 0, width: 3000 },
};

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

const LEAST_WIDTH = 1;
const MOST_WIDTH = 8_000;
const FARTHEST = 4_000;

/** The window after a drag: right is wider, down is brighter centre lower, as viewers do; one pixel is two units. */
export function dragged(window: Window, dx: number, dy: number): Window {
  return {
    centre: Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(window.centre + dy * 2))),
    width: Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round(window.width + dx * 2))),
  };
}

export function presetOf(window: Window): PresetName | undefined {
  return PRESET_NAMES.find((name) => PRESETS[name].centre === window.centre && PRESETS[name].width === window.width);
}

/** Grey of every value from black to white (PS3.3 C.11.2.1.2, linear), as opaque pixels. */
export function paint(values: Int16Array, window: Window, into: Uint32Array): void {
  const low = window.centre - window.width / 2;
  const scale = 255 / window.width;
  for (let p = 0; p < values.length; p++) {
    const grey = Math.max(0, Math.min(255, ((values[p] as number) - low) * scale)) | 0;
    into[p] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
}

/** Greatest value of each pixel over some slices of one size. */
export function maximumOf(slices: readonly Int16Array[]): Int16Array {
  const [first, ...rest] = slices;
  if (first === undefined) return new Int16Array();
  const most = first.slice();
  for (const slice of rest) {
    for (let p = 0; p < most.length; p++) {
      const value = slice[p] as number;
      if (value > (most[p] as number)) most[p] = value;
    }
  }
  return most;
}
