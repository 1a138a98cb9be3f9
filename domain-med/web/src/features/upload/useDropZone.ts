import { type DragEvent, useState } from "react";
import type { ChosenFile } from "./uploadQueue.ts";
import { filesOfDrop } from "./chosenFiles.ts";

/** Makes an element take dropped files and folders; `isOver` while some are held above it. */
export function useDropZone(isOpen: boolean, onFiles: (files: ChosenFile[]) => void) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent) => isOpen && event.dataTransfer.types.includes("Files");
  return {
    isOver: depth > 0,
    handlers: {
      // Enter and leave come for every element within, too.
      onDragEnter: (event: DragEvent) => {
        if (hasFiles(event)) setDepth((before) => before + 1);
      },
      onDragLeave: (event: DragEvent) => {
        if (hasFiles(event)) setDepth((before) => Math.max(0, before - 1));
      },
      onDragOver: (event: DragEvent) => {
        if (hasFiles(event)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        setDepth(0);
        if (!hasFiles(event)) return;
        event.preventDefault();
        void filesOfDrop(event.dataTransfer).then(onFiles);
      },
    },
  };
}
