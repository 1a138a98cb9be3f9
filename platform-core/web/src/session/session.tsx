import { Bullseye, Button } from "@patternfly/react-core";
import { MutationCache, QueryCache, QueryClient, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { actFor, createApiClient, dataOf } from "../http/client.ts";
import { CONSOLE_BASE } from "../http/prefix.ts";
import { isForbidden, isUnauthenticated, ProblemError } from "../problem/problem.ts";
import { loginUrl, maySignIn, organisationCookie } from "./signIn.ts";
import { AccessDenied } from "./AccessDenied.tsx";
import { ErrorState, ForbiddenState, LoadingState, NothingState } from "../states/States.tsx";

/** Who is signed in, from GET /v1/session. */
export interface Session {
  readonly user: string;
  readonly displayName: string;
  readonly roles: string[];
  /** The organisation that this page acts for. */
  readonly tenant: string;
  /** Those that the person may choose from in this console. */
  readonly organisations: string[];
  /** Address of the platform's console, which links the others. */
  readonly frontPage?: string | null;
  /** Name of the service that serves this console. */
  readonly service: string;
  readonly version: string;
}

/** As the service answers: an account may belong to no organisation that is served here. */
export type Account = Omit<Session, "tenant"> & { readonly tenant?: string | null };

export interface SessionPaths {
  "/v1/session": {
    get: { responses: { 200: { content: { "application/json": Account } } } };
  };
}

/** Leads to the identity provider's page of one's own password, second factors and sessions. */
export const ACCOUNT_PATH = `${CONSOLE_BASE}/account`;

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
    queryFn: async ({ signal }) => {
      const account = dataOf(await sessionClient.GET("/v1/session", { signal }));
      actFor(account.organisations.length > 1 ? (account.tenant ?? undefined) : undefined);
      return account;
    },
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
  const { tenant } = query.data;
  if (typeof tenant !== "string" || roles?.some((role) => query.data.roles.includes(role)) === false) {
    return <AccessDenied account={query.data} roles={roles ?? []} />;
  }
  return <SessionContext.Provider value={{ ...query.data, tenant }}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("no SessionGate above this component");
  return session;
}

/** Opens the console for another of the person's organisations. */
export function switchOrganisation(organisation: string): void {
  document.cookie = organisationCookie(organisation, window.location.protocol === "https:");
  window.location.assign(`${CONSOLE_BASE}/`);
}

export function useHasRole(role: string): boolean {
  return useSession().roles.includes(role);
}
