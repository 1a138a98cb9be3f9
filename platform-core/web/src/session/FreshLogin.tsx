import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { createApiClient, dataOf, onTooOldLogin } from "../http/client.ts";
import { NothingState } from "../states/States.tsx";
import type { Account, SessionPaths } from "./session.tsx";
import { freshLoginUrl, LOGIN_CHANNEL } from "./signIn.ts";

/** Continues the calls that wait, or fails them. */
type Answer = (repeat: boolean) => void;

const client = createApiClient<SessionPaths>();

/** Asks the person to log in again, in another tab, when a call needs it; the call is then repeated. */
export function FreshLogin() {
  const { t } = useTranslation("kit");
  const queries = useQueryClient();
  const [answer, setAnswer] = useState<Answer | undefined>();

  useEffect(() => {
    onTooOldLogin(
      () =>
        new Promise((resolve) => {
          setAnswer((waiting?: Answer) => (repeat: boolean) => {
            waiting?.(repeat);
            resolve(repeat);
          });
        }),
    );
  }, []);
  useEffect(() => {
    if (answer === undefined) return undefined;
    const channel = new BroadcastChannel(LOGIN_CHANNEL);
    channel.onmessage = () => {
      setAnswer(undefined);
      void isSamePerson(queries.getQueryData<Account>(["session"])).then(answer, () => answer(false));
    };
    return () => channel.close();
  }, [answer, queries]);

  if (answer === undefined) return null;
  const cancel = () => {
    setAnswer(undefined);
    answer(false);
  };
  return (
    <Modal isOpen variant="small" onClose={cancel} aria-labelledby="fresh-login-title" aria-describedby="fresh-login-body">
      <ModalHeader title={t("freshLogin.title")} labelId="fresh-login-title" />
      <ModalBody id="fresh-login-body">{t("freshLogin.body")}</ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={() => window.open(freshLoginUrl(), "_blank")}>
          {t("freshLogin.login")}
        </Button>
        <Button variant="link" onClick={cancel}>
          {t("freshLogin.cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** False when another person has logged in, for whom the page is loaded again: the call was not that person's. */
async function isSamePerson(before: Account | undefined): Promise<boolean> {
  const now = dataOf(await client.GET("/v1/session"));
  if (now.user === before?.user) return true;
  window.location.reload();
  return false;
}

/** The end of the login in the other tab. */
export function LoginConfirmed() {
  const { t } = useTranslation("kit");
  useEffect(() => {
    const channel = new BroadcastChannel(LOGIN_CHANNEL);
    channel.postMessage("fresh");
    channel.close();
    window.close();
  }, []);
  return <NothingState title={t("freshLogin.done")}>{t("freshLogin.close")}</NothingState>;
}
