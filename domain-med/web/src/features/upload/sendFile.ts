import { ownHeaders, PREFIX } from "@trivium/webkit";
import { resultOf, stowBody } from "./dicomFile.ts";
import { type SendFile, UploadQueue } from "./uploadQueue.ts";

const BUSY: readonly number[] = [429, 503];

/** Sends a file by STOW-RS. XMLHttpRequest, because fetch says nothing of how much was sent. */
const sendFile: SendFile = (file, onSent, signal) =>
  new Promise((resolve) => {
    const boundary = `trivium-${crypto.randomUUID()}`;
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = (sent: Awaited<ReturnType<SendFile>>) => {
      signal.removeEventListener("abort", abort);
      resolve(sent);
    };
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      const wait = Number(request.getResponseHeader("Retry-After"));
      end({ ...resultOf(request.status, request.responseText), ...(BUSY.includes(request.status) ? { againAfter: wait > 0 && wait <= 60 ? wait : 2 } : {}) });
    };
    request.onerror = () => end({ result: "failed" });
    request.onabort = () => end({ result: "stopped" });
    request.open("POST", `${PREFIX}/dicom-web/studies`);
    request.setRequestHeader("Content-Type", `multipart/related; type="application/dicom"; boundary=${boundary}`);
    request.setRequestHeader("Accept", "application/dicom+json");
    for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value);
    signal.addEventListener("abort", abort);
    if (signal.aborted) end({ result: "stopped" });
    else request.send(stowBody(file, boundary));
  });

/** The console's uploads. */
export const uploads = new UploadQueue(sendFile);
