/** A number in [0, 1) that depends on its arguments alone: the simulated plant looks the same on every start. */
export function noise(key: string, step: number): number {
  let state = 0x811c9dc5 ^ (step | 0);
  for (let i = 0; i < key.length; i++) state = Math.imul(state ^ key.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** An id that looks like one of the service's. */
export function idOf(kind: number, sequence: number): string {
  return `0199f3c0-${String(kind).padStart(4, "0")}-7000-8000-${String(sequence).padStart(12, "0")}`;
}
