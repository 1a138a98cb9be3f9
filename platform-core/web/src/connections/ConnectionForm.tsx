import {
  Alert,
  Button,
  Checkbox,
  Form,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblemError } from "../problem/problem.ts";
import { useProblemText } from "../states/States.tsx";
import { type ConnectionField, type ConnectionKind, draftOf, type ManagedConnection, saveConnection, settingsOf, violationsOf } from "./connectionsApi.ts";
import { useConnectionText } from "./useConnectionText.ts";

const FORM = "connection-form";

interface Props {
  readonly kinds: readonly ConnectionKind[];
  /** The connection to change; undefined for a new one. */
  readonly before: ManagedConnection | undefined;
  readonly onClose: () => void;
  readonly onSaved: (saved: ManagedConnection) => void;
}

/** A connection's settings, as its kind describes them. */
export function ConnectionForm({ kinds, before, onClose, onSaved }: Props) {
  const { t } = useTranslation("kit");
  const text = useConnectionText();
  const problemText = useProblemText();
  const [kindName, setKindName] = useState(before?.kind ?? kinds[0]?.name ?? "");
  const kind = kinds.find((one) => one.name === kindName);
  const [name, setName] = useState(before?.name ?? "");
  const settings = before === undefined ? undefined : (before.pending?.settings ?? before.settings);
  const [draft, setDraft] = useState(() => (kind === undefined ? {} : draftOf(kind, settings)));
  const save = useMutation({
    mutationFn: async () => saveConnection(kindName, name, kind === undefined ? {} : settingsOf(kind, draft), before),
    onSuccess: onSaved,
  });
  const problem = save.isError ? asProblemError(save.error).problem : undefined;
  const violations = problem === undefined ? {} : violationsOf(problem.members);
  const choose = (next: string) => {
    const chosen = kinds.find((one) => one.name === next);
    setKindName(next);
    setDraft(chosen === undefined ? {} : draftOf(chosen, undefined));
    save.reset();
  };
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="connection-form-title">
      <ModalHeader labelId="connection-form-title" title={before === undefined ? t("connections.add") : t("connections.changeOf", { name: before.name })} />
      <ModalBody>
        <Form
          id={FORM}
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          {problem !== undefined && (
            <Alert isInline variant="danger" title={problemText(problem).title}>
              {Object.keys(violations).length === 0 && problemText(problem).detail}
            </Alert>
          )}
          {before === undefined && (
            <>
              <FormGroup label={t("connections.kind")} fieldId="connection-kind">
                <FormSelect id="connection-kind" value={kindName} onChange={(_event, value) => choose(value)}>
                  {kinds.map((one) => (
                    <FormSelectOption key={one.name} value={one.name} label={text.kind(one.name)} />
                  ))}
                </FormSelect>
              </FormGroup>
              <FormGroup label={t("connections.name")} isRequired fieldId="connection-name">
                <TextInput id="connection-name" value={name} maxLength={63} validated={violations["name"] === undefined ? "default" : "error"} onChange={(_event, value) => setName(value)} />
                <Help text={t("connections.nameHelp")} violation={violations["name"]} />
              </FormGroup>
            </>
          )}
          {kind?.fields.map((field) => (
            <FormGroup key={field.name} label={field.type === "flag" ? undefined : text.field(field.name)} isRequired={field.required && field.type !== "flag"} fieldId={`connection-${field.name}`}>
              <Input
                field={field}
                label={text.field(field.name)}
                value={draft[field.name] ?? ""}
                isKept={(before?.pending?.secrets ?? before?.secrets ?? []).includes(field.name)}
                isWrong={violations[field.name] !== undefined}
                onChange={(value) => setDraft((last) => ({ ...last, [field.name]: value }))}
              />
              <Help text={text.help(kindName, field)} violation={violations[field.name]} />
            </FormGroup>
          ))}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" type="submit" form={FORM} isLoading={save.isPending} isDisabled={save.isPending || kind === undefined}>
          {t("connections.save")}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("connections.cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Help({ text, violation }: { readonly text: string; readonly violation: string | undefined }) {
  return (
    <FormHelperText>
      <HelperText>
        {violation !== undefined && <HelperTextItem variant="error">{violation}</HelperTextItem>}
        <HelperTextItem>{text}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

interface InputProps {
  readonly field: ConnectionField;
  readonly label: string;
  readonly value: string | boolean;
  readonly isKept: boolean;
  readonly isWrong: boolean;
  readonly onChange: (value: string | boolean) => void;
}

function Input({ field, label, value, isKept, isWrong, onChange }: InputProps) {
  const { t } = useTranslation("kit");
  const id = `connection-${field.name}`;
  const validated = isWrong ? "error" : "default";
  if (field.type === "flag") return <Checkbox id={id} label={label} isChecked={value === true} onChange={(_event, checked) => onChange(checked)} />;
  const shown = String(value);
  if (field.type === "choice") {
    return (
      <FormSelect id={id} value={shown} validated={validated} onChange={(_event, chosen) => onChange(chosen)}>
        {["", ...field.options].map((option) => (
          <FormSelectOption key={option} value={option} label={option === "" ? "—" : option} />
        ))}
      </FormSelect>
    );
  }
  if (field.type === "list") {
    return <TextArea id={id} value={shown} rows={2} resizeOrientation="vertical" validated={validated} placeholder={field.options.length > 0 ? field.options.join(", ") : t("connections.onePerLine")} onChange={(_event, text) => onChange(text)} />;
  }
  return (
    <TextInput
      id={id}
      type={field.type === "secret" ? "password" : "text"}
      inputMode={field.type === "number" ? "numeric" : undefined}
      autoComplete={field.type === "secret" ? "new-password" : "off"}
      value={shown}
      maxLength={field.type === "number" ? 12 : field.max}
      validated={validated}
      placeholder={field.type === "secret" && isKept ? t("connections.secretKept") : undefined}
      onChange={(_event, text) => onChange(text)}
    />
  );
}
