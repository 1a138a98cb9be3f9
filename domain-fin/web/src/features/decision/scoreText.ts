/** Four decimals, and never "0.0000" or "1.0000" for a score that is neither. */
export function scoreText(score: number, locale: string): string {
  const digits = { minimumFractionDigits: 4, maximumFractionDigits: 4 };
  const text = new Intl.NumberFormat(locale, digits);
  if (score > 0 && score < 0.00005) return `<${text.format(0.0001)}`;
  if (score < 1 && score >= 0.99995) return `>${text.format(0.9999)}`;
  return text.format(score);
}

/** Two decimals, more only where the threshold has them. */
export function thresholdText(threshold: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(threshold);
}
