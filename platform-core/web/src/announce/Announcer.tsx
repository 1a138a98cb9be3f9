import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";

type Announce = (message: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** Shortest time between two announcements, ms: a busy stream must not talk over its reader. */
const QUIET_MS = 5_000;

/** A polite live region: of messages that come close together only the last is spoken. */
export function Announcer({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState("");
  const pending = useRef<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const announce = useCallback<Announce>((message) => {
    const flush = () => {
      timer.current = undefined;
      if (pending.current === undefined) return;
      setSpoken(pending.current);
      pending.current = undefined;
      timer.current = setTimeout(flush, QUIET_MS);
    };
    pending.current = message;
    if (timer.current === undefined) flush();
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div role="status" aria-live="polite" className="pf-v6-screen-reader" data-testid="announcer">
        {spoken}
      </div>
    </AnnounceContext.Provider>
  );
}

export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
