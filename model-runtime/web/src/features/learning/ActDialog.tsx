import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAnnounce } from "@trivium/webkit";
import type { ReactNode } from "react";
import { ReasonDialog } from "../confirm/ReasonDialog.tsx";
import { MODELS_KEY } from "../model/useModels.ts";
import { LEARNING_KEY } from "./useLearning.ts";

interface Props {
  readonly title: string;
  /** What will happen, to what. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isDanger?: boolean;
  /** What is said when it is done. */
  readonly done: string;
  readonly run: (reason: string) => Promise<unknown>;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

/** Asks for the reason of a change, makes it, and has every page look again. */
export function ActDialog({ title, children, confirm, isDanger = false, done, run, onDone, onClose }: Props) {
  const announce = useAnnounce();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      // First: what is shown may be gone when the page has looked again.
      onDone?.();
      announce(done);
      await Promise.all([queries.invalidateQueries({ queryKey: LEARNING_KEY }), queries.invalidateQueries({ queryKey: MODELS_KEY }), queries.invalidateQueries({ queryKey: ["promotions"] })]);
      onClose();
    },
  });
  return (
    <ReasonDialog title={title} confirm={confirm} isDanger={isDanger} isPending={change.isPending} error={change.error} onConfirm={(reason) => change.mutate(reason)} onClose={onClose}>
      {children}
    </ReasonDialog>
  );
}
