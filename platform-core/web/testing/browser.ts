import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** No laxer than the policy the services send. A page that breaks it fails the tests. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

/** A service that is made up for tests. */
export interface MockService {
  /** False when the request is not for it. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

export interface Console<Api extends MockService> {
  readonly api: Api;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a built console, the directory `dist`, as its service does: under /console/, pages without a file get index.html.
 * With a prefix everything is under it, as on a host that services share, and nothing else is there.
 */
export async function serveBuilt<Api extends MockService>(dist: string, api: Api, prefix = ""): Promise<Console<Api>> {
  if (!existsSync(join(dist, "index.html"))) throw new Error("no build to test: run `npm run build` first");
  const server: Server = createServer((request, response) => {
    if (!(request.url ?? "").startsWith(`${prefix}/`)) return response.writeHead(404).end();
    request.url = (request.url ?? "").slice(prefix.length);
    if (api.handle(request, response)) return;
    void (async () => {
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      if (!path.startsWith("/console")) return response.writeHead(404).end();
      const file = join(dist, path.slice("/console".length));
      const isAsset = extname(path) !== "";
      const served = isAsset ? file : join(dist, "index.html");
      const bytes = await readFile(served).catch(() => undefined);
      if (bytes === undefined) return response.writeHead(404).end();
      return response
        .writeHead(200, { "Content-Type": TYPES[extname(served)] ?? "application/octet-stream", "Content-Security-Policy": CONTENT_SECURITY_POLICY })
        .end(isAsset ? bytes : bytes.toString("utf8").replaceAll('="/console/', `="${prefix}/console/`));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    api,
    url: `http://localhost:${port}${prefix}/console/`,
    async close() {
      api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

export interface View {
  readonly language?: "en" | "zh-CN";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** Longest wait for a page and for what is looked for on it, ms. */
  readonly patience?: number;
}

/** A page with its own storage. Console errors and policy violations are collected, and must stay empty. */
export async function openPage(browser: Browser, url: string, view: View = {}): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1280, height: view.height ?? 900 },
    locale: view.language ?? "en",
    timezoneId: "Asia/Shanghai",
    colorScheme: view.theme ?? "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(view.patience ?? 30_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    // Refused calls are part of some tests; the browser logs them by itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  return { page, context, errors };
}
