import { asProblemError, type ProblemError } from "@trivium/webkit";
import { useEffect, useState } from "react";
import { renewCaseLock } from "../../api/client.ts";

const RENEW_EVERY_MS = 60_000;

/** Keeps the lock on a case while its page is open, and says why when it no longer can. */
export function useCaseLock(caseNumber: number, isHeld: boolean): ProblemError | undefined {
  const [lost, setLost] = useState<ProblemError | undefined>();
  useEffect(() => {
    setLost(undefined);
    if (!isHeld) return;
    const timer = setInterval(() => {
      renewCaseLock(caseNumber).then(
        () => setLost(undefined),
        (error: unknown) => setLost(asProblemError(error)),
      );
    }, RENEW_EVERY_MS);
    return () => clearInterval(timer);
  }, [caseNumber, isHeld]);
  return lost;
}
