import { Drawer, DrawerActions, DrawerCloseButton, DrawerContent, DrawerContentBody, DrawerHead, DrawerPanelBody, DrawerPanelContent } from "@patternfly/react-core";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMediaQuery } from "../shell/useMediaQuery.ts";

interface Props {
  /** What the drawer shows; "" = closed. */
  readonly selected: string;
  readonly onClose: () => void;
  /** What kind of thing it is, above its name. */
  readonly kind: string;
  readonly title: string;
  readonly details: ReactNode;
  /** Where the focus goes when the details close: the control they were opened from. */
  readonly opener: (selected: string) => HTMLElement | null;
  readonly children: ReactNode;
}

/**
 * A page with the details of one of its items in a drawer. Opening takes the focus along, closing gives it back; going from
 * one item to the next keeps the control it belongs to in sight.
 */
export function DetailDrawer({ selected, onClose, kind, title, details, opener, children }: Props) {
  const { t } = useTranslation("kit");
  const heading = useRef<HTMLHeadingElement>(null);
  const isWide = useMediaQuery("(min-width: 1600px)");
  useFocus(selected, heading, opener);

  useEffect(() => {
    if (selected === "") return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && document.querySelector("[aria-modal=true]") === null) onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [selected, onClose]);

  const panel = (
    <DrawerPanelContent defaultSize="480px" minSize="380px" maxSize="900px" isResizable resizeAriaLabel={t("drawer.resize")} aria-labelledby="detail-title">
      <DrawerHead>
        {/* Not PatternFly's Title, which passes no ref on. */}
        <h2 id="detail-title" ref={heading} tabIndex={-1} className="pf-v6-c-title pf-m-lg tv-drawer-title">
          <span className="tv-drawer-kind">{kind}</span> {title}
        </h2>
        <DrawerActions>
          <DrawerCloseButton onClick={onClose} aria-label={t("close")} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>{details}</DrawerPanelBody>
    </DrawerPanelContent>
  );
  return (
    <Drawer isExpanded={selected !== ""} isInline={isWide}>
      <DrawerContent panelContent={selected === "" ? undefined : panel}>
        <DrawerContentBody>{children}</DrawerContentBody>
      </DrawerContent>
    </Drawer>
  );
}

function useFocus(selected: string, heading: RefObject<HTMLHeadingElement>, opener: (selected: string) => HTMLElement | null): void {
  const opened = useRef("");
  const find = useRef(opener);
  find.current = opener;
  useEffect(() => {
    if (selected !== "" && opened.current === "") heading.current?.focus();
    else if (selected === "" && opened.current !== "") find.current(opened.current)?.focus();
    else if (selected !== opened.current) find.current(selected)?.scrollIntoView({ block: "nearest" });
    opened.current = selected;
  }, [selected, heading]);
}
