import { Bullseye, Button } from "@patternfly/react-core";
import { MutationCache, QueryCache, QueryClient, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { createApiClient, dataOf } from "../http/client.ts";
import { CONSOLE_BASE } from "../http/prefix.ts";
import { isForbidden, isUnauthenticated, ProblemError } from "../problem/problem.ts";
import { loginUrl, maySignIn } from "./signIn.ts";
import { ErrorState, ForbiddenState, LoadingState, NothingState } from "../states/States.tsx";

/** Who is signed in, from GET /v1/session. */
export interface Session {
  readonly user: string;
  readonly displayName: string;
  readonly roles: string[];
  readonly tenant: string;
  /** Name of the service that serves this console. */
  readonly service: string;
  readonly version: string;
}

interface SessionPaths {
  "/v1/session": {
    get: { responses: { 200: { content: { "application/json": Session } } } };
  };
}

/** Leads to the identity provider's page of one's own password, second factors and sessions. */
export const ACCOUNT_PATH = `${CONSOLE_BASE}/account`;
export const LOGOUT_PATH = `${CONSOLE_BASE}/logout`;

const ATTEMPT_KEY = "trivium.signInAt";

let leaving = false;

function signIn(force = false): boolean {
  if (leaving) return true;
  if (!force && !maySignIn(sessionStorage.getItem(ATTEMPT_KEY), Date.now())) return false;
  sessionStorage.setItem(ATTEMPT_KEY, String(Date.now()));
  leaving = true;
  window.location.assign(loginUrl(window.location.pathname + window.location.search));
  return true;
}

/** Leaves for the sign-in page when a call says that the session has ended. */
export function onUnauthenticated(error: unknown): void {
  if (isUnauthenticated(error)) signIn();
}

/** The one query cache of a console: retries what may pass by itself, never a refusal. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: onUnauthenticated }),
    mutationCache: new MutationCache({ onError: onUnauthenticated }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500),
      },
    },
  });
}

const SessionContext = createContext<Session | undefined>(undefined);
const sessionClient = createApiClient<SessionPaths>();

/**
 * Shows its children to a signed-in person who has one of `roles`, or to every signed-in person when there are none to
 * have; everybody else gets the sign-in page or a reason.
 */
export function SessionGate({ roles, children }: { roles?: readonly string[]; children: ReactNode }) {
  const { t } = useTranslation("kit");
  const [looped, setLooped] = useState(false);
  const query = useQuery({
    queryKey: ["session"],
    queryFn: async ({ signal }) => dataOf(await sessionClient.GET("/v1/session", { signal })),
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
  });
  const unauthenticated = isUnauthenticated(query.error);
  useEffect(() => {
    if (unauthenticated) setLooped(!signIn());
  }, [unauthenticated]);

  if (looped) {
    return (
      <Bullseye>
        <NothingState
          title={t("session.loopTitle")}
          actions={
            <Button variant="primary" onClick={() => signIn(true)}>
              {t("session.signInAgain")}
            </Button>
          }
        >
          {t("session.loopBody")}
        </NothingState>
      </Bullseye>
    );
  }
  if (unauthenticated) return <LoadingState label={t("session.signingIn")} />;
  if (query.data === undefined) {
    if (query.isPending) return <LoadingState />;
    if (isForbidden(query.error)) return <ForbiddenState />;
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (roles?.some((role) => query.data.roles.includes(role)) === false) return <ForbiddenState roles={roles} tenant={query.data.tenant} />;
  return <SessionContext.Provider value={query.data}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("no SessionGate above this component");
  return session;
}

export function useHasRole(role: string): boolean {
  return useSession().roles.includes(role);
}
