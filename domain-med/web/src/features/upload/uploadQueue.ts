import { headOf, reasonNotToSend, type UploadResult } from "./dicomFile.ts";

/** A file with the path it had in its folder. */
export interface ChosenFile {
  readonly name: string;
  readonly file: Blob;
}

export interface Sent {
  readonly result: UploadResult;
  readonly detail?: string;
  /** Seconds after which the service wants to be asked again. */
  readonly againAfter?: number;
}

/** Sends one file; `onSent` is called with the bytes sent. */
export type SendFile = (file: Blob, onSent: (bytes: number) => void, signal: AbortSignal) => Promise<Sent>;

export interface UploadItem {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly state: "waiting" | "sending" | "done";
  readonly sent: number;
  readonly result?: UploadResult;
  readonly detail?: string;
}

export interface UploadState {
  readonly total: number;
  readonly done: number;
  readonly bytes: number;
  readonly sentBytes: number;
  readonly counts: Readonly<Partial<Record<UploadResult, number>>>;
  /** At most {@link SHOWN} files: those with something to say first, then those that are being sent, then the newest others. */
  readonly shown: readonly UploadItem[];
}

/** Files sent at the same time. */
const AT_ONCE = 3;
/** Files that are listed; an upload may have many thousands. */
export const SHOWN = 100;
const ATTEMPTS = 5;
/** Between two looks at what changed: a summary looks at every file. */
const PUBLISH_SECONDS = 0.1;

const NOTHING: UploadState = { total: 0, done: 0, bytes: 0, sentBytes: 0, counts: {}, shown: [] };

/** Sends files, a few at a time, and keeps what became of each. One for the whole console: it continues while other pages are open. */
export class UploadQueue {
  private items: UploadItem[] = [];
  private readonly files = new Map<number, Blob>();
  private readonly listeners = new Set<() => void>();
  private state: UploadState = NOTHING;
  private next = 0;
  private running = 0;
  private isChanged = false;
  private stopping = new AbortController();

  constructor(
    private readonly send: SendFile,
    private readonly later: (act: () => void, seconds: number) => void = (act, seconds) => void setTimeout(act, seconds * 1_000),
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): UploadState => this.state;

  /** @param largest longest file that the archive takes, in bytes; undefined where that is not known */
  add(files: readonly ChosenFile[], largest: number | undefined): void {
    if (this.state.done === this.state.total) this.clear();
    for (const { name, file } of files) {
      const id = this.items.length;
      this.items.push({ id, name, size: file.size, state: "waiting", sent: 0 });
      this.files.set(id, file);
    }
    this.publish();
    while (this.running < AT_ONCE && this.next < this.items.length) this.start(largest);
  }

  /** What was not sent yet is not sent; what is being sent is broken off, and the service keeps nothing of it. */
  stop(): void {
    this.stopping.abort();
    this.items = this.items.map((item) => (item.state === "waiting" ? { ...item, state: "done", result: "stopped" } : item));
    this.next = this.items.length;
    this.publish();
  }

  /** Forgets a finished upload. */
  clear(): void {
    if (this.running > 0) return;
    this.items = [];
    this.files.clear();
    this.next = 0;
    this.stopping = new AbortController();
    this.publish();
  }

  private start(largest: number | undefined): void {
    this.running++;
    void this.work(largest).finally(() => {
      this.running--;
      this.publish();
    });
  }

  private async work(largest: number | undefined): Promise<void> {
    while (this.next < this.items.length) {
      const id = this.next++;
      const file = this.files.get(id);
      this.files.delete(id);
      if (file === undefined) continue;
      this.change(id, { state: "sending" });
      const { result, detail } = await this.one(id, file, largest);
      this.change(id, { state: "done", result, ...(detail === undefined ? {} : { detail }) });
    }
  }

  private async one(id: number, file: Blob, largest: number | undefined): Promise<Sent> {
    const { signal } = this.stopping;
    try {
      const reason = reasonNotToSend(this.items[id]?.name ?? "", file.size, await headOf(file), largest);
      if (reason !== undefined) return { result: reason };
      for (let attempt = 1; ; attempt++) {
        const sent = await this.send(file, (bytes) => this.change(id, { sent: Math.min(bytes, file.size) }), signal);
        if (sent.againAfter === undefined || attempt === ATTEMPTS) return sent;
        await new Promise<void>((resolve) => this.later(resolve, sent.againAfter ?? 0));
        if (signal.aborted) return { result: "stopped" };
      }
    } catch {
      return { result: signal.aborted ? "stopped" : "failed" };
    }
  }

  private change(id: number, change: Partial<UploadItem>): void {
    const item = this.items[id];
    if (item === undefined) return;
    this.items[id] = { ...item, ...change };
    if (this.isChanged) return;
    this.isChanged = true;
    this.later(() => this.publish(), PUBLISH_SECONDS);
  }

  private publish(): void {
    this.isChanged = false;
    this.state = summary(this.items);
    for (const listener of this.listeners) listener();
  }
}

function summary(items: readonly UploadItem[]): UploadState {
  const counts: Partial<Record<UploadResult, number>> = {};
  const reported: UploadItem[] = [];
  const sending: UploadItem[] = [];
  const stored: UploadItem[] = [];
  let done = 0;
  let bytes = 0;
  let sentBytes = 0;
  for (const item of items) {
    bytes += item.size;
    sentBytes += item.state === "done" ? item.size : item.sent;
    if (item.state === "sending") sending.push(item);
    if (item.result === undefined) continue;
    done++;
    counts[item.result] = (counts[item.result] ?? 0) + 1;
    (item.result === "stored" ? stored : reported).push(item);
  }
  return { total: items.length, done, bytes, sentBytes, counts, shown: [...reported, ...sending, ...stored.reverse()].slice(0, SHOWN) };
}
