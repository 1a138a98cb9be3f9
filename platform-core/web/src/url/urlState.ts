/** Reads and writes one value of the page's address. `undefined` = absent = the default. */
export interface Codec<T> {
  readonly parse: (raw: string | null) => T;
  readonly format: (value: T) => string | undefined;
}

export function text(maxLength = 200): Codec<string> {
  return {
    parse: (raw) => (raw ?? "").slice(0, maxLength),
    format: (value) => (value === "" ? undefined : value),
  };
}

/** A number in [min, max]; anything else is the fallback. */
export function number(min: number, max: number, fallback: number): Codec<number> {
  return {
    parse: (raw) => {
      const value = raw === null || raw.trim() === "" ? NaN : Number(raw);
      return value >= min && value <= max ? value : fallback;
    },
    format: (value) => (value === fallback ? undefined : String(value)),
  };
}

export function oneOf<T extends string>(values: readonly T[], fallback: T): Codec<T> {
  return {
    parse: (raw) => values.find((value) => value === raw) ?? fallback,
    format: (value) => (value === fallback ? undefined : value),
  };
}

/** A set out of `values`, comma-separated, in the order of `values`. Empty = no restriction. */
export function someOf<T extends string>(values: readonly T[]): Codec<readonly T[]> {
  return {
    parse: (raw) => {
      const wanted = new Set((raw ?? "").split(","));
      return values.filter((value) => wanted.has(value));
    },
    format: (value) => (value.length === 0 ? undefined : values.filter((candidate) => value.includes(candidate)).join(",")),
  };
}

/** An RFC 3339 instant, "" when there is none or it is no time. */
export function instant(): Codec<string> {
  return {
    parse: (raw) => {
      const at = Date.parse(raw ?? "");
      return Number.isNaN(at) ? "" : new Date(at).toISOString();
    },
    format: (value) => (value === "" ? undefined : value),
  };
}


// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a codec is invariant in its value, so no other type fits all of them
type AnySchema = Readonly<Record<string, Codec<any>>>;
export type UrlValues<S extends AnySchema> = { readonly [K in keyof S]: S[K] extends Codec<infer T> ? T : never };

export function parseUrl<S extends AnySchema>(schema: S, params: URLSearchParams): UrlValues<S> {
  return Object.fromEntries(Object.entries(schema).map(([name, codec]) => [name, codec.parse(params.get(name)) as unknown])) as UrlValues<S>;
}

/** The parameters after a change; those the schema does not know stay as they are. */
export function formatUrl<S extends AnySchema>(schema: S, params: URLSearchParams, change: Partial<UrlValues<S>>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    const formatted = schema[name]?.format(value);
    if (formatted === undefined) next.delete(name);
    else next.set(name, formatted);
  }
  return next;
}
