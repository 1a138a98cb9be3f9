// Takes pictures of the consoles of a running demo. Started by ./trivium screenshots, which says in TRIVIUM_SCREENSHOTS what of.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PATIENCE_MS = 60_000;
const WAITING = ".pf-v6-c-spinner, .pf-v6-c-skeleton";

/** The address that the first link on a page leads to. */
const firstLink = (path, link) => async (page, base) => {
  await page.goto(base + path);
  await page.locator(link).first().waitFor();
  return page.locator(link).first().evaluate((element) => element.href);
};

/** The asset whose state is worst. */
const worstAsset = async (page, base) => {
  await page.goto(base);
  await page.locator("a.ind-tile").first().waitFor();
  for (const health of ["act", "plan", "watch", "good", "learning"]) {
    const tile = page.locator(`a.ind-tile-${health}`).first();
    if ((await tile.count()) > 0) return tile.evaluate((element) => element.href);
  }
  throw new Error("the plant has no asset");
};

/** The first study of the worklist that has findings. */
const studyWithFindings = async (page, base) => {
  await page.goto(`${base}worklist`);
  await page.locator("a[data-study]").first().waitFor();
  const studies = await page.locator("a[data-study]").evaluateAll((links) => links.map((link) => link.href));
  for (const study of studies.slice(0, 12)) {
    await page.goto(study);
    const found = await page.locator("[data-finding]").first().waitFor({ timeout: 10_000 }).then(() => true, () => false);
    if (found) return study;
  }
  throw new Error("no study on the worklist has findings");
};

/** Each page: its name, its path or how it is found, and what is on it once it is complete. */
const CONSOLES = {
  payments: {
    user: "supervisor",
    pages: [
      ["queue", "queue", "[data-case]"],
      ["case", firstLink("queue", "a[data-case]"), ".fin-graph"],
      ["live", "live", "[data-authorization]"],
      ["history", "history?range=all", "[data-authorization]"],
      ["rules", "rules", "tbody a"],
      ["rule", firstLink("rules", "tbody a"), "h1"],
      ["lists", "rules?tab=lists", "h1"],
      ["monitoring", "monitoring", "h1"],
      ["value", "value", "h1"],
      ["dead-letters", "dead-letters", "h1"],
    ],
  },
  hospital: {
    user: "radiologist",
    pages: [
      ["worklist", "worklist", "h1"],
      ["reading", studyWithFindings, "[data-finding]"],
      ["value", "value", "h1"],
    ],
    others: [{ user: "integrator", pages: [["destinations", "destinations", "h1"]] }],
  },
  factory: {
    user: "planner",
    pages: [
      ["overview", "", ".ind-tile"],
      ["asset", worstAsset, ".ind-live-tag"],
      ["alarms", "alarms", "h1"],
      ["alarm-rules", "alarms?tab=rules", "tbody tr"],
      ["alarm-figures", "alarms?tab=figures", "h1"],
      ["maintenance", "maintenance", "h1"],
      ["maintenance-figures", "maintenance?tab=figures", "h1"],
      ["process", "process", "h1"],
      ["plant", "plant", "h1"],
      ["quality", "quality", "h1"],
      ["wall", "wall", ".ind-wall-line"],
      ["value", "value", "h1"],
    ],
  },
  platform: {
    user: "operator",
    pages: [
      ["front", "", "[data-model]"],
      ["models", "models", "tbody tr"],
      ["experts", "experts", "[data-expert]"],
      ["queues", "queues", "h1"],
      ["learning", "learning", "h1"],
    ],
    others: [{ user: "auditor", pages: [["auditor", "", "h1"]] }],
  },
};

/** The pictures of README.md, by the page of each console. */
const README = { payments: "case", hospital: "reading", factory: "asset", platform: "experts" };

const order = JSON.parse(process.env.TRIVIUM_SCREENSHOTS ?? "{}");

async function signIn(context, base, user) {
  const page = await context.newPage();
  await page.goto(base);
  await page.locator("#username").fill(user);
  await page.locator("#password").fill(order.users[user]);
  await page.locator("#password").press("Enter");
  await page.waitForURL((address) => address.href.startsWith(base), { waitUntil: "commit" });
  await page.locator("h1").first().waitFor();
  return page;
}

async function shoot(page, base, [name, path, shown], file) {
  await page.goto(typeof path === "string" ? base + path : await path(page, base));
  await page.locator(shown).first().waitFor();
  await page.waitForFunction((waiting) => document.querySelector(waiting) === null, WAITING);
  // Charts and slices are drawn when all data are there.
  await page.waitForLoadState("networkidle", { timeout: 4_000 }).catch(() => {});
  await page.evaluate(() => {
    // The heading has the focus after a page was opened; its ring is of no use in a picture.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return document.fonts.ready;
  });
  await page.screenshot({ path: file });
  process.stdout.write(`${file}  ${name}\n`);
}

/** Takes the pages of one user in one view; returns how many failed. */
async function visit(browser, name, user, pages, view, file) {
  const base = order.consoles[name];
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.width < 600 ? 844 : 900 },
    locale: view.language,
    colorScheme: view.theme,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  let failed = 0;
  try {
    const page = await signIn(context, base, user);
    for (const one of pages) {
      await shoot(page, base, one, file(one[0])).catch((failure) => {
        failed++;
        process.stdout.write(`No picture of ${name}, ${one[0]}: ${String(failure.message).split("\n")[0]}\n`);
      });
    }
  } catch (failure) {
    failed += pages.length;
    process.stdout.write(`${user} could not sign in at ${base}: ${String(failure.message).split("\n")[0]}\n`);
  } finally {
    await context.close();
  }
  return failed;
}

async function all(browser) {
  let failed = 0;
  const names = Object.keys(order.consoles).filter((name) => order.only.length === 0 || order.only.includes(name));
  for (const name of names) {
    const { user, pages, others = [] } = CONSOLES[name];
    for (const width of order.widths) {
      for (const language of order.languages) {
        for (const theme of order.themes) {
          const directory = join(order.out, name);
          mkdirSync(directory, { recursive: true });
          const file = (page) => join(directory, `${page}-${width}-${language}-${theme}.png`);
          for (const one of [{ user, pages }, ...others]) {
            failed += await visit(browser, name, one.user, one.pages, { width, language, theme }, file);
          }
        }
      }
    }
  }
  return failed;
}

async function readme(browser) {
  let failed = 0;
  for (const [name, page] of Object.entries(README)) {
    if (order.consoles[name] === undefined) continue;
    const { user, pages } = CONSOLES[name];
    const wanted = pages.filter(([one]) => one === page);
    failed += await visit(browser, name, user, wanted, { width: 1440, language: "en", theme: "light" }, () => join(order.out, `${name}.png`));
  }
  return failed;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  process.exitCode = (await (order.all ? all(browser) : readme(browser))) === 0 ? 0 : 1;
} finally {
  await browser.close();
}
