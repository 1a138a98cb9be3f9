import { Content, Modal, ModalBody, ModalHeader, Switch } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { setPreferences, usePreferences } from "../preferences/preferences.ts";
import { ShortcutMatcher } from "./shortcuts.ts";

interface Registered {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

interface Shortcuts {
  readonly register: (shortcut: Registered) => () => void;
  readonly showHelp: () => void;
}

const ShortcutContext = createContext<Shortcuts | undefined>(undefined);

/** Listens for the shortcuts of the components below it, and shows them on `?`. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation("kit");
  const { shortcuts: enabled } = usePreferences();
  const registered = useRef<Registered[]>([]);
  const [help, setHelp] = useState<readonly Registered[] | undefined>();

  const showHelp = useCallback(() => setHelp([...registered.current]), []);
  const register = useCallback((shortcut: Registered) => {
    registered.current = [...registered.current, shortcut];
    return () => {
      registered.current = registered.current.filter((other) => other !== shortcut);
    };
  }, []);

  useEffect(() => {
    if (!enabled) return;
    const matcher = new ShortcutMatcher();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
      const keys = matcher.press(event, event.timeStamp, ["?", ...registered.current.map((shortcut) => shortcut.keys)]);
      if (keys === undefined) return;
      event.preventDefault();
      if (keys === "?") showHelp();
      else registered.current.findLast((shortcut) => shortcut.keys === keys)?.run();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [enabled, showHelp]);

  const value = useMemo(() => ({ register, showHelp }), [register, showHelp]);
  return (
    <ShortcutContext.Provider value={value}>
      {children}
      <Modal variant="small" isOpen={help !== undefined} onClose={() => setHelp(undefined)} aria-labelledby="shortcut-help-title">
        <ModalHeader title={t("shortcuts.title")} labelId="shortcut-help-title" />
        <ModalBody>
          <Table variant="compact" aria-labelledby="shortcut-help-title">
            <Thead>
              <Tr>
                <Th>{t("shortcuts.key")}</Th>
                <Th>{t("shortcuts.action")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              <Tr>
                <Td>
                  <Keys keys="?" />
                </Td>
                <Td>{t("shortcuts.help")}</Td>
              </Tr>
              {help?.map((shortcut) => (
                <Tr key={shortcut.keys}>
                  <Td>
                    <Keys keys={shortcut.keys} />
                  </Td>
                  <Td>{shortcut.label}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
          <Content component="p" />
          <Switch
            id="shortcut-switch"
            label={t("shortcuts.enabled")}
            isChecked={enabled}
            onChange={(_event, checked) => setPreferences({ shortcuts: checked })}
          />
        </ModalBody>
      </Modal>
    </ShortcutContext.Provider>
  );
}

function Keys({ keys }: { keys: string }) {
  const { t } = useTranslation("kit");
  return keys.split(" ").map((key, index) => (
    <span key={key}>
      {index > 0 && ` ${t("shortcuts.then")} `}
      <kbd className="tv-key">{key}</kbd>
    </span>
  ));
}

function useShortcuts(): Shortcuts {
  const shortcuts = useContext(ShortcutContext);
  if (shortcuts === undefined) throw new Error("no ShortcutProvider above this component");
  return shortcuts;
}

/** Runs `run` on a key ("p") or a sequence ("g h") while the component is there. */
export function useShortcut(keys: string, label: string, run: () => void): void {
  const { register } = useShortcuts();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  useEffect(() => register({ keys, label, run: () => latest.current() }), [register, keys, label]);
}

export function useShortcutHelp(): () => void {
  return useShortcuts().showHelp;
}
