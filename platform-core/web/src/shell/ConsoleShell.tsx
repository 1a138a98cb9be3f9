import {
  Button,
  Divider,
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  Label,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MenuToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import GlobeIcon from "@patternfly/react-icons/dist/esm/icons/globe-icon";
import InProgressIcon from "@patternfly/react-icons/dist/esm/icons/in-progress-icon";
import KeyboardIcon from "@patternfly/react-icons/dist/esm/icons/keyboard-icon";
import PauseCircleIcon from "@patternfly/react-icons/dist/esm/icons/pause-circle-icon";
import { type AnchorHTMLAttributes, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { browserTimeZone } from "../format/format.ts";
import { useShortcutHelp } from "../keyboard/ShortcutProvider.tsx";
import { LANGUAGES, setPreferences, THEMES, usePreferences } from "../preferences/preferences.ts";
import { ACCOUNT_PATH, switchOrganisation, useSession } from "../session/session.tsx";
import { ownRoles, signOut } from "../session/signIn.ts";
import { BrandMark } from "./BrandMark.tsx";
import { type ConnectionState, useConnection } from "./connection.ts";
import { pageAt, useOwnTitle, windowTitle } from "./pageTitle.ts";
import { ThemeIcon } from "./ThemeIcon.tsx";

export interface NavPage {
  readonly path: string;
  readonly label: string;
}

const MAIN_ID = "main-content";
/** Names of the languages in themselves: a user who reads only one of them must find it. */
const OWN_NAMES = { en: "English", "zh-CN": "简体中文" } as const;

/**
 * Frame of every console: who, where, for which organisation, how the live data is doing. `tools` are what a console needs
 * on every page, such as a search box.
 */
export function ConsoleShell({ serviceName, pages, tools, children }: { serviceName: string; pages: readonly NavPage[]; tools?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("kit");
  const { pathname } = useLocation();
  const showShortcuts = useShortcutHelp();
  const ownTitle = useOwnTitle();
  const title = windowTitle(ownTitle ?? pageAt(pages, pathname)?.label, serviceName);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const masthead = (
    <Masthead display={{ default: "stack", md: "inline" }} className="tv-masthead">
      <MastheadMain>
        <MastheadBrand>
          <MastheadLogo component={HomeLink} className="tv-brand">
            <BrandMark />
            <span>
              Trivium <span className="tv-brand-service">{serviceName}</span>
            </span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Nav variant="horizontal" aria-label={t("shell.navigation")}>
          <NavList>
            {pages.map((page) => (
              <NavItem key={page.path} itemId={page.path} isActive={pathname === page.path}>
                <Link to={page.path}>{page.label}</Link>
              </NavItem>
            ))}
          </NavList>
        </Nav>
        <Toolbar isStatic aria-label={t("shell.toolbar")}>
          <ToolbarContent>
            <ToolbarGroup align={{ default: "alignEnd" }} gap={{ default: "gapSm" }} variant="action-group-plain">
              {tools !== undefined && <ToolbarItem>{tools}</ToolbarItem>}
              <ToolbarItem>
                <ConnectionLabel />
              </ToolbarItem>
              <ToolbarItem>
                <OrganisationMenu />
              </ToolbarItem>
              <ToolbarItem>
                <LanguageMenu />
              </ToolbarItem>
              <ToolbarItem>
                <ThemeMenu />
              </ToolbarItem>
              <ToolbarItem>
                <Button variant="plain" icon={<KeyboardIcon />} aria-label={t("shell.keyboard")} title={`${t("shell.keyboard")} (?)`} onClick={showShortcuts} />
              </ToolbarItem>
              <ToolbarItem>
                <UserMenu />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
  return (
    <Page masthead={masthead} mainContainerId={MAIN_ID} skipToContent={<SkipToContent href={`#${MAIN_ID}`}>{t("skipToContent")}</SkipToContent>}>
      {children}
    </Page>
  );
}

function HomeLink(props: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <Link {...props} to="/" />;
}

const CONNECTION_LOOK: Readonly<Record<ConnectionState, { status?: "success" | "warning" | "danger" | "info"; icon: ReactNode }>> = {
  live: { status: "success", icon: <CheckCircleIcon /> },
  connecting: { status: "info", icon: <InProgressIcon /> },
  waiting: { status: "warning", icon: <InProgressIcon /> },
  held: { icon: <PauseCircleIcon /> },
  closed: { icon: <PauseCircleIcon /> },
  failed: { status: "danger", icon: <ExclamationCircleIcon /> },
  offline: { status: "danger", icon: <ExclamationCircleIcon /> },
};

function ConnectionLabel() {
  const { t } = useTranslation("kit");
  const state = useConnection();
  if (state === undefined) return null;
  const { status, icon } = CONNECTION_LOOK[state];
  const text = t(`connection.${state}`);
  return (
    <span role="status" aria-label={t("connection.label", { state: text })} data-state={state}>
      <Label variant="outline" icon={icon} {...(status === undefined ? {} : { status })}>
        {text}
      </Label>
    </span>
  );
}

/** The organisation that the page acts for; a menu where the person belongs to several. */
function OrganisationMenu() {
  const { t } = useTranslation("kit");
  const { tenant, organisations } = useSession();
  const [open, setOpen] = useState(false);
  if (organisations.length < 2) {
    return (
      <Label variant="outline" title={t("shell.tenant")}>
        <span className="pf-v6-screen-reader">{t("shell.tenant")}: </span>
        {tenant}
      </Label>
    );
  }
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} aria-label={t("shell.organisation", { tenant })}>
          {tenant}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {organisations.map((choice) => (
          <DropdownItem key={choice} isSelected={choice === tenant} onClick={() => choice !== tenant && switchOrganisation(choice)}>
            {choice}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}

function LanguageMenu() {
  const { t } = useTranslation("kit");
  const { language } = usePreferences();
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant="plainText" icon={<GlobeIcon />} isExpanded={open} onClick={() => setOpen(!open)} aria-label={`${t("shell.language")}: ${OWN_NAMES[language]}`}>
          <span className="tv-language-name">{OWN_NAMES[language]}</span>
        </MenuToggle>
      )}
    >
      <DropdownList>
        {LANGUAGES.map((choice) => (
          <DropdownItem key={choice} lang={choice} isSelected={choice === language} onClick={() => setPreferences({ language: choice })}>
            {OWN_NAMES[choice]}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}

function ThemeMenu() {
  const { t } = useTranslation("kit");
  const { theme } = usePreferences();
  const [open, setOpen] = useState(false);
  const label = `${t("shell.theme")}: ${t(`shell.theme_${theme}`)}`;
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant="plain" isExpanded={open} onClick={() => setOpen(!open)} aria-label={label} title={label}>
          <ThemeIcon />
        </MenuToggle>
      )}
    >
      <DropdownList>
        {THEMES.map((choice) => (
          <DropdownItem key={choice} isSelected={choice === theme} onClick={() => setPreferences({ theme: choice })}>
            {t(`shell.theme_${choice}`)}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}

function UserMenu() {
  const { t } = useTranslation("kit");
  const session = useSession();
  const { timeZone } = usePreferences();
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "end" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} aria-label={t("shell.userMenu", { name: session.displayName })}>
          {session.displayName}
        </MenuToggle>
      )}
    >
      <DropdownGroup label={session.user}>
        <div className="tv-user-facts">
          <div>
            {t("shell.roles")}: {ownRoles(session.roles).join(", ")}
          </div>
          <div>
            {session.service} · {t("shell.version", { version: session.version })}
          </div>
        </div>
      </DropdownGroup>
      <Divider component="li" />
      <DropdownGroup label={t("shell.timeZone")}>
        <DropdownList>
          <DropdownItem isSelected={timeZone === "browser"} onClick={() => setPreferences({ timeZone: "browser" })}>
            {t("shell.timeZone_browser", { zone: browserTimeZone() })}
          </DropdownItem>
          <DropdownItem isSelected={timeZone === "utc"} onClick={() => setPreferences({ timeZone: "utc" })}>
            {t("shell.timeZone_utc")}
          </DropdownItem>
        </DropdownList>
      </DropdownGroup>
      <Divider component="li" />
      <DropdownList>
        {typeof session.frontPage === "string" && <DropdownItem to={session.frontPage}>{t("shell.frontPage")}</DropdownItem>}
        <DropdownItem to={ACCOUNT_PATH} target="_blank" rel="noopener" isExternalLink>
          {t("shell.account")}
        </DropdownItem>
        <DropdownItem onClick={() => void signOut()}>{t("shell.logout")}</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
