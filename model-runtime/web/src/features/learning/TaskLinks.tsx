import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { taskHref } from "./taskAddress.ts";

/** The task whose pages these are. */
export const TaskContext = createContext("");

export function useTask(): string {
  return useContext(TaskContext);
}

/** To an item of the timeline with its details open. */
export function ItemLink({ id, text }: { id: string; text: string }) {
  const task = useTask();
  return (
    <Link to={taskHref(task, "timeline", { selected: id })} className="rt-break">
      {text}
    </Link>
  );
}

export function CompareLink({ left, right }: { left: string; right: string }) {
  const { t } = useTranslation();
  const task = useTask();
  return <Link to={taskHref(task, "compare", { left, right })}>{t("learning.compareWith", { version: left })}</Link>;
}

export function CardLink({ version }: { version: string }) {
  const { t } = useTranslation();
  const task = useTask();
  return <Link to={taskHref(task, "card", { version })}>{t("learning.openCard")}</Link>;
}

export function LineageLink({ example }: { example: string }) {
  const task = useTask();
  return (
    <Link to={taskHref(task, "lineage", { example })} className="rt-mono rt-break">
      {example}
    </Link>
  );
}
