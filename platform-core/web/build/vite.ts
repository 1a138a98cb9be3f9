import { join } from "node:path";
import type { UserConfig } from "vite";

/** Build settings all consoles share. Assets stay files: the pages' content security policy allows only our own origin. */
export function consoleConfig(options: { serviceUrl: string }): UserConfig {
  return {
    base: "/console/",
    // A service may be under a path of a host that others share: its page learns the path at run time, files find one another.
    experimental: { renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `/console/${file}` : { relative: true }) },
    publicDir: join(import.meta.dirname, "..", "public"),
    esbuild: { jsx: "automatic" },
    build: {
      outDir: "dist",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      chunkSizeWarningLimit: 900,
      reportCompressedSize: false,
    },
    server: {
      port: 5173,
      strictPort: true,
      // The session cookie belongs to the service's origin, which the identity provider knows: sign in there first.
      proxy: { "/v1": options.serviceUrl, "/console/login": options.serviceUrl, "/console/logout": options.serviceUrl, "/console/account": options.serviceUrl },
    },
  };
}
