import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Codec, formatUrl, parseUrl, type UrlValues } from "./urlState.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see urlState.ts
type AnySchema = Readonly<Record<string, Codec<any>>>;

/** Page state that lives in the address, so that every view is a link. `push` makes the change a step of Back. */
export function useUrlState<S extends AnySchema>(
  schema: S,
): [UrlValues<S>, (change: Partial<UrlValues<S>>, options?: { push?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const values = useMemo(() => parseUrl(schema, params), [schema, params]);
  const change = useCallback(
    (next: Partial<UrlValues<S>>, options?: { push?: boolean }) =>
      setParams((before) => formatUrl(schema, before, next), { replace: options?.push !== true }),
    [schema, setParams],
  );
  return [values, change];
}
