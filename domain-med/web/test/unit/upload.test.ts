import { describe, expect, it } from "vitest";
import { reasonNotToSend, resultOf, stowBody } from "../../src/features/upload/dicomFile.ts";
import { type SendFile, type Sent, SHOWN, UploadQueue } from "../../src/features/upload/uploadQueue.ts";

const head = (text: string, at = 128) => new Uint8Array([...new Uint8Array(at), ...new TextEncoder().encode(text)]);
const dicom = (content = "pixels") => new Blob([head("DICM"), content]);

describe("a file to upload", () => {
  it("is sent only where it is a DICOM file that the archive takes", () => {
    expect(reasonNotToSend("ct/1.dcm", 500, head("DICM"), 1_000)).toBeUndefined();
    expect(reasonNotToSend("ct/1.dcm", 500, head("DICM"), undefined)).toBeUndefined();
    expect(reasonNotToSend("ct/1.dcm", 1_001, head("DICM"), 1_000)).toBe("tooLarge");
    expect(reasonNotToSend("disc/DICOMDIR", 500, head("DICM"), 1_000)).toBe("directory");
    expect(reasonNotToSend("1.dcm", 0, new Uint8Array(), 1_000)).toBe("empty");
    expect(reasonNotToSend("1.dcm", 5, head("hello", 0), 1_000)).toBe("notDicom");
    expect(reasonNotToSend("1.dcm", 500, head("DICX"), 1_000)).toBe("notDicom");
    expect(reasonNotToSend("study.zip", 500, new Uint8Array([0x50, 0x4b, 3, 4]), 1_000)).toBe("archive");
  });

  it("of 2 GB that is no DICOM file is known by its first bytes", () => {
    expect(reasonNotToSend("film.mp4", 2 ** 31, head("ftyp", 4), 2 ** 31)).toBe("notDicom");
    expect(reasonNotToSend("scan.dcm", 2 ** 31 + 1, head("DICM"), 2 ** 31)).toBe("tooLarge");
  });

  it("is the only part of a STOW-RS request", async () => {
    const text = await stowBody(new Blob(["FILE"]), "b").text();
    expect(text).toBe("--b\r\nContent-Type: application/dicom\r\n\r\nFILE\r\n--b--\r\n");
  });

  it("has the result that the service answers", () => {
    const stored = (more: object) => JSON.stringify({ "00081199": { vr: "SQ", Value: [more] } });
    const unnamed = JSON.stringify({ "0008119A": { vr: "SQ", Value: [{ "00081197": { vr: "US", Value: [0xc000] }, "00091002": { vr: "LT", Value: ["why"] } }] } });
    expect(resultOf(400, unnamed)).toEqual({ result: "unreadable", detail: "why" });
    const failed = (code: number) => JSON.stringify({ "00081198": { vr: "SQ", Value: [{ "00081197": { vr: "US", Value: [code] }, "00091002": { vr: "LT", Value: ["why"] } }] } });
    expect(resultOf(200, stored({ "00091001": { Value: ["NEW"] } }))).toEqual({ result: "stored" });
    expect(resultOf(200, stored({ "00091001": { Value: ["DUPLICATE"] } }))).toEqual({ result: "duplicate" });
    expect(resultOf(200, stored({ "00091001": { Value: ["OTHER"] } }))).toEqual({ result: "changed" });
    expect(resultOf(200, stored({ "00081196": { Value: [0xb007] }, "00091002": { Value: ["no UID"] } }))).toEqual({ result: "warning", detail: "no UID" });
    expect(resultOf(409, failed(0xc000))).toEqual({ result: "unreadable", detail: "why" });
    expect(resultOf(409, failed(0x0122)).result).toBe("refusedClass");
    expect(resultOf(409, failed(0xa700)).result).toBe("noSpace");
    expect(resultOf(409, failed(0x0110)).result).toBe("failed");
    expect(resultOf(403, "{}").result).toBe("forbidden");
    expect(resultOf(413, "").result).toBe("tooLarge");
    expect(resultOf(500, "<html>").result).toBe("failed");
  });
});

describe("an upload", () => {
  const soon = (act: () => void) => queueMicrotask(act);
  const ended = (queue: UploadQueue) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (queue.snapshot().total > 0 && queue.snapshot().done === queue.snapshot().total) resolve();
      };
      queue.subscribe(look);
      look();
    });

  it("sends a few files at a time and counts what became of all", async () => {
    let now = 0;
    let most = 0;
    const send: SendFile = async (_file, onSent): Promise<Sent> => {
      most = Math.max(most, ++now);
      onSent(10);
      await Promise.resolve();
      now--;
      return { result: "stored" };
    };
    const queue = new UploadQueue(send, soon);
    queue.add([...Array.from({ length: 300 }, (_, at) => ({ name: `ct/${at}`, file: dicom() })), { name: "notes.txt", file: new Blob(["hello"]) }], undefined);
    await ended(queue);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    const { counts, done, total, shown, bytes, sentBytes } = queue.snapshot();
    expect([done, total, counts]).toEqual([301, 301, { stored: 300, notDicom: 1 }]);
    expect(sentBytes).toBe(bytes);
    expect(shown.length).toBe(SHOWN);
    expect(shown[0]).toMatchObject({ name: "notes.txt", result: "notDicom" });
  });

  it("sends a file again where the service is busy, and gives up after five times", async () => {
    const waits: number[] = [];
    const answers: Sent[] = [{ result: "failed", againAfter: 7 }, { result: "stored" }];
    const queue = new UploadQueue(
      () => Promise.resolve(answers.shift() ?? { result: "failed", againAfter: 1 }),
      (act, seconds) => {
        if (seconds >= 1) waits.push(seconds);
        queueMicrotask(act);
      },
    );
    queue.add([{ name: "1", file: dicom() }], undefined);
    await ended(queue);
    expect([queue.snapshot().counts, waits]).toEqual([{ stored: 1 }, [7]]);
    queue.add([{ name: "2", file: dicom() }], undefined);
    await ended(queue);
    expect([queue.snapshot().counts, waits]).toEqual([{ failed: 1 }, [7, 1, 1, 1, 1]]);
  });

  it("that is stopped sends nothing more", async () => {
    const sent: string[] = [];
    const queue: UploadQueue = new UploadQueue(async (file, _onSent, signal) => {
      sent.push(await file.text());
      queue.stop();
      return { result: signal.aborted ? "stopped" : "stored" };
    }, soon);
    queue.add(Array.from({ length: 20 }, (_, at) => ({ name: `${at}`, file: dicom() })), undefined);
    await ended(queue);
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(queue.snapshot().counts).toEqual({ stopped: 20 });
  });

  it("is a failure of one file where sending breaks off", async () => {
    const queue = new UploadQueue(() => Promise.reject(new Error("gone")), soon);
    queue.add([{ name: "1", file: dicom() }], undefined);
    await ended(queue);
    expect(queue.snapshot().counts).toEqual({ failed: 1 });
  });
});
