import { Alert, Button, Dropdown, DropdownItem, DropdownList, Form, FormGroup, MenuToggle, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from "@patternfly/react-core";
import TrashIcon from "@patternfly/react-icons/dist/esm/icons/trash-icon";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, useAnnounce, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { deleteSavedView, listSavedViews, saveView } from "../../api/client.ts";
import { savedQuery } from "./savedQuery.ts";

/** Filters and sort order under a name of the user's own; the service keeps them. */
export function SavedViews({ page }: { page: "queue" | "history" }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const { search, pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const key = ["saved-views", page];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => listSavedViews(page, signal), staleTime: 60_000 });
  const remove = useMutation({
    mutationFn: deleteSavedView,
    onSuccess: () => {
      announce(t("saved.deleted"));
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  const present = savedQuery(search);
  const views = query.data?.items ?? [];
  const current = views.find((view) => savedQuery(view.query) === present);
  return (
    <>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        isScrollable
        toggle={(ref) => (
          <MenuToggle ref={ref} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} aria-label={current === undefined ? t("saved.title") : t("saved.shown", { name: current.name })}>
            {current?.name ?? t("saved.title")}
          </MenuToggle>
        )}
      >
        <DropdownList>
          {views.map((view) => (
            <DropdownItem
              key={view.viewId}
              isSelected={view === current}
              onClick={() => {
                setOpen(false);
                void navigate({ pathname, search: view.query });
              }}
              actions={<Button variant="plain" size="sm" icon={<TrashIcon />} aria-label={t("saved.delete", { name: view.name })} onClick={() => remove.mutate(view.viewId)} />}
            >
              {view.name}
            </DropdownItem>
          ))}
          <DropdownItem
            key="save"
            onClick={() => {
              setOpen(false);
              setNaming(true);
            }}
          >
            {t("saved.save")}
          </DropdownItem>
        </DropdownList>
      </Dropdown>
      {isNaming && <NameDialog page={page} query={present} names={views.map((view) => view.name)} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameDialog({ page, query, names, onClose }: { page: "queue" | "history"; query: string; names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const save = useMutation({
    mutationFn: () => saveView(page, name.trim(), query),
    onSuccess: (saved) => {
      queries.setQueryData(["saved-views", page], saved);
      announce(t("saved.done"));
      onClose();
    },
  });
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="saved-dialog-title">
      <ModalHeader title={t("saved.save")} labelId="saved-dialog-title" />
      <ModalBody>
        {save.isError && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(save.error).problem).title}>
            <ProblemDetail problem={asProblemError(save.error).problem} />
          </Alert>
        )}
        <Form
          id="saved-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") save.mutate();
          }}
        >
          <FormGroup label={t("saved.name")} isRequired fieldId="saved-name">
            <TextInput id="saved-name" isRequired autoFocus maxLength={60} value={name} onChange={(_event, value) => setName(value)} />
          </FormGroup>
          <p className="fin-help">{names.includes(name.trim()) ? t("saved.replaces") : t("saved.help")}</p>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="saved-form" variant="primary" isLoading={save.isPending} isDisabled={name.trim() === "" || save.isPending}>
          {t("saved.confirm")}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
