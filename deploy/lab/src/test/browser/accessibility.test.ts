import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, launchBrowser, picture, settled, signIn, type User, type View, violations } from "./browser.ts";
import { authorize, bringPress, call, FIN, INDUSTRIAL, type Press, RUN, RUNTIME, until } from "./platform.ts";

/** A page, and what is on it once it is complete. */
type Visit = readonly [path: string, shown: string];

/** Opens what a page opens on demand. */
interface Layer {
  readonly on: string;
  readonly name: string;
  open(page: Page): Promise<void>;
}

/** The consoles' own tests cover each language and each theme; here each console is checked once, every pair of them on request. */
const PAIRS = [
  { language: "en", theme: "light" },
  { language: "en", theme: "dark" },
  { language: "zh-CN", theme: "light" },
  { language: "zh-CN", theme: "dark" },
] as const satisfies readonly View[];
const ALL = process.env["TRIVIUM_BROWSER_VIEWS"] === "all";
const BRIGHT = ALL ? PAIRS : [PAIRS[0]];
const DARK = ALL ? PAIRS : [PAIRS[3]];

describe.skipIf(!hasChromium)("every page of the running consoles breaks no rule of WCAG 2.2 AA that axe knows", () => {
  let browser: Browser;
  let caseNumber = 0;
  let press: Press;
  const sessions = new Map<User, Awaited<ReturnType<BrowserContext["storageState"]>>>();

  beforeAll(async () => {
    browser = await launchBrowser();
    const customerId = `cust-${RUN}-axe`;
    await authorize({ panToken: `tok_${RUN}_axe`, customerId, amount: 890 });
    const rule = await call<{ ruleId: string }>("trivium-cli-demo-bank", "/v1/rules", {
      ruleId: `axe-${RUN}`,
      definition: { name: "Large amount", description: "Above any usual amount", expression: "amount > 800.0", action: "alert", severity: "low", reasonCode: "large-amount", queue: "general", priority: 5 },
      reason: "To look at its back-test",
    });
    expect(rule.ruleId).toBe(`axe-${RUN}`);
    const { backtestId } = await call<{ backtestId: string }>("trivium-cli-demo-bank", "/v1/backtests", {
      ruleId: `axe-${RUN}`,
      version: 1,
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date().toISOString(),
    });
    await until("the back-test is done", async () => ((await call<{ state: string }>("trivium-cli-demo-bank", `/v1/backtests/${backtestId}`)).state === "done" ? true : undefined));
    caseNumber = await until("there is a case", async () => (await call<{ items: { caseNumber: number }[] }>("trivium-cli-demo-bank", "/v1/cases?limit=1")).items[0]?.caseNumber);
    press = await bringPress("axe");
    await press.measure(950);
    for (const [user, url] of [
      ["supervisor", `${FIN}/console/`],
      ["operator", `${RUNTIME}/console/`],
      ["planner", `${INDUSTRIAL}/console/`],
    ] as const) {
      const { context } = await signIn(browser, url, user);
      sessions.set(user, await context.storageState());
      await context.close();
    }
  });
  afterAll(() => browser?.close());

  const fraudDesk = (): Visit[] => [
    ["queue", "[data-case]"],
    ["queue?queue=escalated", ".tv-state"],
    [`cases/${caseNumber}`, ".fin-graph"],
    ["live", "[data-authorization]"],
    ["history?range=all", "[data-authorization]"],
    ["rules", "tbody a"],
    ["rules?tab=lists&list=blocked-cards", "#entries-title"],
    [`rules/axe-${RUN}`, ".fin-figure-value"],
    [`rules/axe-${RUN}?tab=versions`, ".fin-help"],
    [`rules/axe-${RUN}?tab=snoozes`, "#snooze-entity"],
    [`rules/axe-${RUN}?tab=history`, ".fin-rule-history li"],
    ["monitoring", ".tv-chart canvas"],
    ["dead-letters", "h1"],
    ["nowhere", "h1"],
  ];
  const frontPage: readonly Visit[] = [
    ["", "[data-model]"],
    ["models", "tbody tr"],
    ["experts", "[data-expert]"],
    ["experts?view=table", "[data-expert]"],
    ["queues", "[data-class=bulk]"],
    ["nowhere", "h1"],
  ];
  const plant = (): Visit[] => [
    ["", ".ind-tile"],
    [`assets/${press.assetId}`, ".ind-live-tag"],
    ["alarms", "tbody tr"],
    ["alarms?tab=rules", "tbody tr"],
    ["alarms?tab=figures", ".ind-rate"],
    ["maintenance", "h1"],
    ["maintenance?tab=figures", "h1"],
    ["process", "h1"],
    [`plant?node=${press.assetId}`, "td.ind-tag"],
    ["quality", "h1"],
    ["wall", ".ind-wall-line"],
  ];
  const layers: readonly Layer[] = [
    {
      on: "history?range=all",
      name: "decision",
      async open(page) {
        await page.locator("[data-authorization]").first().click();
        await page.locator("#features-title").waitFor();
      },
    },
    {
      on: "rules",
      name: "editor",
      async open(page) {
        await page.keyboard.press("n");
        await page.locator("#rule-expression").fill("amuont > 1");
        await page.locator("#rule-check").getByText(/amuont/).waitFor();
      },
    },
    {
      on: "models",
      name: "version",
      async open(page) {
        await page.locator("[data-version]").first().click();
        await page.locator("#detail-title").waitFor();
      },
    },
    {
      on: "queue",
      name: "shortcuts",
      async open(page) {
        await page.keyboard.press("?");
        await page.locator("#shortcut-help-title").waitFor();
      },
    },
  ];

  async function open(user: User, view: View): Promise<Page> {
    const session = sessions.get(user);
    if (session === undefined) throw new Error(`${user} has not signed in`);
    const context = await browser.newContext({
      storageState: session,
      viewport: { width: 1280, height: 900 },
      locale: view.language ?? "en",
      timezoneId: "Asia/Shanghai",
      colorScheme: view.theme ?? "light",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(90_000);
    return context.newPage();
  }

  async function check(page: Page, base: string, visits: readonly Visit[]): Promise<string[]> {
    const found: string[] = [];
    for (const [path, shown] of visits) {
      await page.goto(base + path);
      await page.locator(shown).first().waitFor();
      await settled(page);
      const here = await violations(page);
      if (here.length > 0) await picture(page, `axe-${path.replace(/\W+/g, "-")}`);
      found.push(...here.map((violation) => `${path}: ${violation}`));
      for (const layer of layers.filter((one) => one.on === path)) {
        await layer.open(page);
        found.push(...(await violations(page)).map((violation) => `${path}, ${layer.name}: ${violation}`));
        await page.keyboard.press("Escape");
      }
    }
    return found;
  }

  it.each(DARK)("at the fraud desk in $language, $theme", async (view) => {
    const page = await open("supervisor", view);
    expect(await check(page, `${FIN}/console/`, fraudDesk())).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(view.language);
    await page.context().close();
  });

  it.each(BRIGHT)("on the platform's console in $language, $theme", async (view) => {
    const page = await open("operator", view);
    expect(await check(page, `${RUNTIME}/console/`, frontPage)).toEqual([]);
    await page.context().close();
  });

  it.each(DARK)("in the factory in $language, $theme", async (view) => {
    const page = await open("planner", view);
    expect(await check(page, `${INDUSTRIAL}/console/`, plant())).toEqual([]);
    await page.context().close();
  });
});
