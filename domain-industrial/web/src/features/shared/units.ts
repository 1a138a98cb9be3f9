/** UCUM codes whose sign differs from their code. */
const SIGNS: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[degF]": "°F",
  "1": "",
  "{cycle}": "",
  "m3/h": "m³/h",
  "m3/s": "m³/s",
  "m/s2": "m/s²",
  "1/min": "min⁻¹",
  "1/s": "s⁻¹",
  "[psi]": "psi",
  deg: "°",
  um: "µm",
  "L/min": "l/min",
};

/** How a UCUM unit is written after a number; "" for none. */
export function unitSign(code: string): string {
  return SIGNS[code] ?? code;
}

/** Decimals that a value of this size is worth: four significant figures, three at most after the point. */
export function digitsOf(value: number): number {
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
}
