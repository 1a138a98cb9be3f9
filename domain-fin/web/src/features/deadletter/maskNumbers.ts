/**
 * Hides what could be a card number in a refused record: it may be refused for holding one. The last four digits stay,
 * as on a receipt.
 */
export function maskNumbers(payload: string): string {
  return payload.replace(/\d(?:[ -]?\d){11,18}(?!\d)/g, (run) => {
    const digits = run.replace(/\D/g, "");
    return "•".repeat(digits.length - 4) + digits.slice(-4);
  });
}
