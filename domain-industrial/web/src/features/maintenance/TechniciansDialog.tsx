import { Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listTechnicians, putTechnician, removeTechnician } from "../../api/maintenance.ts";
import { Failure } from "../shared/FormDialog.tsx";

type Change = { readonly userName: string; readonly fullName?: string };

/** Who may be given work: people are listed by their user name, and whoever has done work is offered anyway. */
export function TechniciansDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["technicians"], queryFn: ({ signal }) => listTechnicians(signal) });
  const [userName, setUserName] = useState("");
  const [fullName, setFullName] = useState("");
  const run = useMutation({
    mutationFn: (change: Change) => (change.fullName === undefined ? removeTechnician(change.userName) : putTechnician(change.userName, change.fullName)),
    onSuccess: (list, change) => {
      queries.setQueryData(["technicians"], list);
      if (change.fullName !== undefined) {
        setUserName("");
        setFullName("");
      }
    },
  });
  const draft = { userName: userName.trim(), fullName: fullName.trim() };
  const isReady = draft.userName !== "" && draft.fullName !== "";
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="technicians-title">
      <ModalHeader title={t("technician.title")} labelId="technicians-title" description={t("technician.help")} />
      <ModalBody>
        {run.isError && <Failure error={run.error} />}
        <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<p className="ind-subtle">{t("technician.none")}</p>}>
          {(found) => (
            <ul className="ind-plain" aria-label={t("technician.title")}>
              {found.items.map((one) => (
                <li key={one.userName} className="ind-standing">
                  <span className="ind-strong">{one.fullName ?? one.userName}</span>
                  <span className="ind-subtle">
                    {one.userName} · {one.listed ? t("technician.open", { count: one.openOrders }) : t("technician.known")}
                  </span>
                  {one.listed && (
                    <Button variant="link" size="sm" onClick={() => run.mutate({ userName: one.userName })} aria-label={t("technician.removeThis", { name: one.fullName ?? one.userName })}>
                      {t("technician.remove")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </QueryState>
        <Form
          id="technician"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !run.isPending) run.mutate(draft);
          }}
        >
          <FormGroup label={t("technician.user")} isRequired fieldId="technician-user">
            <TextInput id="technician-user" isRequired maxLength={100} value={userName} onChange={(_event, value) => setUserName(value)} />
          </FormGroup>
          <FormGroup label={t("technician.name")} isRequired fieldId="technician-name">
            <TextInput id="technician-name" isRequired maxLength={100} value={fullName} onChange={(_event, value) => setFullName(value)} />
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="technician" variant="primary" isLoading={run.isPending} isDisabled={!isReady || run.isPending}>
          {t("technician.add")}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("technician.close")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
