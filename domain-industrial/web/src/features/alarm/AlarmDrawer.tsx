import { DetailDrawer, usePageTitle } from "@trivium/webkit";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { getAlarm } from "../../api/client.ts";
import { AlarmDetails } from "./AlarmDetails.tsx";

interface Props {
  /** "" = closed. */
  readonly selected: string;
  readonly onClose: () => void;
  /** What the page names the window; where it names nothing, the alarm does. */
  readonly page?: string;
  readonly children: ReactNode;
}

/** A page with one alarm's evidence in a drawer. */
export function AlarmDrawer({ selected, onClose, page, children }: Props) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["alarm", selected], queryFn: ({ signal }) => getAlarm(selected, signal), enabled: selected !== "" });
  usePageTitle(page ?? (query.data === undefined ? undefined : `${query.data.condition} · ${query.data.assetName}`));
  const close = useCallback(() => onClose(), [onClose]);
  return (
    <DetailDrawer
      selected={selected}
      onClose={close}
      kind={query.data === undefined ? t("alarms.title") : t("alarm.kindOf", { kind: t(`kind.${query.data.kind}`), asset: query.data.assetName })}
      title={query.data?.condition ?? "…"}
      opener={alarmButton}
      details={<AlarmDetails key={selected} query={query} />}
    >
      {children}
    </DetailDrawer>
  );
}

function alarmButton(alarmId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-alarm="${CSS.escape(alarmId)}"]`);
}
