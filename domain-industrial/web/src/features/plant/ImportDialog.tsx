import { Alert, FileUpload, FormGroup } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { importPlant } from "../../api/client.ts";
import type { PlantDocument } from "../../api/types.ts";
import { Failure, FormDialog } from "../shared/FormDialog.tsx";
import { documentOf } from "./documentOf.ts";

/** Takes a plant's model from a file: first what would change, then, if that is wanted, the change. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [document, setDocument] = useState<PlantDocument | "unreadable" | undefined>();
  const check = useMutation({ mutationFn: (wanted: PlantDocument) => importPlant(wanted, true) });
  const run = useMutation({
    mutationFn: (wanted: PlantDocument) => importPlant(wanted, false),
    onSuccess: onClose,
    onSettled: () => Promise.all(["plant", "overview", "tags", "asset-types"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const take = (text: string) => {
    const found = documentOf(text);
    setDocument(found);
    run.reset();
    if (found !== "unreadable") check.mutate(found);
  };
  const clear = () => {
    setName("");
    setDocument(undefined);
    check.reset();
  };
  return (
    <FormDialog
      id="import-plant"
      title={t("plant.import")}
      description={t("plant.importHelp")}
      confirm={t("plant.importNow")}
      isReady={check.isSuccess && document !== undefined && document !== "unreadable"}
      run={run}
      onSubmit={() => document !== undefined && document !== "unreadable" && run.mutate(document)}
      onClose={onClose}
    >
      <FormGroup label={t("plant.file")} isRequired fieldId="plant-file">
        <FileUpload
          id="plant-file"
          type="text"
          hideDefaultPreview
          filename={name}
          filenamePlaceholder={t("plant.filePlaceholder")}
          browseButtonText={t("plant.browse")}
          clearButtonText={t("plant.clear")}
          onFileInputChange={(_event, file) => setName(file.name)}
          onDataChange={(_event, text) => take(text)}
          onClearClick={clear}
        />
      </FormGroup>
      {document === "unreadable" && <Alert variant="danger" isInline isLiveRegion title={t("plant.unreadable")} />}
      {check.isError && <Failure error={check.error} />}
      {check.isSuccess && <Alert variant="info" isInline isLiveRegion title={t("plant.wouldChange", { created: check.data.created, changed: check.data.changed, unchanged: check.data.unchanged })} />}
    </FormDialog>
  );
}
