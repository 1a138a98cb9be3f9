import type { ChosenFile } from "./uploadQueue.ts";

/** Files of one upload; a folder with more is cut here. */
const MOST = 20_000;

/** Files of an input, with their paths where a folder was chosen. */
export function filesOfInput(files: FileList | null): ChosenFile[] {
  return [...(files ?? [])].slice(0, MOST).map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

/** Files that were dropped, with all that is in dropped folders. Has to be called within the event. */
export async function filesOfDrop(data: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return filesOfInput(data.files);
  const found: ChosenFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, found: ChosenFile[]): Promise<void> {
  if (found.length >= MOST) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ name: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const one of part) await collect(one, found);
  }
}
