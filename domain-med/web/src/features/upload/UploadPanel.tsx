import { Alert, Button, Progress, ProgressMeasureLocation, Title } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import InfoCircleIcon from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import UploadIcon from "@patternfly/react-icons/dist/esm/icons/upload-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useAnnounce, useFormat } from "@trivium/webkit";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { filesOfInput } from "./chosenFiles.ts";
import type { UploadResult } from "./dicomFile.ts";
import { uploads } from "./sendFile.ts";
import { SHOWN, type UploadItem, type UploadState } from "./uploadQueue.ts";

const STORED: readonly UploadResult[] = ["stored", "changed", "warning"];

export function useUploads(): UploadState {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}

/** Files and folders to send, how far they are, and what became of each. */
export function UploadPanel({ largest, onClose }: { largest: number | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const state = useUploads();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const isBusy = state.done < state.total;
  const text = summaryOf(state, t);
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !isBusy) announce(text);
    wasBusy.current = isBusy;
  }, [isBusy, text, announce]);
  useEffect(() => {
    if (!isBusy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isBusy]);
  const take = (input: HTMLInputElement) => {
    uploads.add(filesOfInput(input.files), largest);
    input.value = "";
  };
  return (
    <section aria-labelledby="upload-title" className="med-upload">
      <div className="med-page-head">
        <Title id="upload-title" headingLevel="h2" size="md">
          {t("upload.title")}
        </Title>
        <Button variant="link" isInline onClick={onClose}>
          {t("upload.close")}
        </Button>
      </div>
      <p>{t("upload.help")}</p>
      <div className="med-upload-acts">
        <Button variant="secondary" icon={<UploadIcon />} onClick={() => files.current?.click()}>
          {t("upload.files")}
        </Button>
        <Button variant="secondary" onClick={() => folder.current?.click()}>
          {t("upload.folder")}
        </Button>
        {isBusy && (
          <Button variant="link" isDanger onClick={() => uploads.stop()}>
            {t("upload.stop")}
          </Button>
        )}
        <input ref={files} id="upload-files" type="file" multiple hidden onChange={(event) => take(event.currentTarget)} />
        <input ref={folder} id="upload-folder" type="file" multiple hidden {...{ webkitdirectory: "" }} onChange={(event) => take(event.currentTarget)} />
      </div>
      {state.total > 0 && (
        <>
          <Progress
            id="upload-progress"
            className="med-upload-progress"
            value={state.bytes === 0 ? 100 : Math.floor((100 * state.sentBytes) / state.bytes)}
            title={text}
            measureLocation={ProgressMeasureLocation.outside}
          />
          {!isBusy && someStored(state) && <Alert isInline isPlain variant="info" title={t("upload.appears")} />}
          <div className="med-table-scroll med-upload-list" role="region" aria-label={t("upload.list")} tabIndex={0}>
            <Table variant="compact" aria-label={t("upload.list")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("upload.file")}</Th>
                  <Th>{t("upload.result")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {state.shown.map((item) => (
                  <Tr key={item.id}>
                    <Td className="med-mono">{item.name}</Td>
                    <Td>
                      <Outcome item={item} largest={largest} />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
          {state.total > SHOWN && <p className="med-sub">{t("upload.cut", { count: SHOWN })}</p>}
        </>
      )}
    </section>
  );
}

function Outcome({ item, largest }: { item: UploadItem; largest: number | undefined }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  if (item.result === undefined) {
    return <span className="tv-number">{t("upload.sending", { share: format.percent(item.size === 0 ? 1 : item.sent / item.size, 0) })}</span>;
  }
  const limit = largest === undefined ? "" : `${format.number(largest / 2 ** 30, 1)} GiB`;
  // The service's sentences are in English; in another language the code has a sentence of its own.
  const detail = i18n.language.startsWith("en") ? item.detail : undefined;
  return (
    <span className="med-upload-result" data-result={item.result}>
      {item.result === "stored" ? (
        <CheckCircleIcon className="med-good" />
      ) : item.result === "duplicate" || item.result === "changed" || item.result === "directory" ? (
        <InfoCircleIcon />
      ) : (
        <ExclamationTriangleIcon className="med-warn" />
      )}
      <span>
        {t(`upload.result_${item.result}`, { limit })}
        {detail !== undefined && ` (${detail})`}
      </span>
    </span>
  );
}

function someStored(state: UploadState): boolean {
  return STORED.some((result) => (state.counts[result] ?? 0) > 0);
}

type Translate = ReturnType<typeof useTranslation>["t"];

function summaryOf({ total, done, counts }: UploadState, t: Translate): string {
  const stored = STORED.reduce((sum, result) => sum + (counts[result] ?? 0), 0);
  const duplicates = counts.duplicate ?? 0;
  return t("upload.summary", { done, total, stored, duplicates, refused: done - stored - duplicates });
}
