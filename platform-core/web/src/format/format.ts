/** Numbers, times and money for one language and time zone. Immutable. */
export interface Format {
  readonly locale: string;
  readonly timeZone: string;
  /** Such as "Asia/Shanghai (GMT+8)". */
  readonly timeZoneLabel: string;
  /** Time of day to the millisecond. */
  time(instant: string | number | Date): string;
  /** Date and time to the second, without the zone. */
  dateTime(instant: string | number | Date): string;
  /** Date and time to the millisecond with the zone. */
  exactTime(instant: string | number | Date): string;
  /** At most `digits` decimals, at least `leastDigits`. */
  number(value: number, digits?: number, leastDigits?: number): string;
  /** A share in [0, 1] as per cent. */
  percent(share: number, digits?: number): string;
  /** An amount with its ISO 4217 code and that currency's decimals, or more when the amount has more. */
  money(amount: number, currency: string): string;
  /** A duration given in ms; from ten seconds on in s. */
  milliseconds(value: number): string;
  /** A size in B, KiB, MiB or GiB, three figures at least. */
  bytes(value: number): string;
}

const NOTHING = "—";

export function createFormat(locale: string, timeZone: string): Format {
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  const dateTime = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: "numeric",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const exactTime = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: "numeric",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  });
  const at = (format: Intl.DateTimeFormat, instant: string | number | Date) => {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? NOTHING : format.format(date);
  };
  const number = (value: number, digits = 2, leastDigits = 0) =>
    Number.isFinite(value) ? new Intl.NumberFormat(locale, { minimumFractionDigits: leastDigits, maximumFractionDigits: digits }).format(value) : NOTHING;
  return {
    locale,
    timeZone,
    timeZoneLabel: zoneLabel(locale, timeZone),
    time: (instant) => at(time, instant),
    dateTime: (instant) => at(dateTime, instant),
    exactTime: (instant) => at(exactTime, instant),
    number,
    percent: (share, digits = 1) =>
      Number.isFinite(share)
        ? new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share)
        : NOTHING,
    money: (amount, currency) => money(locale, amount, currency),
    milliseconds: (value) => (!Number.isFinite(value) ? NOTHING : value >= 10_000 ? `${number(value / 1_000, 1)} s` : `${number(value, value < 10 ? 1 : 0)} ms`),
    bytes: (value) => (Number.isFinite(value) ? bytes(value, number) : NOTHING),
  };
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

function bytes(value: number, number: Format["number"]): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${number(scaled, unit === 0 || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)} ${BYTE_UNITS[unit]}`;
}

function money(locale: string, amount: number, currency: string): string {
  if (!Number.isFinite(amount)) return NOTHING;
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "code" });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: Math.max(4, digits) });
    return `${parts.format(amount)} ${currency}`;
  } catch {
    return `${amount} ${currency}`;
  }
}

function zoneLabel(locale: string, timeZone: string): string {
  const offset = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(new Date())
    .find((part) => part.type === "timeZoneName")?.value;
  return offset === undefined || offset === timeZone || timeZone === "UTC" ? timeZone : `${timeZone} (${offset})`;
}

/** The zone the browser runs in. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Keeps both ends of a long token: enough to compare two rows, too little to copy by eye. */
export function shortToken(token: string, head = 4, tail = 4): string {
  return token.length <= head + tail + 1 ? token : `${token.slice(0, head)}…${token.slice(-tail)}`;
}
