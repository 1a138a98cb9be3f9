/** UCUM atoms whose sign differs from their code. */
const SIGNS: Readonly<Record<string, string>> = { "1": "", "{cycle}": "", Cel: "°C", deg: "°", Ohm: "Ω", L: "l", "[degF]": "°F", "[degR]": "°R", "[in_i]": "in", "[ft_i]": "ft", "[lb_av]": "lb" };
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function termSign(term: string): string {
  const [, atom = "", exponent = ""] = /^(\D*?)(-?\d*)$/.exec(term) ?? ["", term, ""];
  const known = SIGNS[atom] ?? SIGNS[term];
  const sign = known ?? atom.replace(/^u(?=[A-Za-z])/, "µ").replace(/^([kMGmµ]?)Ohm$/, "$1Ω").replace(/[[\]{}]/g, "");
  return known === "" ? "" : sign + exponent.replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPT[Number(digit)] ?? digit);
}

/** How a UCUM unit is written after a number; "" for none. */
export function unitSign(code: string): string {
  const [first = "", ...below] = code.split("/").map((part) => part.split(".").map(termSign).join("·"));
  if (first === "" && below.length === 1) return `${below[0]}⁻¹`;
  return [first, ...below].join("/");
}

const ATOM = String.raw`(?:[kMGmucdhn]?(?:m|g|s|A|V|W|K|Pa|bar|N|J|Hz|L|F|T|Ohm)|Cel|min|h|t|deg|%|\[[a-zA-Z_]+\])(?:-[123]|[23])?`;
const QUANTITY = new RegExp(String.raw`(\d) ((?:1?\/)?${ATOM}(?:[.\/]${ATOM})*|1)(?=[\s,.;)]|$)`, "g");

/** A text of the service, with the signs of units instead of their codes. */
export function withSigns(text: string): string {
  return text.replace(QUANTITY, (_whole, digit: string, code: string) => `${digit} ${unitSign(code)}`.trimEnd());
}

/** Decimals that a value of this size is worth: four significant figures, three at most after the point. */
export function digitsOf(value: number): number {
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
}
