/** What became of one file. All but the first four mean that nothing of it was stored. */
export type UploadResult =
  | "stored"
  | "duplicate"
  | "changed"
  | "warning"
  | "notDicom"
  | "directory"
  | "archive"
  | "empty"
  | "tooLarge"
  | "refusedClass"
  | "noSpace"
  | "unreadable"
  | "forbidden"
  | "failed"
  | "stopped";

const HEAD = 132;

/** Why a file need not be sent, seen from its name, size and first bytes; undefined for a DICOM file. */
export function reasonNotToSend(name: string, size: number, head: Uint8Array, largest: number | undefined): UploadResult | undefined {
  if (size === 0) return "empty";
  if (name.slice(name.lastIndexOf("/") + 1).toUpperCase() === "DICOMDIR") return "directory";
  const isDicom = head.length >= HEAD && String.fromCharCode(...head.slice(HEAD - 4, HEAD)) === "DICM";
  if (!isDicom) return isArchive(head) ? "archive" : "notDicom";
  return largest !== undefined && size > largest ? "tooLarge" : undefined;
}

/** ZIP, gzip, 7z, RAR. */
function isArchive(head: Uint8Array): boolean {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  return starts(0x50, 0x4b) || starts(0x1f, 0x8b) || starts(0x37, 0x7a, 0xbc, 0xaf) || starts(0x52, 0x61, 0x72, 0x21);
}

export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
}

/** The body of a STOW-RS request (PS3.18 10.5) with one file; the file is not read into memory. */
export function stowBody(file: Blob, boundary: string): Blob {
  return new Blob([`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, file, `\r\n--${boundary}--\r\n`]);
}

interface Attribute {
  readonly Value?: readonly unknown[];
}
type Item = Readonly<Record<string, Attribute | undefined>>;

const STORED = "00081199";
const FAILED = "00081198";
/** Failures of parts that name no instance. */
const OTHER_FAILURES = "0008119A";
const FAILURE_REASON = "00081197";
const WARNING_REASON = "00081196";
const RESULT = "00091001";
const REASON = "00091002";

const REASONS: Readonly<Record<number, UploadResult>> = { 0xc000: "unreadable", 0x0122: "refusedClass", 0xa700: "noSpace", 0x0124: "forbidden" };

/** The result of a STOW-RS request with one file, and the sentence of the service where there is one. */
export function resultOf(status: number, body: string): { result: UploadResult; detail?: string } {
  if (status === 401 || status === 403) return { result: "forbidden" };
  if (status === 413) return { result: "tooLarge" };
  const answer = parsed(body);
  const stored = itemOf(answer, STORED);
  const failed = itemOf(answer, FAILED) ?? itemOf(answer, OTHER_FAILURES);
  if (failed !== undefined) return { result: REASONS[numberOf(failed, FAILURE_REASON) ?? 0] ?? "failed", ...detailOf(failed) };
  if (stored === undefined) return { result: "failed" };
  if (numberOf(stored, WARNING_REASON) !== undefined) return { result: "warning", ...detailOf(stored) };
  const word = valueOf(stored, RESULT);
  return { result: word === "DUPLICATE" ? "duplicate" : word === "OTHER" ? "changed" : "stored" };
}

function parsed(body: string): Item {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Item) : {};
  } catch {
    return {};
  }
}

function valueOf(item: Item, tag: string): unknown {
  return item[tag]?.Value?.[0];
}

function itemOf(item: Item, tag: string): Item | undefined {
  return valueOf(item, tag) as Item | undefined;
}

function numberOf(item: Item, tag: string): number | undefined {
  const value = valueOf(item, tag);
  return typeof value === "number" ? value : undefined;
}

function detailOf(item: Item): { detail?: string } {
  const value = valueOf(item, REASON);
  return typeof value === "string" ? { detail: value } : {};
}
