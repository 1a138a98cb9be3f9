interface Props {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  /** Interval around the value. */
  readonly lower?: number;
  readonly upper?: number;
  readonly limit?: number | undefined;
}

/** Position of a value in its range, with its interval and its limit. The figures are written next to it. */
export function RangeBar({ low, high, value, lower, upper, limit }: Props) {
  const place = (one: number) => Math.max(0, Math.min(100, ((one - low) / Math.max(high - low, Number.EPSILON)) * 100));
  return (
    <svg className="ind-range" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect className="ind-track" y="4" width="100" height="4" />
      {lower !== undefined && upper !== undefined && <rect className="ind-range-interval" x={place(lower)} y="2" width={Math.max(1, place(upper) - place(lower))} height="8" />}
      {limit !== undefined && <rect className="ind-range-limit" x={place(limit) - 0.4} y="0" width="0.8" height="12" />}
      <rect className="ind-range-value" x={place(value) - 0.75} y="1" width="1.5" height="10" />
    </svg>
  );
}
